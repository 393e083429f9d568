#include "acme/error_of.h"

#include <algorithm>

#include "acme/decode.h"
#include "acme/limit_text.h"
#include "base/text.h"
#include "http/link.h"
#include "http/retry_after.h"
#include "http/url.h"
#include "wire/object.h"

namespace acme {
namespace {

// Bytes of a message, which is kept, logged, and told in conditions of at most 4,096 characters: a
// URL of 2,048, and a CA's own words of some 1,000.
constexpr std::size_t kMaxMessage = 3500;
constexpr int kTooManyRequests = 429;

std::string message_of(const Call& call, const std::string& what, const std::string& end = "") {
  const std::string text = call.what + " at " + call.url + ": " + what;
  return base::cut(text, kMaxMessage - end.size()) + end;
}

Error error_with(Error::Kind kind, const Call& call, int status, const std::string& why) {
  Error error;
  error.kind = kind;
  error.status = status;
  error.message = message_of(call, why);
  return error;
}

Error::Kind kind_of(http::ErrorKind kind) {
  switch (kind) {
    case http::ErrorKind::kStopped:
      return Error::Kind::kStopped;
    case http::ErrorKind::kFenced:
      return Error::Kind::kFenced;
    case http::ErrorKind::kTooLarge:
      return Error::Kind::kNotTaken;
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

// As OpenSSL says it. Not that the certificate has expired, or is for another name.
bool is_about_trust(const std::string& why) {
  return why.ends_with("issuer certificate") || why.ends_with("certificate signature failure") ||
         why.ends_with("self-signed certificate") ||
         why.ends_with("self-signed certificate in certificate chain");
}

// Proxies in front of a CA answer with pages of their own.
std::optional<Problem> problem_of(const http::Response& response) {
  try {
    const auto object = wire::Object::parse(response.body, kMaxValues);
    if (!object.has("type") && !object.has("detail")) return std::nullopt;
    Problem problem = read_problem(object);
    if (problem.status == 0) problem.status = response.status;
    return problem;
  } catch (const wire::Malformed&) {
    return std::nullopt;
  }
}

// RFC 8555 sections 6.6 and 7.3.3. Not one with a token, which is for the account's owner alone.
std::string page_about(const std::vector<http::Link>& links, PauseLinks kept_secret) {
  for (const char* relation : {"terms-of-service", "help"}) {
    for (const http::Link& link : links) {
      const auto url = http::parse_url(link.target);
      const bool shown = link.relation == relation && url && url->tls;
      if (shown && !has_unpause_link(link.target, kept_secret)) return url->text();
    }
  }
  return "";
}

// Not the links that every answer has (RFC 8555 section 7.1).
std::vector<std::string> targets_of(const std::vector<http::Link>& links) {
  std::vector<std::string> targets;
  for (const http::Link& link : links) {
    if (link.relation != "index" && link.relation != "up") targets.push_back(link.target);
  }
  return targets;
}

// A limit passes, and the CA says when; a pause is ended by a person.
PauseLinks pause_links(const Error& error) {
  const bool may_be_pause = error.is("rateLimited") && !error.retry_after;
  return may_be_pause ? PauseLinks::kAll : PauseLinks::kNamed;
}

// What a rateLimited problem says in words only.
void read_limit_text(Error& error, const std::vector<http::Link>& links, PauseLinks kept_secret,
                     base::WallTime now) {
  error.unpause = take_unpause_link(*error.problem, targets_of(links), kept_secret);
  if (error.retry_after) return;
  const auto time = time_in(error.problem->detail);
  if (time)
    error.retry_after = std::max(base::Seconds(0), std::chrono::ceil<base::Seconds>(*time - now));
}

// Types of ACME have lost their prefix; others are URIs.
bool is_of_acme(const Error& error) {
  return error.problem && error.problem->type.find(':') == std::string::npos;
}

Error::Kind kind_of(const Error& error) {
  if (error.status == kTooManyRequests && !is_of_acme(error)) return Error::Kind::kTooFast;
  return error.problem ? Error::Kind::kProblem : Error::Kind::kTrouble;
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
  result.untrusted = error.kind == http::ErrorKind::kTls && is_about_trust(error.message);
  result.message = base::cut(call.what + " at " + error.message, kMaxMessage);
  return result;
}

Error error_of(const Call& call, const http::Response& response, base::WallTime now) {
  Error error;
  if (response.status >= 400) error.problem = problem_of(response);
  error.status = response.status;
  error.kind = kind_of(error);
  error.retry_after = http::retry_after(response.header("Retry-After"), now);
  const auto links = http::read_links(response.header("Link"));
  const PauseLinks kept_secret = pause_links(error);
  if (error.is("rateLimited")) read_limit_text(error, links, kept_secret, now);
  error.link = page_about(links, kept_secret);
  const std::string see = error.link.empty() ? "" : "; see " + error.link;
  error.message = message_of(call, told(response, error.problem), see);
  return error;
}

std::string why_malformed(const wire::Malformed& wrong) {
  return dynamic_cast<const wire::NotJson*>(&wrong) ? "not JSON" : wrong.what();
}

Error malformed(const Call& call, int status, const wire::Malformed& wrong) {
  const bool is_page = dynamic_cast<const wire::NotJson*>(&wrong) != nullptr;
  return is_page ? trouble(call, status, why_malformed(wrong))
                 : malformed(call, status, why_malformed(wrong));
}

Error malformed(const Call& call, int status, const std::string& why) {
  return error_with(Error::Kind::kProtocol, call, status, why);
}

Error trouble(const Call& call, int status, const std::string& why) {
  return error_with(Error::Kind::kTrouble, call, status, why);
}

Error too_fast(const Call& call, base::Millis away) {
  Error error = error_with(Error::Kind::kTooFast, call, 0,
                           "not asked yet, because the CA says that it is asked too fast");
  error.retry_after = std::chrono::ceil<base::Seconds>(away);
  return error;
}

Error not_taken(const Call& call, int status, const std::string& why) {
  return error_with(Error::Kind::kNotTaken, call, status, why);
}

Error other_origin(const Call& call, const std::string& origin, const std::string& own) {
  return not_taken(call, 0,
                   "not asked, since the CA's directory is at " + own +
                       ", and requests go to no other origin: if " + origin +
                       " is the CA too, an administrator can list it in "
                       "spec.acme.allowedOrigins of a ClusterIssuer");
}

Error no_room(const Call& call, bool stopped) {
  return error_with(
      stopped ? Error::Kind::kStopped : Error::Kind::kBusy, call, 0,
      "not asked, since answers that are awaited from CAs take all the memory that is "
      "set aside for them");
}

}  // namespace acme
