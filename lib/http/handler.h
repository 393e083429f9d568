// What a Server asks a handler, what the handler answers, and how much a client may send. Plain
// values.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "http/client.h"

namespace http {

struct ServerLimits {
  std::size_t header_bytes = 8192;
  std::size_t body_bytes = 1024;
  base::Millis deadline{
      10'000};  // for one request, from its first byte (or the connection's start) to its answer
  std::size_t max_connections = 4096;
  int max_requests = 1000;  // on one connection
};

struct ServerRequest {
  std::string_view method;  // GET for a HEAD, whose answer's body is not sent
  std::string_view target;  // the raw bytes, not decoded
  std::string_view host;    // the Host header as sent
  std::string_view peer;    // the other end's address
};

struct ServerResponse {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  // In the place of `body`, when set: sent as it is, without a copy for each connection.
  std::shared_ptr<const std::string> shared_body{};
  Headers headers;
};

using Handler = std::function<ServerResponse(const ServerRequest&)>;

}  // namespace http
