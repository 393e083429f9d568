#include "base/random_word.h"

#include <sys/random.h>

#include <array>
#include <stdexcept>

#include "base/text.h"

namespace base {

std::string random_word() {
  std::array<char, 16> bytes{};
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    throw std::runtime_error("the system gives no random bytes");
  }
  return hex({bytes.data(), bytes.size()});
}

}  // namespace base
