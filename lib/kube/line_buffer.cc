#include "kube/line_buffer.h"

#include <utility>

namespace kube {

bool LineBuffer::feed(std::string_view bytes, const std::function<bool(std::string_view)>& take) {
  for (std::size_t end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n')) {
    const std::string_view piece = bytes.substr(0, end);
    bytes.remove_prefix(end + 1);
    if (held_.size() + piece.size() > longest_) return false;
    held_ += piece;
    const std::string line = std::exchange(held_, {});
    if (!line.empty() && !take(line)) return false;
  }
  if (held_.size() + bytes.size() > longest_) return false;
  held_ += bytes;
  return true;
}

}  // namespace kube
