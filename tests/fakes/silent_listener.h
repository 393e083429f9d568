// SilentListener: an address of loopback at which connections are neither taken nor refused, like
// one behind a firewall: its queue is full, and the kernel drops what else comes. One thread.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace fakes {

class SilentListener {
 public:
  SilentListener(const std::string& address, std::uint16_t port) {
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_port = htons(port);
    inet_pton(AF_INET, address.c_str(), &place.sin_addr);
    const auto* plain = reinterpret_cast<const sockaddr*>(&place);
    sockets_.push_back(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (bind(sockets_[0], plain, sizeof place) != 0 || listen(sockets_[0], 0) != 0) {
      throw std::runtime_error("cannot listen at " + address);
    }
    for (int i = 0; i < 4; ++i) {
      sockets_.push_back(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
      connect(sockets_.back(), plain, sizeof place);
    }
  }
  ~SilentListener() {
    for (const int one : sockets_) close(one);
  }
  SilentListener(const SilentListener&) = delete;
  SilentListener& operator=(const SilentListener&) = delete;

 private:
  std::vector<int> sockets_;
};

}  // namespace fakes
