#include "preflight/fetch.h"

#include <algorithm>

#include "base/http01.h"
#include "http/resolve.h"
#include "preflight/redirect.h"

namespace preflight {
namespace {

constexpr base::Millis kPatience{5000};  // for one request
constexpr std::size_t kTooLong = 128;    // bytes of an answer

// What a server says that waits for the header of the PROXY protocol, which a load balancer sends
// and who comes from inside, past it, does not.
constexpr int kNoProxyHeader = 400;

bool is_ipv6(const std::string& address) { return address.find(':') != std::string::npos; }

// The CA trims white space at the end, and none at the beginning.
std::string without_trailing_space(std::string body) {
  body.erase(body.find_last_not_of(" \t\r\n\v\f") + 1);
  return body;
}

// What stands in between says who it is: the one header that is ever shown.
std::string product(const http::Response& response) {
  const std::string_view server = response.header("Server");
  const bool plain = std::all_of(server.begin(), server.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '/' || c == '-' || c == ' ';
  });
  return server.empty() || server.size() > 40 || !plain ? ""
                                                        : " (server: " + std::string(server) + ")";
}

// The reason alone: the URL before it has the token, which is another one each time.
std::string reason(const http::Error& error, const http::Url& url) {
  const std::string prefix = url.text() + ": ";
  return error.message.starts_with(prefix) ? error.message.substr(prefix.size()) : error.message;
}

bool is_dial(const http::Error& error) {
  const bool timeout = error.kind == http::ErrorKind::kTimeout && !error.maybe_sent;
  return error.kind == http::ErrorKind::kConnect || timeout;
}

}  // namespace

Seen Fetch::from(const std::string& address) {
  first_address_ = address_ = address;
  if (!has_route(address)) {
    return {address, Seen::Kind::kUnseen, problem::kNoConnection, "cannot be reached from here"};
  }
  visited_ = {{false, question_.host, 80, std::string(base::kChallengePath) + question_.token}};
  for (;;) {
    const auto response = ask(last_url(), address_);
    if (!response) return after_error(response.error());
    if (!is_redirect(response->status)) return judge(*response);
    const auto next = next_url(visited_, response->header("Location"));
    if (!next) return wrong(problem::kBadRedirect, way(next.error()));
    visited_.push_back(*next);
    const auto place = next_address();
    if (!place) return place.error();
    address_ = *place;
  }
}

http::Url Fetch::last_url() const {
  http::Url url = visited_.back();
  if (!question_.tokens) return url;
  const auto there = question_.tokens->find(url.host);
  if (there == question_.tokens->end()) return url;
  // The redirect carries the token of the name that sent it.
  for (const auto& [host, token] : *question_.tokens) {
    const std::size_t at = url.target.find(token);
    if (at == std::string::npos) continue;
    url.target.replace(at, token.size(), there->second);
    return url;
  }
  return url;
}

base::Result<http::Response, http::Error> Fetch::ask(const http::Url& url,
                                                     const std::string& address) {
  const auto left = std::chrono::ceil<base::Millis>(means_.until - means_.clock.mono_now());
  http::Request request;
  request.url = url;
  request.headers = {{"Accept", "*/*"}};
  request.address = address;
  request.address_port = url.port == 443 ? means_.ports.https : means_.ports.http;
  request.deadline = std::clamp(left, base::Millis(1), kPatience);
  request.max_body = kTooLong;
  request.cut_body = true;
  return means_.http.send(request, means_.stop);
}

