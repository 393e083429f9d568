#include "controller/self_check.h"

namespace controller {
namespace {

constexpr base::Millis kPatience{3000};

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 307 || status == 308;
}

}  // namespace

CheckResult SelfCheck::check(const api::Answer& answer, std::stop_token stop) const {
  http::Request request;
  request.url = {false, answer.host, 80, "/.well-known/acme-challenge/" + answer.token};
  request.deadline = kPatience;
  request.max_body = 1024;
  const auto response = http_.send(request, stop);
  const std::string where = request.url.text();
  if (!response) {
    const bool answered = response.error().kind == http::ErrorKind::kTooLarge ||
                          response.error().kind == http::ErrorKind::kProtocol;
    return {answered ? CheckResult::Kind::kWrong : CheckResult::Kind::kCannotTell,
            response.error().message};
  }
  if (is_redirect(response->status)) return {CheckResult::Kind::kSeen, where + ": redirects"};
  if (response->status != 200) {
    return {CheckResult::Kind::kWrong, where + ": answered " + std::to_string(response->status)};
  }
  if (response->body != answer.key_authorization) {
    return {CheckResult::Kind::kWrong, where + ": answered something else than the sidecar does"};
  }
  return {CheckResult::Kind::kSeen, ""};
}

}  // namespace controller
