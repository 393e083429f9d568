// What the bed's program talks to: a sidecar, and clients that end with the program's life.
#include "api/preflight.h"
#include "controller/issuance_bed.h"

namespace issuance {

std::string Sidecar::content(const std::string& host, const std::string& token) const {
  for (const auto& [path, object] : api_.all()) {
    if (path.find("/challenges/") == std::string::npos) continue;
    for (const api::Answer& answer : api::read_challenge(object).answers)
      if (answer.host == host && answer.token == token) return answer.key_authorization;
  }
  return "";
}

base::Result<http::Response, http::Error> Sidecar::send(const http::Request& request,
                                                        std::stop_token) {
  const std::string last = request.url.target.substr(request.url.target.rfind('/') + 1);
  if (request.url.port == 80) {
    const std::string body = content(request.url.host, last);
    return http::Response{body.empty() ? 404 : 200, {}, body};
  }
  if (request.url.target == api::kPreflightPath) return http::Response{200, {}, kWord};
  if (const auto found = statuses_.find(request.url.host); found != statuses_.end()) {
    if (found->second > 0) return http::Response{found->second, {}, ""};
    return base::unexpected(http::Error{http::ErrorKind::kTimeout, "no answer in time", false});
  }
  const auto challenge = api_.get(api::kChallenges, {kHome, last});
  if (!challenge || late_-- > 0) return http::Response{404, {}, ""};
  wire::Writer hits;
  hits_.with([&](const auto& all) {
    for (const auto& [token, count] : all) hits.set(token, count);
  });
  const std::string version = kube::read_meta(*challenge).resource_version;
  return http::Response{
      200, {}, wire::Writer().set("resourceVersion", version).set("hits", hits).text()};
}

base::Result<http::Response, http::Error> Mortal::send(const http::Request& request,
                                                       std::stop_token stop) {
  const auto dead = base::unexpected(http::Error{http::ErrorKind::kStopped, "killed", false});
  // Events are told by a thread of their own, when it likes: no point to be killed at.
  const bool counts = request.url.target.find("/events") == std::string::npos;
  if (!counts) return life_.over ? dead : inner_.send(request, stop);
  if (life_.over) return dead;
  if (--life_.calls > 0) return inner_.send(request, stop);
  life_.over = true;
  if (life_.last_arrives) static_cast<void>(inner_.send(request, stop));
  return dead;
}

}  // namespace issuance
