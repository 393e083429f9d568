#include "acme/limit_text.h"

#include <algorithm>

#include "base/text.h"
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

std::size_t find_url(std::string_view text, std::size_t from) {
  const auto same = [](char a, char b) { return base::lower(a) == b; };
  const auto begin = text.begin() + static_cast<std::ptrdiff_t>(from);
  const auto found = std::search(begin, text.end(), kScheme.begin(), kScheme.end(), same);
  return static_cast<std::size_t>(found - text.begin());
}

// Every link that ends a pause is taken out of `text`; the first of them, or "".
std::string take_links(std::string& text) {
  std::string first;
  for (std::size_t at = 0; (at = find_url(text, at)) < text.size(); ++at) {
    const std::string url(url_at(text, at));
    if (!ends_pause(url)) continue;
    text.replace(at, url.size(), kStandIn);
    if (first.empty()) first = url;
  }
  return first;
}

// All that a person is told of it.
std::vector<std::string*> texts_of(Problem& problem) {
  std::vector<std::string*> texts{&problem.detail};
  for (Problem::Subproblem& part : problem.subproblems) {
    texts.push_back(&part.detail);
    texts.push_back(&part.type);
    if (part.identifier) texts.push_back(&part.identifier->value);
  }
  texts.push_back(&problem.instance);
  return texts;
}

}  // namespace

std::optional<base::WallTime> time_in(std::string_view detail) {
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
  std::string found;
  for (std::string* text : texts_of(problem)) {
    const std::string link = take_links(*text);
    if (found.empty()) found = link;
  }
  for (const std::string& link : links) {
    if (found.empty() && ends_pause(link)) found = link;
  }
  return found;
}

bool has_unpause_link(std::string text) {
  // As one link it may have what would end a link within a sentence.
  return ends_pause(text) || !take_links(text).empty();
}

}  // namespace acme
