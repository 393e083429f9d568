#include "base/random.h"

namespace base {

std::mt19937& random_source() {
  thread_local std::mt19937 source(std::random_device{}());
  return source;
}

}  // namespace base
