// What is wrong with a message for people, whoever wrote it: a sentence that stands in it twice, or
// more of it than the API takes. For tests. Pure. tests/describe/words.py is the same for what
// kubectl shows.
#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "kube_objects/object.h"
#include "wire/object.h"

namespace fakes {

inline constexpr std::size_t kLongestCondition = 4096;  // as the CRDs have it
inline constexpr std::size_t kLongestNote = 1024;       // as events.k8s.io/v1 has it

// The first that is there twice; "" for none. Less than four words may be: they are names, types of
// errors, addresses.
inline std::string said_twice(std::string_view message) {
  std::set<std::string> said;
  while (!message.empty()) {
    std::size_t end = message.size(), next = message.size();
    for (const char* mark : {"; ", ": ", ". ", " (", "), "}) {
      const std::size_t at = message.find(mark);
      if (at >= end) continue;
      end = at;
      next = at + std::string_view(mark).size();
    }
    const std::string part(message.substr(0, end));
    const auto spaces = std::count(part.begin(), part.end(), ' ');
    if (spaces >= 3 && !said.insert(part).second) return part;
    message.remove_prefix(next);
  }
  return "";
}

// "" where nothing is.
inline std::string fault_of(const std::string& message, std::size_t longest) {
  if (message.size() > longest) return std::to_string(message.size()) + " bytes: " + message;
  const std::string twice = said_twice(message);
  return twice.empty() ? "" : "twice \"" + twice + "\": " + message;
}

// Of the messages in the status of an object of ours.
inline void note_faults(const wire::Object& object, std::set<std::string>& faults) {
  const auto status = object.object("status");
  const auto look_at = [&](const wire::Object& said) {
    const std::string fault = fault_of(said.text_or("message", ""), kLongestCondition);
    if (!fault.empty()) faults.insert(fault);
  };
  for (const auto& condition : status.objects("conditions")) look_at(condition);
  look_at(status.object("failure"));
}

}  // namespace fakes
