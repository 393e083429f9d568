#include "sidecar/request.h"

#include <algorithm>
#include <cctype>

namespace sidecar {
namespace {

constexpr std::string_view kPath = "/.well-known/acme-challenge/";
constexpr std::size_t kShortestToken = 22;  // 128 bits in base64url
constexpr std::size_t kLongestToken = 128;

bool is_base64url(unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_'; }

http::ServerResponse plain(int status) {
  http::ServerResponse response;
  response.status = status;
  response.headers["Cache-Control"] = "no-store";
  response.headers["X-Content-Type-Options"] = "nosniff";
  return response;
}

Outcome outcome_of(Finding finding) {
  switch (finding) {
    case Finding::kAnswer:
      return Outcome::kAnswered;
    case Finding::kUnknownToken:
      return Outcome::kUnknownToken;
    case Finding::kWrongHost:
      return Outcome::kWrongHost;
    case Finding::kExpired:
      return Outcome::kExpired;
  }
  return Outcome::kUnknownToken;
}

}  // namespace

std::string_view word(Outcome outcome) {
  switch (outcome) {
    case Outcome::kAnswered:
      return "answered";
    case Outcome::kUnknownToken:
      return "unknown_token";
    case Outcome::kWrongHost:
      return "wrong_host";
    case Outcome::kExpired:
      return "expired";
    case Outcome::kNotFound:
      return "not_found";
    case Outcome::kBadMethod:
      return "bad_method";
  }
  return "not_found";
}

Answered answer(const http::ServerRequest& request, AnswerTable& table, base::WallTime now) {
  const std::string_view token = token_of(request.target);
  if (token.empty()) return {Outcome::kNotFound, plain(404)};
  if (request.method != "GET" && request.method != "HEAD") {
    http::ServerResponse refused = plain(405);
    refused.headers["Allow"] = "GET, HEAD";
    return {Outcome::kBadMethod, std::move(refused)};
  }
  const Found found = table.find(request.host, token, now);
  const Outcome outcome = outcome_of(found.finding);
  if (outcome != Outcome::kAnswered) return {outcome, plain(404)};
  http::ServerResponse response = plain(200);
  response.content_type = "application/octet-stream";
  response.body = found.key_authorization;
  return {outcome, std::move(response)};
}

std::string_view token_of(std::string_view target) {
  if (!target.starts_with(kPath)) return {};
  std::string_view token = target.substr(kPath.size());
  token = token.substr(0, token.find('?'));
  const bool good = token.size() >= kShortestToken && token.size() <= kLongestToken &&
                    std::all_of(token.begin(), token.end(), is_base64url);
  return good ? token : std::string_view{};
}

}  // namespace sidecar
