// What is done to short texts in many places. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace base {

// Of ASCII alone, whatever the locale: names of DNS, HTTP and ACME are compared so.
inline char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
inline std::string lower(std::string text) {
  for (char& c : text) c = lower(c);
  return text;
}

// "a, b, c"; "" for none.
template <class Words>
std::string join(const Words& words, std::string_view between = ", ") {
  std::string text;
  for (const auto& word : words) text.append(text.empty() ? "" : between).append(word);
  return text;
}

}  // namespace base
