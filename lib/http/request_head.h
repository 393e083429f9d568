// RequestHead: one request from its request line to the empty line, read to the letter of RFC 9112.
//
// What that RFC lets a recipient choose is refused, since a program before this one may choose
// otherwise: bare line feeds, folded lines, spaces where there should be one. Bodies are refused as
// well, so that where a request ends is never in doubt. Errors are statuses to refuse with; 0 means
// that no byte is to be answered. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace http {

struct RequestHead {
  std::string_view method;
  std::string target;     // path and query; "*" of OPTIONS, host:port of CONNECT
  std::string_view host;  // checked; "" where HTTP/1.0 names none
  bool last = false;      // the connection ends with the answer
};

// How many of the bytes are the next request's head; 0 when more of it must come. `scanned` is 0
// for a new request and is kept by the caller while more bytes of it come. Of no more than `limit`
// bytes; the outcome is the same in whatever pieces they come.
base::Result<std::size_t, int> find_head(std::string_view bytes, std::size_t limit,
                                         std::size_t& scanned);

// Of the bytes that find_head() found, which must outlive what is returned.
base::Result<RequestHead, int> read_head(std::string_view bytes);

// Whether a refusal of these bytes goes without its body.
bool asks_for_head(std::string_view bytes);

}  // namespace http
