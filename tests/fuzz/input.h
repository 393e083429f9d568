// What every fuzz target has in common. A target is one file that defines try_input: it reads any
// bytes as a stranger's, and states by `must` what holds whatever they are. A broken promise, an
// exception that comes out of it and what a sanitizer sees all end the program. One thread.
#pragma once

#include <string_view>

namespace fuzz {

// Defined by the target.
void try_input(std::string_view input);

// Ends the program by a signal, with `promise` on stderr, when it is not kept.
void must(bool kept, const char* promise);

// What stands before the first line feed, which is taken away with it; all of it when there is
// none.
std::string_view take_line(std::string_view& rest);

}  // namespace fuzz
