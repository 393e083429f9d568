#include "acme/exchange.h"

#include <algorithm>

#include "acme/decode.h"
#include "acme/jws.h"
#include "acme/outcome.h"
#include "http/date.h"
#include "http/retry_after.h"
#include "wire/object.h"

namespace acme {
namespace {

constexpr base::Seconds kGetDeadline{5};
constexpr base::Seconds kRoomPatience{30};  // no longer than an answer takes that others wait for
constexpr int kMaxBadNonces = 8;
constexpr int kMaxRedirects = 5;
// A worker does not sleep for one CA while others have something to do.
constexpr base::Millis kPacePatience{10'000};
constexpr int kMostTooFast = 6;
constexpr base::Seconds kDirectoryLife{std::chrono::hours(1)};

bool is_success(const http::Response& response) {
  return response.status >= 200 && response.status < 300;
}

Result<http::Url> https_url(const Call& call) {
  const auto url = http::parse_url(call.url);
  if (url && url->tls) return *url;
  return base::unexpected(malformed(call, 0, "not an https URL"));
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::string origin(const http::Url& url) {
  return (url.tls ? "https://" : "http://") + url.authority();
}

std::string origin_of(const std::string& text) {
  const auto url = http::parse_url(text);
  return url ? origin(*url) : "";
}

// Not a page of some proxy: what ACME says has a good status, or is a problem document.
bool is_of_acme(const http::Response& response) {
  const bool refuses = response.status >= 400 && response.status < 500;
  return is_success(response) ||
         (refuses && response.header("Content-Type").find("json") != std::string_view::npos);
}

http::Request request_to(const char* method, const http::Url& url) {
  http::Request request;
  request.method = method;
  request.url = url;
  request.headers["Accept-Language"] = "en";
  return request;
}

Error no_directory(const std::string& url, int status, const wire::Malformed& wrong) {
  const Call call{"directory", url};
  Error error = trouble(call, status, "");
  error.message = url + ": not an ACME directory: " + why_malformed(wrong);
  return error;
}

http::Error stopped() { return {http::ErrorKind::kStopped, "stopped"}; }

std::string size_of(const http::Response& response, std::size_t most) {
  const std::string told(response.header("Content-Length"));
  return told.empty() ? "more than " + std::to_string(most) : told;
}

}  // namespace

Exchange::Exchange(http::Client& http, const base::Clock& clock, std::string directory_url,
                   Options options)
    : http_(http),
      clock_(clock),
      directory_url_(std::move(directory_url)),
      options_(std::move(options)) {}

Result<Directory> Exchange::directory(std::stop_token stop) {
  const base::MonoTime now = clock_.mono_now();
  const auto cached = directory_.with([](const auto& held) { return held; });
  if (cached && now - cached->fetched < kDirectoryLife) return cached->directory;
  auto directory = fetch_directory(stop);
  if (!directory) return directory;
  directory_.with([&](auto& held) { held = Cached{*directory, now}; });
  return directory;
}

Result<Directory> Exchange::fetch_directory(std::stop_token stop) {
  const auto received = get_directory(stop);
  if (!received) return base::unexpected(received.error());
  const http::Response& response = received->response;
  const Call call{"directory", directory_url_};
  if (!is_success(response)) return base::unexpected(error_of(call, response, clock_.wall_now()));
  try {
    return read_directory(wire::Object::parse(response.body, kMaxValues),
                          *http::parse_url(directory_url_));
  } catch (const wire::TooMuch& bound) {
    return base::unexpected(not_taken(call, response.status, bound.what()));
  } catch (const wire::Malformed& wrong) {
    return base::unexpected(no_directory(directory_url_, response.status, wrong));
  }
}

Result<Received> Exchange::get_directory(std::stop_token stop) {
  Call call{"directory", directory_url_};
  auto url = https_url(call);
  for (int redirects = 0;; ++redirects) {
    if (!url) return base::unexpected(url.error());
    auto received = send(call, request_to("GET", *url), kMaxObject, stop, kPacePatience);
    const bool moved = received && is_redirect(received->response.status);
    if (!moved || redirects == kMaxRedirects) return received;
    const http::Response& response = received->response;
    const std::string target(response.header("Location"));
    const auto next = http::parse_url(target.starts_with('/') ? origin(*url) + target : target);
    if (!next || origin(*next) != origin(*url)) {
      return base::unexpected(
          trouble(call, response.status, "a redirect to another server, which is not followed"));
    }
    url = *next;
  }
}

Result<http::Url> Exchange::checked(const Call& call) const {
  auto url = https_url(call);
  if (!url || may_be_asked(origin(*url))) return url;
  return base::unexpected(other_origin(call, origin(*url), origin_of(directory_url_)));
}

bool Exchange::may_be_asked(const std::string& origin) const {
  return origin == origin_of(directory_url_) ||
         std::ranges::find(options_.origins, origin, origin_of) != options_.origins.end();
}

Result<Answer> Exchange::post(const Post& post, std::stop_token stop) {
  const auto url = checked(post.call);
  if (!url) return base::unexpected(url.error());
  std::optional<std::string> given;
  for (int bad_nonces = 0;; ++bad_nonces) {
    const auto nonce_used = given ? Result<std::string>(*given) : nonce(stop);
    if (!nonce_used) return base::unexpected(nonce_used.error());
    auto received = send_once(post, *url, *nonce_used, stop);
    if (!received) return base::unexpected(received.error());
    const http::Response& response = received->response;
    hear_time(response);
    given = read_nonce(response.header("Replay-Nonce"));
    if (is_success(response)) {
      if (given) nonces_.put(*given);
      return answer_of(post.call, *url, *std::move(received));
    }
    Error error = error_of(post.call, response, clock_.wall_now());
    // A CA may have moved its endpoints: the directory is read again before the next request.
    if (error.status == 404) directory_.with([](auto& kept) { kept.reset(); });
    // RFC 8555 section 6.5: the retry uses the nonce of that very answer.
    const bool is_bad = error.is("badNonce") && error.kind == Error::Kind::kProblem;
    if (is_bad && bad_nonces < kMaxBadNonces) continue;
    if (given) nonces_.put(*given);
    return base::unexpected(std::move(error));
  }
}

Result<Answer> Exchange::get(const Call& call, std::stop_token stop) {
  const auto url = checked(call);
  if (!url) return base::unexpected(url.error());
  http::Request request = request_to("GET", *url);
  request.deadline = kGetDeadline;
  auto received = send(call, request, kMaxObject, stop, base::Millis(0));
  if (!received) return base::unexpected(received.error());
  if (is_success(received->response)) return answer_of(call, *url, *std::move(received));
  return base::unexpected(error_of(call, received->response, clock_.wall_now()));
}

Answer Exchange::answer_of(const Call& call, const http::Url& url, Received received) const {
  const auto wait = http::retry_after(received.response.header("Retry-After"), clock_.wall_now());
  return {call, url, std::move(received.response), wait, std::move(received.held)};
}

Result<Received> Exchange::send_once(const Post& post, const http::Url& url,
                                     const std::string& nonce, std::stop_token stop) {
  http::Request request = request_to("POST", url);
  request.headers["Content-Type"] = "application/jose+json";
  if (!post.accept.empty()) request.headers["Accept"] = post.accept;
  // RFC 8555 section 6.4: the server compares this with the URL that it was asked by.
  request.body = signed_request(post.signer, nonce, url.text(), post.payload);
  return send(post.call, request, post.most, stop, kPacePatience);
}

void Exchange::hear_time(const http::Response& response) {
  ca_clock_.note(http::read_date(response.header("Date"), clock_.wall_now()), clock_.mono_now());
}

// RFC 8555 section 7.2 has answers of newNonce kept by no cache.
Result<void> Exchange::ask_time(std::stop_token stop) {
  const auto known = directory(stop);
  if (!known) return base::unexpected(known.error());
  auto fresh = fetch_nonce("HEAD", known->new_nonce, stop);
  if (!fresh && fresh.error().status == 0) return base::unexpected(fresh.error());
  if (fresh) nonces_.put(*fresh);
  return {};
}

Result<std::string> Exchange::nonce(std::stop_token stop) {
  if (auto held = nonces_.take()) return *std::move(held);
  const auto known = directory(stop);
  if (!known) return base::unexpected(known.error());
  auto fresh = fetch_nonce("HEAD", known->new_nonce, stop);
  // Some servers know newNonce by GET only, and only GET says why there is none. Not one that says
  // when to come again.
  const bool is_said = fresh || fresh.error().status == 0 || fresh.error().retry_after;
  if (is_said || fresh.error().kind == Error::Kind::kTooFast) return fresh;
  return fetch_nonce("GET", known->new_nonce, stop);
}

Result<std::string> Exchange::fetch_nonce(const char* method, const std::string& address,
                                          std::stop_token stop) {
  const Call call{"newNonce", address};
  const auto url = checked(call);
  if (!url) return base::unexpected(url.error());
  const auto received = send(call, request_to(method, *url), kMaxObject, stop, kPacePatience);
  if (!received) return base::unexpected(received.error());
  const http::Response& response = received->response;
  hear_time(response);
  if (!is_success(response)) return base::unexpected(error_of(call, response, clock_.wall_now()));
  if (auto nonce = read_nonce(response.header("Replay-Nonce"))) return *std::move(nonce);
  return base::unexpected(trouble(call, response.status, "no Replay-Nonce in the answer"));
}

Result<base::ByteBudget::Held> Exchange::room_for(const Call& call, std::stop_token stop) {
  if (options_.budget == nullptr) return base::ByteBudget::Held();
  auto held = options_.budget->take(options_.sharer, kAnswerCost, kRoomPatience, stop);
  if (held) return *std::move(held);
  return base::unexpected(no_room(call, stop.stop_requested()));
}

Result<Received> Exchange::send(const Call& call, const http::Request& request, std::size_t most,
                                std::stop_token stop, base::Millis patience) {
  const base::MonoTime begun = clock_.mono_now();
  std::optional<Received> refused;
  for (int asked = 0; asked < kMostTooFast; ++asked) {
    const base::MonoTime now = clock_.mono_now();
    const bool late = now - begun > kPacePatience;
    const auto away = late ? kPacePatience : pace_.wait(now, patience, stop);
    if (stop.stop_requested()) return base::unexpected(no_answer(call, stopped()));
    if (away && !refused) return base::unexpected(too_fast(call, *away));
    if (away) break;
    auto received = send_now(call, request, most, stop);
    if (!received) return received;
    const bool good = received->response.status < 400;
    const Error error = good ? Error() : error_of(call, received->response, clock_.wall_now());
    if (good || error.kind != Error::Kind::kTooFast) {
      pace_.answered();
      return received;
    }
    pace_.too_fast(clock_.mono_now(), error.retry_after);
    refused = *std::move(received);
  }
  return *std::move(refused);
}

Result<Received> Exchange::send_now(const Call& call, http::Request request, std::size_t most,
                                    std::stop_token stop) {
  auto held = room_for(call, stop);
  if (!held) return base::unexpected(held.error());
  // One byte more shows that there is more.
  request.max_body = most + 1;
  request.cut_body = true;
  const base::MonoTime begun = clock_.mono_now();
  auto response = http_.send(request, stop);
  if (options_.observer)
    options_.observer({call.what, outcome(response), clock_.mono_now() - begun});
  if (!response) return base::unexpected(no_answer(call, response.error()));
  Received received{*std::move(response), *std::move(held)};
  if (received.response.body.size() <= most) return received;
  if (is_of_acme(received.response)) {
    return base::unexpected(not_taken(call, received.response.status,
                                      "an answer of " + size_of(received.response, most) +
                                          " bytes, of which at most " + std::to_string(most) +
                                          " are taken"));
  }
  received.response.body.clear();
  return received;
}

}  // namespace acme
