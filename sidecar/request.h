// One request on the public port -> one response (RFC 8555 section 8.3). It depends on nothing but
// its arguments, and answers nothing but GET (and HEAD, which the server makes a GET) of exactly
// /.well-known/acme-challenge/TOKEN, whatever query follows; it decodes and normalises nothing;
// nothing of a request is ever repeated in a response but host and target in a redirect, and
// nothing may be stored by a cache between. The controller's throw-away tokens (api/preflight.h)
// get the sidecar's own word. Any thread.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "http/server.h"
#include "sidecar/answers.h"

namespace sidecar {

enum class Outcome {
  kAnswered,
  kPreflight,
  kUnknownToken,
  kWrongHost,
  kExpired,
  kNotFound,
  kBadMethod,
  kNotReady,
  kRedirected,
  kHealth
};

inline constexpr std::array kOutcomes{
    Outcome::kAnswered,   Outcome::kPreflight, Outcome::kUnknownToken, Outcome::kWrongHost,
    Outcome::kExpired,    Outcome::kNotFound,  Outcome::kBadMethod,    Outcome::kNotReady,
    Outcome::kRedirected, Outcome::kHealth};

std::string_view word(Outcome outcome);  // "answered", "unknown_token", …

// What is answered beside challenges, where port 80 of names leads to the sidecar alone.
struct FrontDoor {
  bool redirect_others = false;  // to the same at https, by 308 (RFC 9110 section 15.4.9)
  std::string health_path;       // answered with 200, which says that this process answers and no
                                 // more; "" for none
};

struct Answered {
  Outcome outcome;
  http::ServerResponse response;
};

// `word`: this sidecar's own, see api/preflight.h. `complete`: every Challenge that there is was
// heard of. Else, at the start and without the API server, a token which is not in the table is
// answered by 503, because a 404 would tell the CA that there is no answer.
Answered answer(const http::ServerRequest& request, AnswerTable& table, bool complete,
                const std::string& word, base::WallTime now);

// The same with what a front door answers besides.
Answered answer_at(const FrontDoor& door, const http::ServerRequest& request, AnswerTable& table,
                   bool complete, const std::string& word, base::WallTime now);

// The token of a challenge path, without the query; "" when it is none.
std::string_view token_of(std::string_view target);

}  // namespace sidecar
