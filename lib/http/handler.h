// What a Server asks a handler, what the handler answers, and how much a client may send. Plain
// values.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "http/client.h"

namespace http {

struct ServerLimits {
  // Room for a request line of 8,000 bytes, as RFC 9112 section 3 recommends. There is none for a
  // body: a request that has one is refused.
  std::size_t header_bytes = 8192;
  base::Millis deadline{
      10'000};  // for one request, from its first byte (or the connection's start) to its answer
  std::size_t max_connections = 4096;
  int max_requests = 1000;  // on one connection
};

struct ServerRequest {
  std::string_view method;  // GET for a HEAD, whose answer's body is not sent
  std::string_view target;  // path and query as sent, not decoded; "*" of OPTIONS, host:port of
                            // CONNECT
  std::string_view host;    // host[:port] of RFC 3986, of an absolute target or else of the Host
                            // header; "" where HTTP/1.0 names none
  std::string_view peer;    // the other end's address
};

// A long body that is made while it is sent.
struct Stream {
  std::size_t size = 0;
  // The next piece; not "" before `size` bytes have come, and no more than those. Whoever throws
  // or breaks this ends the connection.
  std::function<std::string()> next;
};

struct ServerResponse {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  std::optional<Stream> stream{};  // in the place of `body`
  Headers headers;
};

using Handler = std::function<ServerResponse(const ServerRequest&)>;

}  // namespace http
