// random_word(): 32 characters that nobody can guess, of 0-9 and a-f, from the system's own source.
// Any thread.
#pragma once

#include <string>

namespace base {

std::string random_word();

}  // namespace base
