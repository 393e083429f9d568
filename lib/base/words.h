// What another server said in its own words, searched for what it is about. Pure; any thread.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/text.h"

namespace base {

// One of the words, which are in lower case, stands in the text, in whatever case.
inline bool says_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  const std::string low = lower(std::string(text));
  return std::ranges::any_of(words,
                             [&](std::string_view word) { return low.find(word) != low.npos; });
}

}  // namespace base
