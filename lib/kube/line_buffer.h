// LineBuffer: bytes in, whole lines out, wherever the bytes were cut. Pure.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace kube {

class LineBuffer {
 public:
  explicit LineBuffer(std::size_t longest) : longest_(longest) {}

  // Calls take(line) for each line that `bytes` completes, until it returns false. False when it
  // did, or when a line is longer than `longest`, of which no more is kept.
  bool feed(std::string_view bytes, const std::function<bool(std::string_view)>& take);

 private:
  const std::size_t longest_;
  std::string held_;
};

}  // namespace kube
