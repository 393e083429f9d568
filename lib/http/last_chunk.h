// waits_for_last_chunk(): keeps from the parser of Boost.Beast 1.74 what it cannot take. Pure; any
// thread.
#pragma once

#include <string_view>

namespace http {

// Of the unread bytes of a chunked body: they are to be left unread until there are more. The
// parser asserts that there are five at least once it has seen a last chunk ("0\r\n"). Where no
// chunk came before, the network may give it four.
inline bool waits_for_last_chunk(std::string_view bytes) {
  return bytes.size() == 4 && bytes.starts_with("0\r\n");
}

}  // namespace http
