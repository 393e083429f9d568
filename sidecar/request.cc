#include "sidecar/request.h"

#include <optional>
#include <string>
#include <utility>

#include "api/preflight.h"
#include "base/http01.h"
#include "base/ip.h"
#include "sidecar/host_name.h"

namespace sidecar {
namespace {

http::ServerResponse plain(int status, std::string body) {
  http::ServerResponse response;
  response.status = status;
  response.body = std::move(body);
  response.headers = {{"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}};
  return response;
}

// The same for whatever reason: who asks learns nothing of what we hold.
http::ServerResponse nothing_here() { return plain(404, "not found\n"); }

http::ServerResponse not_ready() {
  http::ServerResponse response = plain(503, "not ready\n");
  response.headers["Retry-After"] = "1";
  return response;
}

http::ServerResponse answered(std::string text) {
  http::ServerResponse response = plain(200, std::move(text));
  response.content_type = "application/octet-stream";
  return response;
}

http::ServerResponse only_reading() {
  http::ServerResponse response = plain(405, "method not allowed\n");
  response.headers["Allow"] = "GET, HEAD";
  response.headers["Connection"] = "close";
  return response;
}

// A name or an address that another server may be asked for.
bool is_host(std::string_view name) {
  constexpr std::string_view kOfNames = "abcdefghijklmnopqrstuvwxyz0123456789-._";
  const bool address = name.find(':') != name.npos;
  return !name.empty() && name.size() <= 253 &&
         (address ? base::canonical_ip(std::string(name)).has_value()
                  : name.find_first_not_of(kOfNames) == name.npos);
}

// Nothing where there is no host to lead to. The port of the request is not that of https.
std::optional<http::ServerResponse> to_https(const http::ServerRequest& request) {
  const std::string host = host_name(request.host);
  if (!is_host(host)) return std::nullopt;
  const std::string authority = host.find(':') == host.npos ? host : "[" + host + "]";
  http::ServerResponse response = plain(308, "");
  response.headers["Location"] = "https://" + authority + std::string(request.target);
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
    case Outcome::kPreflight:
      return "preflight";
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
    case Outcome::kNotReady:
      return "not_ready";
    case Outcome::kRedirected:
      return "redirected";
    case Outcome::kHealth:
      return "health";
  }
  return "not_found";
}

Answered answer(const http::ServerRequest& request, AnswerTable& table, bool complete,
                const std::string& word, base::WallTime now) {
  if (request.method != "GET") return {Outcome::kBadMethod, only_reading()};
  const std::string_view token = token_of(request.target);
  if (token.empty()) return {Outcome::kNotFound, nothing_here()};
  Found found = table.find(request.host, token, now);
  const Outcome outcome = outcome_of(found.finding);
  if (outcome == Outcome::kAnswered) return {outcome, answered(std::move(found.key_authorization))};
  const bool preflight =
      outcome == Outcome::kUnknownToken && api::is_preflight_token(token, host_name(request.host));
  if (preflight) return {Outcome::kPreflight, answered(word)};
  if (!complete) return {Outcome::kNotReady, not_ready()};
  return {outcome, nothing_here()};
}

Answered answer_at(const FrontDoor& door, const http::ServerRequest& request, AnswerTable& table,
                   bool complete, const std::string& word, base::WallTime now) {
  const bool is_challenge = request.target.starts_with(base::kChallengePath);
  if (!door.health_path.empty() && request.method == "GET" && request.target == door.health_path)
    return {Outcome::kHealth, plain(200, "ok\n")};
  if (door.redirect_others && !is_challenge && request.target.starts_with('/')) {
    if (auto response = to_https(request)) return {Outcome::kRedirected, *std::move(response)};
  }
  return answer(request, table, complete, word, now);
}

std::string_view token_of(std::string_view target) {
  if (!target.starts_with(base::kChallengePath)) return {};
  std::string_view token = target.substr(base::kChallengePath.size());
  token = token.substr(0, token.find('?'));
  return base::is_token(token) ? token : std::string_view{};
}

}  // namespace sidecar
