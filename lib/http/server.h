// Server: an HTTP/1.1 listener for short requests, on one thread of its own (RFC 9112).
//
// Promises: requests are read to the letter of RFC 9112 (request_head.h); one with a body is
// refused, and its connection closed; what is no HTTP gets no byte; a slow client is cut off at the
// deadline; no more than max_connections at once: when one more comes, the one without progress for
// the longest time is closed, so that silent connections cannot shut out good ones; memory bounded
// by connections x limits; accept errors pause for 50 ms and never spin. The handler runs on the
// listener's thread: it must not block.
// The destructor stops accepting, lets answers in flight finish for at most a second, and joins.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "http/handler.h"

namespace http {

class Server {
 public:
  // `listen`: "[::]:8089" (both families), "127.0.0.1:0" (port 0: any free one), ":8089" (as [::]).
  // Where the machine has no IPv6, [::] falls back to 0.0.0.0. HEAD is answered as GET without
  // body. Throws std::runtime_error with the reason when it cannot listen there.
  // `first` is called on the listener's thread before the first connection is accepted; those who
  // come meanwhile wait. The destructor waits for its end.
  Server(const std::string& listen, ServerLimits limits, Handler handler,
         std::function<void()> first = {});
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;

 private:
  class Listener;
  std::unique_ptr<Listener> listener_;
};

}  // namespace http
