#include "acme/limit_words.h"

#include "http/url.h"
#include "wire/time.h"

namespace acme {
namespace {

constexpr std::string_view kScheme = "https://";
constexpr std::string_view kStandIn = "(a link)";

bool ends_pause(const std::string& text) {
  const auto url = http::parse_url(text);
  return url && url->tls &&
         url->target.substr(0, url->target.find('?')).find("unpause") != std::string::npos;
}

// Without what belongs to the sentence around it.
std::string_view url_at(std::string_view text, std::size_t begin) {
  std::string_view url = text.substr(begin);
  url = url.substr(0, url.find_first_of(" \t\r\n\"'<>"));
  while (!url.empty() && std::string_view(".,;:)").find(url.back()) != std::string_view::npos) {
    url.remove_suffix(1);
  }
  return url;
}

void replace_all(std::string& text, const std::string& what) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos;) {
    text.replace(at, what.size(), kStandIn);
    at += kStandIn.size();
  }
}

std::string link_in(const std::string& text) {
  for (std::size_t at = 0; (at = text.find(kScheme, at)) != std::string::npos; ++at) {
    std::string url(url_at(text, at));
    if (ends_pause(url)) return url;
  }
  return "";
}

}  // namespace

std::optional<base::WallTime> told_time(std::string_view detail) {
  constexpr std::string_view kBefore = "retry after ";
  constexpr std::size_t kLength = std::string_view("2026-11-24 19:35:42").size();
  const std::size_t at = detail.find(kBefore);
  if (at == std::string_view::npos) return std::nullopt;
  std::string time(detail.substr(at + kBefore.size(), kLength));
  if (time.size() != kLength) return std::nullopt;
  time[std::string_view("2026-11-24").size()] = 'T';
  return wire::read_time(time + "Z");
}

std::string take_unpause_link(Problem& problem, const std::vector<std::string>& links) {
  std::string found = link_in(problem.detail);
  for (const Problem::Subproblem& part : problem.subproblems) {
    if (found.empty()) found = link_in(part.detail);
  }
  for (const std::string& link : links) {
    if (found.empty() && ends_pause(link)) found = link;
  }
  if (found.empty()) return found;
  replace_all(problem.detail, found);
  for (Problem::Subproblem& part : problem.subproblems) replace_all(part.detail, found);
  return found;
}

}  // namespace acme
