#include "view/list.h"

#include <algorithm>

#include "base/text.h"
#include "view/standing.h"
#include "view/table.h"

namespace kubectl {
namespace {

constexpr std::size_t kShortMessage = 60;  // bytes

std::string problem_of(const Standing& standing, bool whole) {
  if (standing.kind == Standing::Kind::kReady) return "";
  std::string text =
      standing.reason.empty() ? standing.message : standing.reason + ": " + standing.message;
  if (whole || text.size() <= kShortMessage) return text;
  return base::cut(text, kShortMessage) + "...";
}

Cell expiry(const api::Certificate& certificate, base::WallTime now) {
  const auto& ends = certificate.status.not_after;
  if (!ends) return {"-"};
  const Colour colour = *ends <= now                           ? Colour::kBad
                        : certificate.status.remaining.empty() ? Colour::kNone
                                                               : Colour::kDoubtful;
  return {relative(*ends, now), colour};
}

std::string renewal(const api::Certificate& certificate, base::WallTime now) {
  const auto& time = certificate.status.renewal_time;
  return time ? relative(*time, now) : "-";
}

std::vector<std::string> header(const ListOptions& options) {
  std::vector<std::string> words;
  if (options.with_namespace) words.push_back("NAMESPACE");
  words.insert(words.end(), {"NAME", "READY", "STATE", "EXPIRES", "ISSUER"});
  if (options.wide) words.insert(words.end(), {"RENEWAL", "SECRET", "NAMES"});
  words.push_back("PROBLEM");
  return words;
}

std::vector<Cell> row(const api::Certificate& each, const ListOptions& options,
                      base::WallTime now) {
  const Standing standing = standing_of(each);
  const Colour colour = colour_of(standing);
  std::vector<Cell> cells;
  if (options.with_namespace) cells.push_back({each.meta.namespace_});
  cells.insert(cells.end(), {{each.meta.name},
                             {standing.ready ? "True" : "False", colour},
                             {std::string(word_of(standing.kind)), colour},
                             expiry(each, now),
                             {each.spec.issuer.text()}});
  if (options.wide) {
    std::vector<std::string> names = each.all_dns_names();
    names.insert(names.end(), each.spec.ip_addresses.begin(), each.spec.ip_addresses.end());
    cells.insert(cells.end(),
                 {{renewal(each, now)}, {each.spec.secret_name}, {base::join(names, ",")}});
  }
  cells.push_back({problem_of(standing, options.wide), colour});
  return cells;
}

}  // namespace

std::string list_text(std::vector<api::Certificate> certificates, const ListOptions& options,
                      base::WallTime now, const Paint& paint) {
  if (certificates.empty()) return "";
  std::ranges::sort(certificates, {}, [](const auto& each) { return each.meta.key(); });
  Table table(header(options));
  for (const api::Certificate& each : certificates) table.add(row(each, options, now));
  return table.text(paint);
}

}  // namespace kubectl
