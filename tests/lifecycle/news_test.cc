#include "lifecycle/news.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "api/reasons.h"

namespace lifecycle {
namespace {

using Reasons = std::set<std::string, std::less<>>;

std::vector<kube::Condition> condition(std::string_view type, std::string_view reason) {
  kube::Condition one;
  one.type = type;
  one.reason = reason;
  return {one};
}
std::vector<kube::Condition> issuing(std::string_view reason) {
  return condition(api::kIssuing, reason);
}

TEST(News, WhatOnlyAPersonCanEndIsToldOnceEachTimeItBegins) {
  const auto other = issuing(api::kDoesNotExist);
  const auto blocked = issuing(api::kSecretNotOurs);
  EXPECT_EQ(begun(other, blocked, api::kIssuing)->reason, api::kSecretNotOurs);
  EXPECT_EQ(begun({}, blocked, api::kIssuing)->reason, api::kSecretNotOurs);
  EXPECT_FALSE(begun(blocked, blocked, api::kIssuing));
  EXPECT_FALSE(begun(blocked, other, api::kIssuing)) << "it has ended";
  EXPECT_EQ(begun(blocked, issuing(api::kIssuerNotFound), api::kIssuing)->reason,
            api::kIssuerNotFound);
}

// ---- Over the whole list of reasons: lib/api/reasons.h

// The first line of a reason's comment is split by object: "Certificate: Issuing=True, Event".
struct Place {
  std::string object;
  std::string line;
  bool has(const std::string& part) const { return line.find(part) != std::string::npos; }
};
struct Listed {
  std::string reason;
  std::vector<Place> places;
};

std::vector<Place> places_of(const std::string& line) {
  std::vector<Place> places;
  std::istringstream parts(line);
  for (std::string part; std::getline(parts, part, ';');) {
    const std::size_t colon = part.find(':');
    if (colon == std::string::npos) continue;
    const std::size_t begin = part.find_first_not_of(' ');
    places.push_back({part.substr(begin, colon - begin), part.substr(colon)});
  }
  return places;
}

// Those that a condition may have.
const std::vector<Listed>& reasons() {
  static const std::vector<Listed> all = [] {
    std::ifstream file(SALLYPORT_SOURCE "/lib/api/reasons.h");
    const std::string text(std::istreambuf_iterator<char>(file), {});
    const std::regex entry(
        R"re(// ((?:Certificate|Issuer): .+)\n(?:// .*\n)*inline .+ k\w+ =\s*"(\w+)";)re");
    std::vector<Listed> found;
    for (std::sregex_iterator each(text.begin(), text.end(), entry), end; each != end; ++each) {
      if ((*each)[1].str().find('=') != std::string::npos)
        found.push_back({(*each)[2], places_of((*each)[1])});
    }
    return found;
  }();
  return all;
}

// Each attempt that fails so is told when it fails (controller/conclude.cc).
const Reasons kToldWithTheAttempt = {"CaUnreachable", "RateLimited",         "ChallengeFailed",
                                     "OrderFailed",   "KeyRefused",          "Paused",
                                     "SecretChanged", "CertificateRejected", "IssuerNotReady"};
// So is each look that is in vain; and what an Event of its own tells.
const Reasons kToldOtherwise = {"PreflightFailed", "Issued", "Revoked", "RenewalSuggested"};

// Of any type of condition.
bool is_news(const std::string& reason) {
  return begun({}, issuing(reason), api::kIssuing).has_value();
}

TEST(News, EachReasonThatOnlyAPersonEndsIsAnEventAndTheListSaysSo) {
  ASSERT_GE(reasons().size(), 50U);
  for (const Listed& each : reasons()) {
    for (const Place& place : each.places) {
      const bool told =
          is_news(each.reason) ||
          (place.object == "Certificate" &&
           (kToldWithTheAttempt.contains(each.reason) || kToldOtherwise.contains(each.reason)));
      EXPECT_EQ(place.has("Event"), told) << each.reason << place.line;
      if (place.has("Stalled=True")) {
        EXPECT_TRUE(told) << each.reason << " is a person's to end, and nobody tells that one";
      }
    }
  }
}

// A new reason is put in one of the two lists, or no test passes.
TEST(News, WhatEndsByItselfIsNone) {
  const Reasons by_itself = {
      "DoesNotExist",    "MissingData",        "KeyMismatch",       "NamesDiffer",
      "KeySpecDiffers",  "IssuerDiffers",      "Expired",           "Expiring",
      "RenewRequested",  "SidecarNotReady",    "TooManyAnswers",    "WaitsForTwin",
      "WaitsForPartner", "IssuedForSubset",    "AccountRegistered", "AccountUnknown",
      "OrdersUnderWay",  "AccountKeyChanging", "AccountKeyChanged", "ClocksAgree"};
  for (const Listed& each : reasons()) {
    const bool told =
        kToldWithTheAttempt.contains(each.reason) || kToldOtherwise.contains(each.reason);
    EXPECT_EQ(is_news(each.reason), !told && !by_itself.contains(each.reason)) << each.reason;
  }
}

}  // namespace
}  // namespace lifecycle
