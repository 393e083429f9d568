// Connection: one TCP connection, plain or TLS, with blocking steps that end at a deadline or a
// stop.
//
// It carries its own event loop, so that it can be handed from one thread to another between calls.
// One thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/cause.h"

namespace http {

class TlsContext;

class Connection {
 public:
  Connection();
  ~Connection();

  // Tries the addresses in their order. kConnect (of the last one), kTimeout, kStopped.
  std::optional<Cause> connect(const std::vector<std::string>& addresses, std::uint16_t port,
                               const Bounds& bounds);
  // kTls, kTimeout, kStopped.
  std::optional<Cause> secure(std::shared_ptr<TlsContext> context, const std::string& host,
                              const Bounds& bounds);

  // The address that it is connected to, or those at which that was tried in vain, in an order
  // that is always the same.
  const std::string& place() const { return place_; }

  struct Written {
    std::size_t bytes = 0;
    std::optional<Cause> failure;
  };
  Written write(std::string_view bytes, const Bounds& bounds);

  // How many bytes came; 0 when the peer has closed. kTimeout, kStopped, kProtocol.
  base::Result<std::size_t, Cause> read(std::span<char> into, const Bounds& bounds);

  // Nothing has come since the last answer, not even the end.
  bool is_quiet();

 private:
  class Socket;
  std::unique_ptr<Socket> socket_;
  std::string place_;
};

// What all TLS connections of a client share. Any thread.
std::shared_ptr<TlsContext> make_tls_context(const ClientOptions& options);

}  // namespace http
