#include "lifecycle/news.h"

#include <algorithm>
#include <array>

#include "api/reasons.h"

namespace lifecycle {
namespace {

// Those of attempts that failed have Events of their own.
constexpr std::array kForAPersonToEnd =
    std::to_array<std::string_view>({api::kIssuerNotFound,
                                     api::kClusterRefused,
                                     api::kKeystorePasswordMissing,
                                     api::kInvalidSpec,
                                     api::kNameNotOurs,
                                     api::kNoSolver,
                                     api::kRouteNotAllowed,
                                     api::kRouteNotAccepted,
                                     api::kSecretNotOurs,
                                     api::kSecretImmutable,
                                     api::kAccountKeyMissing,
                                     api::kAccountKeyInvalid,
                                     api::kExternalAccountMissing,
                                     api::kExternalAccountRequired,
                                     api::kTermsNotAgreed,
                                     api::kAccountRefused,
                                     api::kAccountDeactivated,
                                     api::kNotAnAcmeServer,
                                     api::kServerNotAllowed,
                                     api::kServerNotTrusted,
                                     api::kProfileNotOffered,
                                     api::kAccountKeyKept,
                                     api::kClockSkew});

}  // namespace

std::optional<kube::Condition> begun(const std::vector<kube::Condition>& before,
                                     const std::vector<kube::Condition>& now,
                                     std::string_view type) {
  const kube::Condition* is = kube::find_condition(now, type);
  if (is == nullptr || std::ranges::find(kForAPersonToEnd, is->reason) == kForAPersonToEnd.end())
    return std::nullopt;
  const kube::Condition* was = kube::find_condition(before, type);
  return was != nullptr && was->reason == is->reason ? std::nullopt : std::optional(*is);
}

}  // namespace lifecycle
