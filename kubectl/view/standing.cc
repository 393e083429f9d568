#include "view/standing.h"

#include <algorithm>
#include <array>
#include <utility>

#include "api/annotation_reasons.h"
#include "api/reasons.h"

namespace kubectl {
namespace {

// Reasons of Issuing that tell why it is issued. All others tell what is in the way.
constexpr std::array kCauses = {
    api::kDoesNotExist,    api::kMissingData,      api::kKeyMismatch,     api::kNamesDiffer,
    api::kKeySpecDiffers,  api::kIssuerDiffers,    api::kExpired,         api::kRevoked,
    api::kExpiring,        api::kRenewalSuggested, api::kRenewRequested,  api::kWaitsForTwin,
    api::kWaitsForPartner, api::kIssued,           api::kIssuedForSubset, api::kPlaceholderStored};

using Advice = std::pair<std::string_view, std::string_view>;
constexpr std::array kAdvice = {
    Advice{api::kIssuerNotFound, "create that issuer, or correct spec.issuerRef"},
    Advice{api::kIssuerNotReady, "see what its issuer says, below"},
    Advice{api::kPreflightFailed,
           "repair what the message says; `kubectl sallyport probe HOST` looks again from here"},
    Advice{api::kSidecarNotReady, "look at the sidecar's pods: `kubectl sallyport check`"},
    Advice{api::kTooManyAnswers, "look for orders that stay pending: `kubectl sallyport list -A`"},
    Advice{api::kClusterRefused, "repair the quota, policy or right that the message names"},
    Advice{api::kKeystorePasswordMissing, "create the Secret with the keystore's password"},
    Advice{api::kCaUnreachable,
           "nothing at first; if it goes on, look at the CA's status page, proxies and "
           "NetworkPolicies"},
    Advice{api::kRateLimited, "wait: asking earlier does not help"},
    Advice{api::kChallengeFailed,
           "repair what the message says, then `kubectl sallyport renew NAME`"},
    Advice{api::kOrderFailed, "repair what the message says, then `kubectl sallyport renew NAME`"},
    Advice{api::kKeyRefused, "choose another spec.privateKey.algorithm"},
    Advice{api::kCertificateRejected, "ask the CA's operator; it is ordered again by itself"},
    Advice{api::kInvalidSpec, "correct the field that the message names"},
    Advice{api::kNameNotOurs,
           "take the name off the spec, or have an administrator hand it over (docs/tenants.md)"},
    Advice{api::kNoSolver, "add a solver for the name to the issuer's spec.acme.solvers"},
    Advice{api::kRouteNotAllowed, "have allowRuleWithoutHost set in a ClusterIssuer"},
    Advice{api::kRouteNotAccepted, "change the Gateway as the message says"},
    Advice{api::kSecretNotOurs, "choose another spec.secretName, or delete that Secret"},
    Advice{api::kSecretImmutable, "delete the Secret: a new one is made"},
    Advice{api::kSecretChanged,
           "exempt Secrets with the label sallyport.dev/role from the webhook or policy, then "
           "`kubectl sallyport renew NAME`"},
    Advice{api::kPaused, "open the link in the message, then `kubectl sallyport renew NAME`"},
    Advice{api::kProfileNotOffered, "choose a profile that the CA offers, in the issuer"},
    Advice{api::kAccountKeyMissing, "create the Secret of privateKeySecretRef"},
    Advice{api::kAccountKeyInvalid, "put a readable key into the Secret of privateKeySecretRef"},
    Advice{api::kExternalAccountMissing, "create the Secret of externalAccountBinding"},
    Advice{api::kExternalAccountRequired,
           "set spec.acme.externalAccountBinding to the key that the CA gave you"},
    Advice{api::kTermsNotAgreed, "read the CA's terms, and set termsOfServiceAgreed"},
    Advice{api::kAccountRefused, "repair what the CA says in the message"},
    Advice{api::kAccountUnknown, "nothing: the account is looked up, or made again, by itself"},
    Advice{api::kAccountKeyChanging, "nothing at first; if it goes on, see what the message says"},
    Advice{api::kAccountDeactivated, "name another Secret in privateKeySecretRef"},
    Advice{api::kNotAnAcmeServer, "correct spec.acme.server"},
    Advice{api::kServerNotTrusted, "put the root of the CA's server into spec.acme.caBundle"},
    Advice{api::kServerNotAllowed,
           "have an administrator allow the address, or make a ClusterIssuer"},
};

Standing::Kind kind_of(const kube::Condition& issuing, bool ready, bool stalled) {
  if (stalled) return Standing::Kind::kStalled;
  if (issuing.status != "True") return ready ? Standing::Kind::kReady : Standing::Kind::kHindered;
  if (std::ranges::find(kCauses, issuing.reason) == kCauses.end()) return Standing::Kind::kHindered;
  return ready ? Standing::Kind::kRenewing : Standing::Kind::kIssuing;
}

bool is_true(const kube::Condition* condition) {
  return condition != nullptr && condition->status == "True";
}

}  // namespace

Standing standing_of(const api::Certificate& certificate) {
  const auto& conditions = certificate.status.conditions;
  const kube::Condition* ready = kube::find_condition(conditions, api::kReady);
  const kube::Condition* issuing = kube::find_condition(conditions, api::kIssuing);
  const bool is_ready = is_true(ready);
  if (ready == nullptr || issuing == nullptr ||
      certificate.status.observed_generation < certificate.meta.generation) {
    return {Standing::Kind::kUnseen, is_ready, "",
            "no controller has looked at it since it was changed: `kubectl sallyport check`"};
  }
  const auto kind =
      kind_of(*issuing, is_ready, is_true(kube::find_condition(conditions, api::kStalled)));
  const kube::Condition& says = kind == Standing::Kind::kReady ? *ready : *issuing;
  return {kind, is_ready, says.reason, says.message};
}

std::string_view word_of(Standing::Kind kind) {
  switch (kind) {
    case Standing::Kind::kUnseen:
      return "unseen";
    case Standing::Kind::kReady:
      return "ready";
    case Standing::Kind::kRenewing:
      return "renewing";
    case Standing::Kind::kIssuing:
      return "issuing";
    case Standing::Kind::kHindered:
      return "hindered";
    case Standing::Kind::kStalled:
      break;
  }
  return "stalled";
}

Colour colour_of(const Standing& standing) {
  if (!is_trouble(standing.kind)) return standing.ready ? Colour::kGood : Colour::kDoubtful;
  return standing.ready ? Colour::kDoubtful : Colour::kBad;
}

bool is_trouble(Standing::Kind kind) {
  return kind == Standing::Kind::kHindered || kind == Standing::Kind::kStalled;
}

std::string advice_for(std::string_view reason, const std::string& name) {
  constexpr std::string_view kPlace = "NAME";
  const auto* found = std::ranges::find(kAdvice, reason, &Advice::first);
  std::string text(found == kAdvice.end() ? "" : found->second);
  if (const std::size_t at = text.find(kPlace); at != text.npos) {
    text.replace(at, kPlace.size(), name);
  }
  return text;
}

}  // namespace kubectl
