// Fetch: one request as the validator makes it, from one address of the name to where the redirects
// end. For this room alone. Lives on one thread's stack.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "http/client.h"
#include "preflight/addresses.h"
#include "preflight/question.h"

namespace preflight {

class Fetch {
 public:
  struct Means {
    http::Client& http;
    const dns::Resolver& resolver;
    const base::Clock& clock;
    const Fence& fence;
    const Ports& ports;
    base::MonoTime until;
    std::stop_token stop;
  };

  Fetch(const Means& means, const Question& question) : means_(means), question_(question) {}

  Seen from(const std::string& address);

 private:
  // What the URL that was visited last is, as it is asked for.
  http::Url last_url() const;
  base::Result<http::Response, http::Error> ask(const http::Url& url, const std::string& address);
  // Where the last URL that was visited is now asked; the error is what to say.
  base::Result<std::string, Seen> next_address();
  Seen after_error(const http::Error& error);
  bool has_answered() const;
  Seen not_connected(const std::string& why) const;
  Seen judge(const http::Response& response) const;
  bool answers_elsewhere();

  Seen wrong(std::string_view problem, const std::string& text) const;
  Seen doubtful(std::string_view problem, const std::string& text) const;
  // "answered 404", or "redirects to https://www.example.com, where 203.0.113.7 answered 404".
  std::string way(const std::string& verb) const;

  const Means& means_;
  const Question& question_;
  std::string first_address_;
  std::string address_;  // asked now
  std::vector<http::Url> visited_;
};

}  // namespace preflight
