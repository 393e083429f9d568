// A CA's refusal: the first line is its Retry-After, the second one its Link, and the rest is the
// body, which may be a problem document (RFC 7807). It always becomes an error, whose words are of
// a bounded length and move no terminal's cursor.

#include <algorithm>

#include "acme/error_of.h"
#include "fuzz/input.h"
#include "http/url.h"

namespace {

constexpr std::size_t kMaxText = 2000 + 3;  // and the dots
constexpr std::size_t kMaxMessage = 3500;
const base::WallTime kNow{std::chrono::sys_days{std::chrono::November / 24 / 2026}};

void is_for_people(const std::string& text) {
  fuzz::must(std::ranges::none_of(text, [](unsigned char c) { return c < ' ' || c == 0x7f; }),
             "the words have no control character");
}

void is_short(const std::string& text) {
  is_for_people(text);
  fuzz::must(text.size() <= kMaxText, "the words are cut");
}

void check(const acme::Problem& problem) {
  is_short(problem.type);
  is_short(problem.detail);
  is_short(problem.instance);
  for (const acme::Problem::Subproblem& part : problem.subproblems) {
    is_short(part.type);
    is_short(part.detail);
  }
  fuzz::must(problem.status >= 100 && problem.status <= 599, "the status is one of HTTP");
  is_for_people(problem.text());
}

}  // namespace

void fuzz::try_input(std::string_view input) {
  http::Response response;
  response.status = 403;
  response.headers["Retry-After"] = take_line(input);
  response.headers["Link"] = take_line(input);
  response.body = input;
  const auto error = acme::error_of({"newOrder", "https://ca.example/order"}, response, kNow);
  is_for_people(error.message);
  must(error.message.size() <= kMaxMessage, "a message is cut");
  must(!error.retry_after || error.retry_after->count() >= 0, "no wait is negative");
  must(error.link.empty() || error.link.starts_with("https://"), "a page is https");
  must(error.unpause.empty() || error.message.find(error.unpause) == std::string::npos,
       "the link that ends a pause is not told to everybody");
  if (error.problem) check(*error.problem);
}
