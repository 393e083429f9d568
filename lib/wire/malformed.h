// Thrown by everything in this room that reads, when the text is not what was asked for. Immutable;
// any thread.
#pragma once

#include <stdexcept>

namespace wire {

class Malformed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The text is no JSON at all. Its message says where that was found, and repeats nothing of it.
class NotJson : public Malformed {
 public:
  using Malformed::Malformed;
};

// There is more than the reader takes.
class TooMuch : public Malformed {
 public:
  using Malformed::Malformed;
};

}  // namespace wire
