#include "acme/limit_text.h"

#include <algorithm>

#include "base/text.h"
#include "http/url.h"
#include "wire/time.h"

namespace acme {
namespace {

constexpr std::string_view kSchemes[] = {"https://", "http://"};
constexpr std::string_view kStandIn = "(a link)";

// By the text alone: a URL that cannot be read may have a token, too.
bool is_named(std::string_view url) {
  const std::string_view place = url.substr(0, url.find_first_of("?#"));
  const std::size_t path = place.find('/', place.find("://") + 3);
  return path != std::string_view::npos && place.substr(path).find("unpause") != place.npos;
}

bool ends_pause(std::string_view url, PauseLinks which) {
  const bool has_query = url.find_first_of("?#") != std::string_view::npos;
  return is_named(url) || (which == PauseLinks::kAll && has_query);
}

bool is_of_use(const std::string& text) {
  const auto url = http::parse_url(text);
  return url && url->tls;
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
  auto first = text.end();
  for (const std::string_view scheme : kSchemes)
    first = std::min(first, std::search(begin, text.end(), scheme.begin(), scheme.end(), same));
  return static_cast<std::size_t>(first - text.begin());
}

// The link that a person is told: the first of use, and rather one that is named so.
struct Choice {
  std::string link{};

  void offer(const std::string& other) {
    const bool better = link.empty() || (is_named(other) && !is_named(link));
    if (better && is_of_use(other)) link = other;
  }
};

// Every link that ends a pause is taken out of `text`. Whether there was one.
bool take_links(std::string& text, PauseLinks which, Choice& choice) {
  bool found = false;
  for (std::size_t at = 0; (at = find_url(text, at)) < text.size(); ++at) {
    const std::string url(url_at(text, at));
    if (!ends_pause(url, which)) continue;
    text.replace(at, url.size(), kStandIn);
    choice.offer(url);
    found = true;
  }
  return found;
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

std::string take_unpause_link(Problem& problem, const std::vector<std::string>& links,
                              PauseLinks which) {
  Choice choice;
  for (std::string* text : texts_of(problem)) take_links(*text, which, choice);
  for (const std::string& link : links) {
    if (choice.link.empty() && ends_pause(link, which)) choice.offer(link);
  }
  return choice.link;
}

bool has_unpause_link(std::string text, PauseLinks which) {
  // As one link it may have what would end a link within a sentence.
  Choice unused;
  return ends_pause(text, which) || take_links(text, which, unused);
}

}  // namespace acme
