// FakeHttp: an http::Client with a script. Answers are given per method and URL, each once, in the
// order in which they were written; a request without an answer fails the test, and so does an
// answer that nobody asked for. Any thread.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/guarded.h"
#include "http/client.h"

namespace fakes {

class FakeHttp final : public http::Client {
 public:
  using Reply = base::Result<http::Response, http::Error>;
  using Rule = std::function<Reply(const http::Request&)>;

  ~FakeHttp() override {
    for (const auto& [asked, replies] : script_.with([](const auto& s) { return s; }).once)
      EXPECT_TRUE(replies.empty()) << "never asked again: " << asked;
  }

  void once(const std::string& method, const std::string& url, http::Response reply) {
    push(method + " " + url, std::move(reply));
  }
  void fail_once(const std::string& method, const std::string& url, http::ErrorKind kind,
                 const std::string& why) {
    push(method + " " + url, base::unexpected(http::Error{kind, url + ": " + why, false}));
  }
  // For every request of this method and URL for which there is no answer by once().
  void always(const std::string& method, const std::string& url, Rule rule) {
    script_.with([&](Script& script) { script.always[method + " " + url] = std::move(rule); });
  }

  std::vector<http::Request> requests() const {
    return script_.with([](const Script& script) { return script.requests; });
  }

  Reply send(const http::Request& request, std::stop_token stop) override {
    if (stop.stop_requested())
      return base::unexpected(http::Error{http::ErrorKind::kStopped, "stopped", false});
    const std::string asked = request.method + " " + request.url.text();
    const Rule rule = script_.with([&](Script& script) { return take(script, asked, request); });
    if (rule) return rule(request);
    ADD_FAILURE() << "unexpected request: " << asked;
    return base::unexpected(http::Error{http::ErrorKind::kConnect, asked + ": unexpected", false});
  }

  Reply stream(const http::Request& request, base::Millis, const http::Sink& sink,
               std::stop_token stop) override {
    auto reply = send(request, stop);
    if (reply && reply->status / 100 == 2) sink(std::exchange(reply->body, {}));
    return reply;
  }

 private:
  struct Script {
    std::map<std::string, std::deque<Reply>> once;
    std::map<std::string, Rule> always;
    std::vector<http::Request> requests;
  };

  void push(const std::string& asked, Reply reply) {
    script_.with([&](Script& script) { script.once[asked].push_back(std::move(reply)); });
  }

  static Rule take(Script& script, const std::string& asked, const http::Request& request) {
    script.requests.push_back(request);
    auto& replies = script.once[asked];
    if (replies.empty()) {
      const auto found = script.always.find(asked);
      return found == script.always.end() ? Rule() : found->second;
    }
    Reply reply = std::move(replies.front());
    replies.pop_front();
    return [reply = std::move(reply)](const http::Request&) { return reply; };
  }

  base::Guarded<Script> script_;
};

}  // namespace fakes
