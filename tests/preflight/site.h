// Site: a web site as the internet sees it, on loopback: real DNS for its names, and a scripted
// server at each of its addresses, all on one port that stands for 80 (another one for 443). One
// thread.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "fakes/name_server.h"
#include "fakes/scripted_server.h"
#include "fakes/silent_listener.h"
#include "preflight/validator.h"

class Site : public testing::Test {
 protected:
  static constexpr const char* kHost = "www.example.com";
  static constexpr const char* kToken = "preflight-token-0123456789";
  static constexpr const char* kAnswer = "sallyport 0123456789";

  using Script = fakes::ScriptedServer::Script;

  // Answers every request with these bytes.
  static Script saying(const std::string& bytes) {
    return [bytes](fakes::Peer& peer) {
      if (peer.read_request()) peer.write(bytes);
    };
  }
  static Script answering(const std::string& status, const std::string& body = "",
                          const std::string& header = "") {
    return saying("HTTP/1.1 " + status + "\r\n" + header +
                  "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  }
  static Script right() { return answering("200 OK", kAnswer); }
  static Script redirecting(const std::string& location, const std::string& status = "302 Found") {
    return answering(status, "", "Location: " + location + "\r\n");
  }

  fakes::ScriptedServer& at(const std::string& address, Script script) {
    auto server =
        std::make_unique<fakes::ScriptedServer>(std::move(script), nullptr, address, ports_.http);
    ports_.http = server->port();
    return *servers_.emplace_back(std::move(server));
  }
  void tls_at(const std::string& address, Script script) {
    static const auto file = fakes::TlsAuthority("a stranger").issue("DNS:other.example", -3600);
    auto server = std::make_unique<fakes::ScriptedServer>(std::move(script), &file, address,
                                                          ports_.https == 443 ? 0 : ports_.https);
    ports_.https = server->port();
    servers_.push_back(std::move(server));
  }

  preflight::Report check(const std::string& host = kHost,
                          const preflight::CaaSubject& subject = {}) {
    return check_at(names_.address(), host, subject);
  }
  // The DNS server that is asked is another one.
  preflight::Report check_at(const std::string& server, const std::string& host,
                             const preflight::CaaSubject& subject) {
    return look(clock_, server, host, subject);
  }
  // By another clock.
  preflight::Report check_by(const base::Clock& clock) {
    return look(clock, names_.address(), kHost, {});
  }

  // Of the names that are asked for together.
  std::shared_ptr<const std::map<std::string, std::string>> tokens_;
  std::vector<preflight::RouteAt> routes_;  // of the name
  const base::SystemClock clock_;
  fakes::NameServer names_;
  preflight::Ports ports_{0, 443};
  std::vector<std::unique_ptr<fakes::ScriptedServer>> servers_;

 private:
  preflight::Report look(const base::Clock& clock, const std::string& server,
                         const std::string& host, const preflight::CaaSubject& subject) {
    const dns::Resolver resolver(server, clock);
    auto fence = *preflight::Fence::parse("127.0.0.0/8,::1");
    const preflight::Validator validator(resolver, clock, std::move(fence), ports_);
    return validator.check({host, kToken, {kAnswer}, tokens_, routes_}, subject, {});
  }
};
