#include "pass/ca.h"

#include "api/reasons.h"
#include "lifecycle/refusals.h"
#include "pass/record.h"

namespace controller {
namespace {

bool only_a_person_helps(const acme::Error& error) {
  for (const char* type : {"rejectedIdentifier", "unsupportedIdentifier", "userActionRequired",
                           "externalAccountRequired", "invalidProfile", "unauthorized"}) {
    if (error.is(type)) return true;
  }
  return false;
}

}  // namespace

std::string ca_of(const Pass& pass) {
  const auto& issuer = pass.issuer();
  return issuer ? Outages::ca_of(*issuer) : "";
}

base::Result<std::shared_ptr<Account>, std::string> account_of(const Pass& pass) {
  const auto& issuer = pass.issuer();
  if (!issuer) return base::unexpected(std::string("the issuer is gone"));
  return pass.world.accounts.get(*issuer, pass.stop);
}

base::LookAgain without_account(const Pass& pass, const std::string& why) {
  return wait_with(pass, {true, api::kIssuerNotReady, "account key: " + why, false},
                   base::kWhileBlocked);
}

lifecycle::Refusal refusal_of(const acme::Error& error) {
  if (lifecycle::refuses_dates(error)) {
    return {api::kInvalidSpec,
            "spec.duration: the CA takes no dates in an order (" + error.message +
                "): leave it out, or set enableDurationFeature of the issuer to false and give "
                "the annotation " +
                std::string(api::kRenewAnnotation) + " another value",
            std::nullopt, true};
  }
  if (!error.unpause.empty() && !error.retry_after) {
    return {api::kPaused,
            error.message + "; once it is opened, another value of the annotation " +
                std::string(api::kRenewAnnotation) + " has it tried at once",
            std::nullopt, true, error.unpause};
  }
  const std::string_view reason = error.is("rateLimited")      ? api::kRateLimited
                                  : error.is("invalidProfile") ? api::kProfileNotOffered
                                  : error.is_trouble()         ? api::kCaUnreachable
                                                               : api::kOrderFailed;
  return {reason, error.message, error.retry_after, only_a_person_helps(error), error.unpause};
}

}  // namespace controller
