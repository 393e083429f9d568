#include "http/link.h"

#include <algorithm>

#include "base/text.h"

namespace http {
namespace {

constexpr std::size_t kMaxLinks = 100;

// What stands before the first `end` that is in no quotes; that much is taken off `rest`.
std::string_view take_until(std::string_view& rest, std::string_view ends) {
  bool quoted = false;
  std::size_t at = 0;
  for (; at < rest.size(); ++at) {
    if (quoted && rest[at] == '\\') {
      ++at;
    } else if (rest[at] == '"') {
      quoted = !quoted;
    } else if (!quoted && ends.find(rest[at]) != std::string_view::npos) {
      break;
    }
  }
  const std::string_view taken = rest.substr(0, at);
  rest.remove_prefix(std::min(at, rest.size()));
  return taken;
}

// `rel="alternate up"`, or nothing for another parameter.
std::string relations(std::string_view parameter) {
  const std::size_t equals = parameter.find('=');
  if (equals == std::string_view::npos) return "";
  if (base::lower(std::string(base::trimmed(parameter.substr(0, equals)))) != "rel") return "";
  std::string value(base::trimmed(parameter.substr(equals + 1)));
  std::erase(value, '"');
  return base::lower(std::move(value));
}

void add(std::vector<Link>& links, std::string_view target, std::string_view words) {
  while (!(words = base::trimmed(words)).empty() && links.size() < kMaxLinks) {
    const std::size_t end = std::min(words.find(' '), words.size());
    links.push_back({std::string(target), std::string(words.substr(0, end))});
    words.remove_prefix(end);
  }
}

}  // namespace

std::vector<Link> read_links(std::string_view header) {
  std::vector<Link> links;
  while (!header.empty()) {
    header = base::trimmed(header);
    // What is no link must not cost a look through all that follows.
    const std::size_t close = header.starts_with('<') ? header.find('>') : std::string_view::npos;
    const bool is_link = close != std::string_view::npos;
    std::string_view target;
    if (is_link) {
      target = header.substr(1, close - 1);
      header.remove_prefix(close + 1);
    }
    take_until(header, ";,");
    std::string words;
    while (header.starts_with(';')) {
      header.remove_prefix(1);
      const std::string found = relations(take_until(header, ";,"));
      if (words.empty()) words = found;  // "occurrences after the first MUST be ignored"
    }
    if (is_link) add(links, target, words);
    if (!header.empty()) header.remove_prefix(1);  // the comma
  }
  return links;
}

}  // namespace http
