#include "acme/exchange.h"

#include "acme/decode.h"
#include "acme/jws.h"
#include "acme/outcome.h"
#include "http/date.h"
#include "http/retry_after.h"
#include "wire/object.h"

namespace acme {
namespace {

constexpr base::Seconds kGetDeadline{5};
constexpr int kMaxBadNonces = 8;
constexpr int kMaxRedirects = 5;
constexpr std::size_t kMaxDirectory = 64 * 1024;
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

std::set<std::string> hosts_of(const std::string& directory_url, const Directory& directory) {
  std::set<std::string> hosts;
  for (const std::string& text :
       {directory_url, directory.new_nonce, directory.new_account, directory.new_order,
        directory.revoke_cert, directory.key_change, directory.renewal_info}) {
    if (const auto url = http::parse_url(text)) hosts.insert(url->authority());
  }
  return hosts;
}

http::Request request_to(const char* method, const http::Url& url) {
  http::Request request;
  request.method = method;
  request.url = url;
  request.headers["Accept-Language"] = "en";
  return request;
}

Error no_directory(const std::string& url, int status, const std::string& why) {
  Error error = malformed({"directory", url}, status, why);
  error.message = url + ": not an ACME directory: " + why;
  return error;
}

}  // namespace

Exchange::Exchange(http::Client& http, const base::Clock& clock, std::string directory_url,
                   Observer observer)
    : http_(http),
      clock_(clock),
      directory_url_(std::move(directory_url)),
      observer_(std::move(observer)) {}

Result<Directory> Exchange::directory(std::stop_token stop) {
  const base::MonoTime now = clock_.mono_now();
  const auto cached = directory_.with([](const auto& held) { return held; });
  if (cached && now - cached->fetched < kDirectoryLife) return cached->directory;
  auto directory = fetch_directory(stop);
  if (!directory) return directory;
  const Cached fresh{*directory, hosts_of(directory_url_, *directory), now};
  directory_.with([&](auto& held) { held = fresh; });
  return directory;
}

Result<Directory> Exchange::fetch_directory(std::stop_token stop) {
  const auto response = get_directory(stop);
  if (!response) return base::unexpected(response.error());
  const Call call{"directory", directory_url_};
  if (!is_success(*response)) return base::unexpected(error_of(call, *response, clock_.wall_now()));
  try {
    return read_directory(wire::Object::parse(response->body));
  } catch (const wire::Malformed& wrong) {
    return base::unexpected(no_directory(directory_url_, response->status, why_malformed(wrong)));
  }
}

Result<http::Response> Exchange::get_directory(std::stop_token stop) {
  Call call{"directory", directory_url_};
  auto url = https_url(call);
  for (int redirects = 0;; ++redirects) {
    if (!url) return base::unexpected(url.error());
    http::Request request = request_to("GET", *url);
    request.max_body = kMaxDirectory;
    auto response = send(call, request, stop);
    const bool moved = response && is_redirect(response->status);
    if (!moved || redirects == kMaxRedirects) return response;
    const std::string target(response->header("Location"));
    const auto next = http::parse_url(target.starts_with('/') ? origin(*url) + target : target);
    if (!next || origin(*next) != origin(*url)) {
      return base::unexpected(
          malformed(call, response->status, "a redirect to another server, which is not followed"));
    }
    url = *next;
  }
}

Result<http::Url> Exchange::checked(const Call& call, std::stop_token stop) {
  auto url = https_url(call);
  if (!url) return url;
  const auto known = directory(stop);
  if (!known) return base::unexpected(known.error());
  const auto hosts = directory_.with(
      [](const auto& held) { return held ? held->hosts : std::set<std::string>(); });
  if (hosts.contains(url->authority())) return url;
  return base::unexpected(malformed(call, 0, "a host that the CA's directory does not name"));
}

Result<Answer> Exchange::post(const Post& post, std::stop_token stop) {
  const auto url = checked(post.call, stop);
  if (!url) return base::unexpected(url.error());
  std::optional<std::string> given;
  for (int bad_nonces = 0;; ++bad_nonces) {
    const auto nonce_used = given ? Result<std::string>(*given) : nonce(stop);
    if (!nonce_used) return base::unexpected(nonce_used.error());
    auto response = send_once(post, *url, *nonce_used, stop);
    if (!response) return base::unexpected(response.error());
    hear_time(*response);
    given = read_nonce(response->header("Replay-Nonce"));
    if (is_success(*response)) {
      if (given) nonces_.put(*given);
      const auto wait = http::retry_after(response->header("Retry-After"), clock_.wall_now());
      return Answer{post.call, *std::move(response), wait};
    }
    Error error = error_of(post.call, *response, clock_.wall_now());
    // A CA may have moved its endpoints: the directory is read again before the next request.
    if (error.status == 404) directory_.with([](auto& kept) { kept.reset(); });
    // RFC 8555 section 6.5: the retry uses the nonce of that very answer.
    if (error.is("badNonce") && bad_nonces < kMaxBadNonces) continue;
    if (given) nonces_.put(*given);
    return base::unexpected(std::move(error));
  }
}

Result<Answer> Exchange::get(const Call& call, std::stop_token stop) {
  const auto url = checked(call, stop);
  if (!url) return base::unexpected(url.error());
  http::Request request = request_to("GET", *url);
  request.deadline = kGetDeadline;
  auto response = send(call, request, stop);
  if (!response) return base::unexpected(response.error());
  if (!is_success(*response)) return base::unexpected(error_of(call, *response, clock_.wall_now()));
  const auto wait = http::retry_after(response->header("Retry-After"), clock_.wall_now());
  return Answer{call, *std::move(response), wait};
}

Result<http::Response> Exchange::send_once(const Post& post, const http::Url& url,
                                           const std::string& nonce, std::stop_token stop) {
  http::Request request = request_to("POST", url);
  request.headers["Content-Type"] = "application/jose+json";
  if (!post.accept.empty()) request.headers["Accept"] = post.accept;
  // RFC 8555 section 6.4: the server compares this with the URL that it was asked by.
  request.body = signed_request(post.signer, nonce, url.text(), post.payload);
  return send(post.call, request, stop);
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
  // Some servers know newNonce by GET only, and only GET says why there is none.
  if (fresh || fresh.error().status == 0) return fresh;
  return fetch_nonce("GET", known->new_nonce, stop);
}

Result<std::string> Exchange::fetch_nonce(const char* method, const std::string& address,
                                          std::stop_token stop) {
  const Call call{"newNonce", address};
  const auto url = https_url(call);
  if (!url) return base::unexpected(url.error());
  const auto response = send(call, request_to(method, *url), stop);
  if (!response) return base::unexpected(response.error());
  hear_time(*response);
  if (!is_success(*response)) return base::unexpected(error_of(call, *response, clock_.wall_now()));
  if (auto nonce = read_nonce(response->header("Replay-Nonce"))) return *std::move(nonce);
  return base::unexpected(malformed(call, response->status, "no Replay-Nonce in the answer"));
}

Result<http::Response> Exchange::send(const Call& call, const http::Request& request,
                                      std::stop_token stop) {
  const base::MonoTime begun = clock_.mono_now();
  auto response = http_.send(request, stop);
  if (observer_) observer_({call.what, outcome(response), clock_.mono_now() - begun});
  if (response) return *std::move(response);
  return base::unexpected(no_answer(call, response.error()));
}

}  // namespace acme
