// ChallengeServer: Pebble's challenge server on loopback, on ports that were free, for as long as
// the object lives: the DNS server and the web server that a CA's validator asks. Every name is at
// 127.0.0.1. Throws std::runtime_error, with its output, when it cannot be started. One thread at a
// time.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "fakes/program.h"
#include "http/client.h"
#include "wire/writer.h"

namespace pebble {

class ChallengeServer {
 public:
  ChallengeServer() {
    fakes::start(program_, control_port_, [this] { return start_once(); });
  }

  int http_port() const { return http_port_; }
  int dns_port() const { return dns_port_; }

  // What is answered at /.well-known/acme-challenge/TOKEN.
  void answer(const std::string& token, const std::string& content) const {
    http::Request request;
    request.method = "POST";
    request.url =
        *http::parse_url("http://127.0.0.1:" + std::to_string(control_port_) + "/add-http01");
    request.body = wire::Writer().set("token", token).set("content", content).text();
    const auto done = http_->send(request, {});
    if (!done || done->status != 200) throw std::runtime_error("add-http01 is refused");
  }

 private:
  static std::string local(int port) { return "127.0.0.1:" + std::to_string(port); }

  std::unique_ptr<fakes::Process> start_once() {
    http_port_ = fakes::free_port();
    dns_port_ = fakes::free_port();
    control_port_ = fakes::free_port();
    const std::vector<std::string> command{fakes::tool("pebble-challtestsrv"),
                                           "-http01",
                                           local(http_port_),
                                           "-https01",
                                           "",
                                           "-tlsalpn01",
                                           "",
                                           "-doh",
                                           "",
                                           "-dnsserver",
                                           local(dns_port_),
                                           "-management",
                                           local(control_port_),
                                           "-defaultIPv4",
                                           "127.0.0.1",
                                           "-defaultIPv6",
                                           ""};
    return std::make_unique<fakes::Process>(command, std::vector<std::string>{},
                                            folder_.path("challtestsrv.log"));
  }

  const fakes::TemporaryFolder folder_;
  const std::unique_ptr<http::Client> http_ = http::make_beast_client({});
  int http_port_ = 0;
  int dns_port_ = 0;
  int control_port_ = 0;
  std::unique_ptr<fakes::Process> program_;
};

}  // namespace pebble
