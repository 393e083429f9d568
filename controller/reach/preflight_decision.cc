#include "reach/preflight_decision.h"

#include <algorithm>

namespace controller {
namespace {

using preflight::Verdict;

constexpr base::Millis kRouteFresh{5000};  // a new route may need this long to be live
constexpr base::Millis kNoAnswer{3000};    // nothing answers: after so long it is gone on
constexpr std::size_t kMostTold = 5;       // names

base::Millis patience(const preflight::Report& report) {
  const bool astray = report.problem == preflight::problem::kRouteAstray;
  if (report.verdict == Verdict::kFails || astray) return kRouteFresh;
  return report.verdict == Verdict::kCannotTell ? kNoAnswer : base::Millis(0);
}

base::Millis longest_patience(const Preflights::Reports& found) {
  base::Millis longest{0};
  for (const auto& [host, report] : found) longest = std::max(longest, patience(report));
  return longest;
}

Verdict worst(const Preflights::Reports& found) {
  Verdict verdict = Verdict::kPasses;
  for (const auto& [host, report] : found) verdict = std::max(verdict, report.verdict);
  return verdict;
}

std::string_view problem_of(const Preflights::Reports& found, Verdict verdict) {
  for (const auto& [host, report] : found) {
    if (report.verdict == verdict) return report.problem;
  }
  return "";
}

// Nothing tells it from a private zone that hides the name.
bool lacks_address(const Preflights::Reports& found) {
  return std::any_of(found.begin(), found.end(), [](const auto& one) {
    const preflight::Report& report = one.second;
    const bool lacks = report.problem == preflight::problem::kNoAddress ||
                       report.problem == preflight::problem::kPrivateAddress;
    return lacks && report.verdict == Verdict::kCannotTell;
  });
}

// Of the names that fare worst.
std::string told(const Preflights::Reports& found, Verdict verdict) {
  std::string text;
  std::size_t names = 0;
  for (const auto& [host, report] : found) {
    if (report.verdict != verdict || report.text.empty() || ++names > kMostTold) continue;
    text +=
        (text.empty() ? "" : "; ") + host + ": " + std::string(report.problem) + ": " + report.text;
  }
  if (names > kMostTold) text += "; and " + std::to_string(names - kMostTold) + " more names";
  return text;
}

std::string text_of(base::Millis patience) {
  return std::to_string(std::chrono::floor<std::chrono::minutes>(patience).count()) + " minutes";
}

}  // namespace

PreflightDecision decide_preflight(const Preflights::Reports& found, api::PreflightPolicy policy,
                                   base::Millis since, base::Millis record_patience) {
  using Kind = PreflightDecision::Kind;
  const Verdict verdict = worst(found);
  PreflightDecision decision{Kind::kGoOn, problem_of(found, verdict), told(found, verdict),
                             preflight_pace(since)};
  const bool awaited = since < record_patience && lacks_address(found);
  if (since < longest_patience(found)) {
    decision.kind = Kind::kLookAgain;
  } else if (policy == api::PreflightPolicy::kEnforce && (verdict == Verdict::kFails || awaited)) {
    decision.kind = Kind::kRefuse;
    if (verdict != Verdict::kFails)
      decision.text += "; the CA is asked all the same after " + text_of(record_patience);
  }
  return decision;
}

base::Millis route_patience(const Preflights::Reports& found) {
  base::Millis longest{0};
  for (const auto& [host, report] : found) {
    // What has no address, no route can mend.
    if (!report.seen.empty()) longest = std::max(longest, patience(report));
  }
  return longest;
}

base::Millis preflight_pace(base::Millis since) {
  return std::clamp<base::Millis>(since / 4, base::Millis(20), std::chrono::minutes(5));
}

}  // namespace controller
