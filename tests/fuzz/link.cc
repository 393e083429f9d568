// A Link header (RFC 8288), and each of its targets as a URL.

#include "http/link.h"

#include <algorithm>

#include "fuzz/input.h"
#include "http/url.h"

namespace {

void check(const http::Url& url) {
  const auto again = http::parse_url(url.text());
  fuzz::must(again && *again == url, "a URL is read as written");
}

void check(const http::Link& link) {
  fuzz::must(link.target.find('>') == std::string::npos, "a target ends at its bracket");
  fuzz::must(!link.relation.empty(), "a relation has a name");
  fuzz::must(std::ranges::none_of(link.relation, [](char c) { return c == ' ' || c == '"'; }),
             "a relation is one word");
  if (const auto url = http::parse_url(link.target)) check(*url);
}

}  // namespace

void fuzz::try_input(std::string_view input) {
  const auto links = http::read_links(input);
  must(links.size() <= 100, "there are at most 100 links");
  for (const http::Link& link : links) check(link);
}