// The CA takes the first IPv6 address, or else the first IPv4 one, and no second one.
base::Result<std::string, Seen> Fetch::next_address() {
  const std::string& host = visited_.back().host;
  const Passage passage{means_.fence, visited_.back().port, means_.resolver.servers()};
  Addresses found;
  if (http::is_address(host)) {
    found = addresses_of(host, passage);
  } else {
    const auto answers = means_.resolver.ask({{host, dns::Type::kAaaa}, {host, dns::Type::kA}},
                                             means_.until, means_.stop);
    found = addresses_of(answers[0], answers[1], passage);
  }
  for (const std::string& address : found.usable) {
    if (has_route(address)) return address;
  }
  const std::string to = "redirects to " + host;
  if (!found.usable.empty()) {
    return base::unexpected(Seen{first_address_, Seen::Kind::kUnseen, problem::kNoConnection,
                                 to + ", which cannot be reached from here"});
  }
  const std::string why = (http::is_address(host) ? to + ": " : to + ", which ") + found.text;
  return base::unexpected(found.verdict == Verdict::kFails ? wrong(problem::kBadRedirect, why)
                                                           : doubtful(found.problem, why));
}

Seen Fetch::after_error(const http::Error& error) {
  const bool redirected = visited_.size() > 1;
  if (error.kind == http::ErrorKind::kStopped) return {address_, Seen::Kind::kStopped, "", ""};
  if (error.kind == http::ErrorKind::kHttp2) {
    return wrong(problem::kHttp2, way("answered in HTTP/2, which the CA does not speak there"));
  }
  const std::string why = reason(error, last_url());
  if (is_dial(error)) return not_connected(why);
  if (!redirected && answers_elsewhere()) {
    return wrong(problem::kFiltered, "answers at /, but not at the challenge path (" + why +
                                         "): a firewall or WAF filters ACME");
  }
  const std::string text = way("gave no HTTP answer: " + why);
  const bool sure = error.answered || has_answered();
  return sure ? wrong(problem::kNoHttp, text) : doubtful(problem::kNoHttp, text);
}

// With a redirect: so the inside does reach it, and nothing waits for a header of the PROXY
// protocol.
bool Fetch::has_answered() const { return visited_.size() > 1 && address_ == first_address_; }

Seen Fetch::not_connected(const std::string& why) const {
  const std::string what = "cannot be connected to: " + why;
  if (visited_.size() == 1) {
    return {address_, Seen::Kind::kDead, problem::kNoConnection, what};
  }
  const bool reached = has_answered() && means_.clock.mono_now() < means_.until;
  const bool ipv6 = is_ipv6(address_);
  const auto problem = ipv6 ? problem::kIpv6AfterRedirect : problem::kNoConnection;
  const std::string text =
      way(what + (ipv6 ? " (after a redirect the CA does not fall back from IPv6 to IPv4)" : ""));
  return reached ? wrong(problem, text) : doubtful(problem, text);
}

// Whether the same address serves what is not ACME's.
bool Fetch::answers_elsewhere() {
  http::Url url = visited_.back();
  url.target = "/";
  return ask(url, address_).has_value();
}

Seen Fetch::judge(const http::Response& response) const {
  if (response.status != 200) {
    const char* hint = response.status == 303 ? ", a redirect that the CA does not follow" : "";
    const std::string text =
        way("answered " + std::to_string(response.status) + hint + product(response));
    const bool sure = response.status != kNoProxyHeader || has_answered();
    return sure ? wrong(problem::kWrongStatus, text) : doubtful(problem::kWrongStatus, text);
  }
  if (response.body.size() >= kTooLong) {
    return wrong(
        problem::kWrongAnswer,
        way("answered 200 with 128 bytes or more, not as the sidecar does" + product(response)));
  }
  if (!question_.answers.contains(without_trailing_space(response.body))) {
    return wrong(problem::kWrongAnswer,
                 way("answered 200, but not as the sidecar does" + product(response)));
  }
  return {first_address_, Seen::Kind::kRight, "", ""};
}

Seen Fetch::wrong(std::string_view problem, const std::string& text) const {
  return {first_address_, Seen::Kind::kWrong, problem, text};
}

Seen Fetch::doubtful(std::string_view problem, const std::string& text) const {
  return {first_address_, Seen::Kind::kDoubtful, problem, text};
}

std::string Fetch::way(const std::string& verb) const {
  if (visited_.size() == 1) return verb;
  const http::Url& last = visited_.back();
  return std::string("redirects to ") + (last.tls ? "https://" : "http://") + last.authority() +
         ", where " + address_ + " " + verb;
}

}  // namespace preflight
