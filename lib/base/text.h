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

// Without the spaces and tabs around it.
inline std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

// "a, b, c"; "" for none.
template <class Words>
std::string join(const Words& words, std::string_view between = ", ") {
  std::string text;
  for (const auto& word : words) text.append(text.empty() ? "" : between).append(word);
  return text;
}

}  // namespace base
