// FilteringResolver: a DNS server on loopback as old or filtering resolvers are: it asks another
// one, but refuses each question for records of one type by itself. UDP. Any thread.
#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

namespace fakes {

class FilteringResolver {
 public:
  static constexpr std::uint16_t kCaa = 257;
  static constexpr std::uint16_t kAaaa = 28;
  static constexpr char kServerFailure = 2;
  static constexpr char kRefused = 5;

  // "127.0.0.1:5353"
  explicit FilteringResolver(const std::string& upstream, std::uint16_t type = kCaa,
                             char answer = kServerFailure)
      : type_(type), answer_(answer) {
    sockaddr_in place = loopback(0);
    socklen_t size = sizeof place;
    auto* plain = reinterpret_cast<sockaddr*>(&place);
    const auto port =
        static_cast<std::uint16_t>(std::stoi(upstream.substr(upstream.find(':') + 1)));
    const sockaddr_in above = loopback(port);
    if (bind(clients_, plain, size) != 0 || getsockname(clients_, plain, &size) != 0 ||
        connect(upstream_, reinterpret_cast<const sockaddr*>(&above), sizeof above) != 0) {
      throw std::runtime_error("no resolver");
    }
    port_ = ntohs(place.sin_port);
    const timeval moment{0, 50'000};
    setsockopt(clients_, SOL_SOCKET, SO_RCVTIMEO, &moment, sizeof moment);
    setsockopt(upstream_, SOL_SOCKET, SO_RCVTIMEO, &moment, sizeof moment);
    thread_ = std::jthread([this](const std::stop_token& stop) {
      while (!stop.stop_requested()) answer_one();
    });
  }
  ~FilteringResolver() {
    thread_ = {};
    close(clients_);
    close(upstream_);
  }
  FilteringResolver(const FilteringResolver&) = delete;
  FilteringResolver& operator=(const FilteringResolver&) = delete;

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  static sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    place.sin_port = htons(port);
    return place;
  }

  // RFC 1035 section 4.1: a header of 12 bytes, the name, the type.
  bool is_refused(std::string_view question) const {
    const std::size_t end = question.find('\0', 12);
    const std::string type{static_cast<char>(type_ >> 8), static_cast<char>(type_ & 0xff)};
    return end != std::string_view::npos && question.substr(end + 1, 2) == type;
  }

  // The length of the answer to this very question; what came too late to another is dropped.
  ssize_t ask_upstream(std::array<char, 4096>& bytes, ssize_t size) const {
    constexpr int kMostTries = 40;
    const char id[] = {bytes[0], bytes[1]};
    ::send(upstream_, bytes.data(), static_cast<std::size_t>(size), 0);
    for (int i = 0; i < kMostTries; ++i) {
      const ssize_t got = recv(upstream_, bytes.data(), bytes.size(), 0);
      if (got > 1 && bytes[0] == id[0] && bytes[1] == id[1]) return got;
    }
    return -1;
  }

  void answer_one() {
    std::array<char, 4096> bytes{};
    sockaddr_in client{};
    socklen_t size = sizeof client;
    auto* plain = reinterpret_cast<sockaddr*>(&client);
    ssize_t got = recvfrom(clients_, bytes.data(), bytes.size(), 0, plain, &size);
    if (got < 12) return;
    if (is_refused({bytes.data(), static_cast<std::size_t>(got)})) {
      bytes[2] = static_cast<char>(0x81);  // a response
      bytes[3] = static_cast<char>(0x80 | answer_);
    } else {
      got = ask_upstream(bytes, got);
    }
    if (got > 0) sendto(clients_, bytes.data(), static_cast<std::size_t>(got), 0, plain, size);
  }

  const std::uint16_t type_;
  const char answer_;
  const int clients_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const int upstream_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  std::uint16_t port_ = 0;
  std::jthread thread_;
};

}  // namespace fakes
