// NameServer: a real DNS server (pebble-challtestsrv) on loopback whose records a test sets. Names
// that were not set have no records. One thread at a time.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "fakes/program.h"
#include "fakes/raw_socket.h"

namespace fakes {

class NameServer {
 public:
  NameServer() {
    start(program_, control_port_, [this] {
      dns_port_ = free_port();
      control_port_ = free_port();
      const std::vector<std::string> command{tool("pebble-challtestsrv"),
                                             "-http01",
                                             "",
                                             "-https01",
                                             "",
                                             "-tlsalpn01",
                                             "",
                                             "-doh",
                                             "",
                                             "-defaultIPv4",
                                             "",
                                             "-defaultIPv6",
                                             "",
                                             "-dnsserver",
                                             local(dns_port_),
                                             "-management",
                                             local(control_port_)};
      return std::make_unique<Process>(command, std::vector<std::string>{},
                                       folder_.path("names.log"));
    });
    wait_for_dns();
  }

  // For dns::Resolver.
  std::string address() const { return local(dns_port_); }

  void set_a(const std::string& name, const std::vector<std::string>& addresses) {
    post("add-a", R"({"host":")" + name + R"(.","addresses":)" + list(addresses) + "}");
  }
  void set_aaaa(const std::string& name, const std::vector<std::string>& addresses) {
    post("add-aaaa", R"({"host":")" + name + R"(.","addresses":)" + list(addresses) + "}");
  }
  void set_caa(const std::string& name, const std::string& tag, const std::string& value) {
    post("add-caa", R"({"host":")" + name + R"(.","policies":[{"tag":")" + tag + R"(","value":")" +
                        value + R"("}]})");
  }
  void set_cname(const std::string& name, const std::string& target) {
    post("set-cname", R"({"host":")" + name + R"(.","target":")" + target + R"(."})");
  }
  void break_name(const std::string& name) {
    post("set-servfail", R"({"host":")" + name + R"(."})");
  }

 private:
  // Its control port may answer before its DNS does.
  void wait_for_dns() const {
    const int socket = ::socket(AF_INET, SOCK_DGRAM, 0);
    const timeval patience{0, 100'000};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in server{};
    server.sin_family = AF_INET;
    server.sin_port = htons(static_cast<std::uint16_t>(dns_port_));
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::connect(socket, reinterpret_cast<const sockaddr*>(&server), sizeof server);
    // One question, for the A records of "a" (RFC 1035 section 4.1).
    constexpr char kQuestion[] = "\0\1\1\0\0\1\0\0\0\0\0\0\1a\0\0\1\0\1";
    char answer[512];
    bool answered = false;
    for (int i = 0; i < 100 && !answered; ++i) {
      ::send(socket, kQuestion, sizeof kQuestion - 1, 0);
      answered = ::recv(socket, answer, sizeof answer, 0) > 0;
      if (!answered) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    ::close(socket);
    if (!answered) throw std::runtime_error("the name server does not answer");
  }

  static std::string local(int port) { return "127.0.0.1:" + std::to_string(port); }

  static std::string list(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words) out += (out.empty() ? "\"" : ",\"") + word + "\"";
    return "[" + out + "]";
  }

  void post(const std::string& action, const std::string& body) {
    RawSocket socket(static_cast<std::uint16_t>(control_port_));
    socket.send("POST /" + action + " HTTP/1.1\r\nHost: names\r\nConnection: close\r\n" +
                "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    const std::string answer = socket.read_all();
    if (!answer.starts_with("HTTP/1.1 200")) throw std::runtime_error(action + ": " + answer);
  }

  const TemporaryFolder folder_;
  int dns_port_ = 0;
  int control_port_ = 0;
  std::unique_ptr<Process> program_;
};

}  // namespace fakes
