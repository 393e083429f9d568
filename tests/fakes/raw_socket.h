// RawSocket: a client on loopback that sends any bytes it likes, and reads what comes of them.
// Reads give up after 10 s. One thread.
#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace fakes {

class RawSocket {
 public:
  RawSocket() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
  explicit RawSocket(std::uint16_t port) : RawSocket() { connect(port); }
  RawSocket(RawSocket&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}
  ~RawSocket() { close(socket_); }

  bool connect(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval limit{10, 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    return ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  bool send(std::string_view bytes) {
    return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
  }
  int handle() const { return socket_; }
  void end_sending() { shutdown(socket_, SHUT_WR); }
  void reset() {
    const linger now{1, 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close(std::exchange(socket_, -1));
  }

  // Whether the server has closed the connection, or does so soon, and has nothing more to say.
  bool is_closed() {
    char byte;
    return recv(socket_, &byte, 1, 0) == 0;
  }

  // Everything until the server closes.
  std::string read_all() {
    std::string out;
    char buffer[4096];
    ssize_t got = 0;
    while ((got = recv(socket_, buffer, sizeof buffer, 0)) > 0) {
      out.append(buffer, static_cast<std::size_t>(got));
    }
    return out;
  }
  // Until so much of it is there.
  std::string read_until(std::string_view end) {
    std::string out;
    char byte;
    while (!out.ends_with(end) && recv(socket_, &byte, 1, 0) == 1) out += byte;
    return out;
  }

 private:
  int socket_;
};

}  // namespace fakes
