// Flood: many connections that ask a port on loopback for the same path, over and over, on a thread
// of their own, until its end. Every tenth reads nothing of what it gets. Together with it, how
// long a probe takes meanwhile.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "fakes/raw_socket.h"

namespace fakes {

class Flood {
 public:
  Flood(std::uint16_t port, const std::string& path, std::size_t connections)
      : port_(port),
        request_("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
        polled_(connections),
        thread_([this](std::stop_token stop) { run(std::move(stop)); }) {}
  Flood(const Flood&) = delete;
  ~Flood() {
    thread_ = {};
    for (const pollfd& one : polled_) close(one.fd);
  }

  // Bytes that came as answers.
  std::size_t taken() const { return taken_; }

 private:
  void run(std::stop_token stop) {
    for (pollfd& one : polled_) begin(one);
    while (!stop.stop_requested()) {
      if (poll(polled_.data(), polled_.size(), 20) <= 0) continue;
      for (std::size_t i = 0; i < polled_.size(); ++i) go_on(polled_[i], i % 10 != 0);
    }
  }

  void begin(pollfd& one) {
    one.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    one.events = POLLOUT;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    static_cast<void>(connect(one.fd, reinterpret_cast<const sockaddr*>(&address), sizeof address));
  }

  void go_on(pollfd& one, bool reads) {
    if (one.revents == 0) return;
    if ((one.revents & POLLOUT) != 0) {
      static_cast<void>(send(one.fd, request_.data(), request_.size(), MSG_NOSIGNAL));
      one.events = reads ? POLLIN : 0;
      return;
    }
    const bool over = (one.revents & (POLLERR | POLLHUP)) != 0;
    const ssize_t got = reads ? recv(one.fd, buffer_.data(), buffer_.size(), 0) : -1;
    if (got > 0) taken_ += static_cast<std::size_t>(got);
    if (got > 0 || (got < 0 && !over)) return;
    close(one.fd);
    begin(one);
  }

  const std::uint16_t port_;
  const std::string request_;
  std::vector<pollfd> polled_;
  std::array<char, 65536> buffer_{};
  std::atomic<std::size_t> taken_ = 0;
  std::jthread thread_;
};

struct Probed {
  int good = 0;                        // answered with 200
  std::chrono::milliseconds tenth{0};  // nine of ten were as quick as this
  std::chrono::milliseconds worst{0};
};

// As a kubelet: each on a new connection, one after the other.
inline Probed probe(std::uint16_t port, const std::string& path, int times) {
  Probed probed;
  std::vector<std::chrono::milliseconds> took;
  for (int i = 0; i < times; ++i) {
    const auto begun = std::chrono::steady_clock::now();
    RawSocket socket(port);
    socket.send("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    if (socket.read_all().starts_with("HTTP/1.1 200 ")) ++probed.good;
    took.push_back(
        std::chrono::ceil<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun));
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  std::sort(took.begin(), took.end());
  probed.tenth = took[took.size() * 9 / 10];
  probed.worst = took.back();
  return probed;
}

// What a sanitizer, and a machine that does something else as well, make of a time.
inline std::chrono::milliseconds patient(std::chrono::milliseconds time) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return 10 * time;
#else
  return time;
#endif
}

}  // namespace fakes
