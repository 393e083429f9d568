#include "acme/error_of.h"

#include <algorithm>

#include "acme/decode.h"
#include "acme/limit_text.h"
#include "http/link.h"
#include "http/retry_after.h"
#include "http/url.h"
#include "wire/object.h"

namespace acme {
namespace {

Error::Kind kind_of(http::ErrorKind kind) {
  switch (kind) {
    case http::ErrorKind::kStopped:
      return Error::Kind::kStopped;
    case http::ErrorKind::kFenced:
      return Error::Kind::kFenced;
    case http::ErrorKind::kTooLarge:
      return Error::Kind::kProtocol;
    case http::ErrorKind::kResolve:
    case http::ErrorKind::kConnect:
    case http::ErrorKind::kTls:
    case http::ErrorKind::kTimeout:
    case http::ErrorKind::kProtocol:
    case http::ErrorKind::kHttp2:
      return Error::Kind::kNetwork;
  }
  return Error::Kind::kNetwork;
}

// Proxies in front of a CA answer with pages of their own.
std::optional<Problem> problem_of(const http::Response& response) {
  try {
    const auto object = wire::Object::parse(response.body);
    if (!object.has("type") && !object.has("detail")) return std::nullopt;
    Problem problem = read_problem(object);
    if (problem.status == 0) problem.status = response.status;
    return problem;
  } catch (const wire::Malformed&) {
    return std::nullopt;
  }
}

// RFC 8555 sections 6.6 and 7.3.3. Not one with a token, which is for the account's owner alone.
std::string page_about(const std::vector<http::Link>& links) {
  for (const char* relation : {"terms-of-service", "help"}) {
    for (const http::Link& link : links) {
      const auto url = http::parse_url(link.target);
      const bool shown = link.relation == relation && url && url->tls;
      if (shown && !has_unpause_link(link.target)) return url->text();
    }
  }
  return "";
}

std::string unpause_link(Problem& problem, const std::vector<http::Link>& links) {
  std::vector<std::string> targets;
  for (const http::Link& link : links) targets.push_back(link.target);
  return take_unpause_link(problem, targets);
}

// What a rateLimited problem says in words only.
void read_limit_text(Error& error, const std::vector<http::Link>& links, base::WallTime now) {
  error.unpause = unpause_link(*error.problem, links);
  if (error.retry_after) return;
  const auto time = time_in(error.problem->detail);
  if (time)
    error.retry_after = std::max(base::Seconds(0), std::chrono::ceil<base::Seconds>(*time - now));
}

std::string told(const http::Response& response, const std::optional<Problem>& problem) {
  const std::string status = std::to_string(response.status);
  if (problem) return status + " " + problem->text();
  if (response.status >= 300 && response.status < 400)
    return status + ", a redirect, which is not followed";
  return status + " without a problem document";
}

}  // namespace

Error no_answer(const Call& call, const http::Error& error) {
  Error result;
  result.kind = kind_of(error.kind);
  result.timed_out = error.kind == http::ErrorKind::kTimeout;
  result.message = call.what + " at " + error.message;
  return result;
}

Error error_of(const Call& call, const http::Response& response, base::WallTime now) {
  Error error;
  if (response.status >= 400) error.problem = problem_of(response);
  error.kind = error.problem ? Error::Kind::kProblem : Error::Kind::kProtocol;
  error.status = response.status;
  error.retry_after = http::retry_after(response.header("Retry-After"), now);
  const auto links = http::read_links(response.header("Link"));
  if (error.is("rateLimited")) read_limit_text(error, links, now);
  error.message = call.what + " at " + call.url + ": " + told(response, error.problem);
  error.link = page_about(links);
  if (!error.link.empty()) error.message += "; see " + error.link;
  return error;
}

std::string why_malformed(const wire::Malformed& wrong) {
  return dynamic_cast<const wire::NotJson*>(&wrong) ? "not JSON" : wrong.what();
}

Error malformed(const Call& call, int status, const std::string& why) {
  Error error;
  error.kind = Error::Kind::kProtocol;
  error.message = call.what + " at " + call.url + ": " + why;
  error.status = status;
  return error;
}

}  // namespace acme
