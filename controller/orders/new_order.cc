#include "orders/new_order.h"

#include <algorithm>

#include "base/log.h"
#include "issuers/profiles.h"
#include "lifecycle/refusals.h"
#include "lifecycle/replacement.h"

namespace controller {
namespace {

// Whether it may be the certificate to be replaced that the CA does not like. CAs say so in many
// ways: alreadyReplaced, conflict, malformed, unauthorized, or an error of their own. One that says
// when to come again is about no certificate.
bool may_be_about_replaces(const acme::Error& error) {
  constexpr int kAnswers[] = {400, 401, 403, 404, 409};
  const bool about_others = error.is("rejectedIdentifier") || error.is("unsupportedIdentifier") ||
                            error.is("accountDoesNotExist");
  if (error.retry_after) return false;
  return error.status >= 500 ||
         (!about_others && std::ranges::find(kAnswers, error.status) != std::end(kAnswers));
}

}  // namespace

acme::Result<acme::Order> ask_for_order(const Pass& pass, Account& account) {
  const auto directory = account.ca->directory(pass.stop);
  if (!directory) return base::unexpected(directory.error());
  if (auto problem = profile_problem(account, *directory)) return base::unexpected(*problem);
  acme::NewOrder wanted{pass.seen.wanted, profile_of(account, *directory),
                        lifecycle::replaced_by_order(pass.seen, account.url, *directory)};
  const auto& duration = pass.seen.certificate->spec.duration;
  if (account.asks_for_duration && duration) {
    wanted.not_after = std::chrono::floor<base::Seconds>(pass.now()) + *duration;
  }
  auto order = account.ca->new_order(account.signer(), wanted, pass.stop);
  if (!order && order.error().is("invalidProfile") && !account.profile_required) {
    account.profile_refused = true;
    wanted.profile = "";
    order = account.ca->new_order(account.signer(), wanted, pass.stop);
  }
  if (!order && lifecycle::refuses_dates(order.error())) return order;
  if (order || wanted.replaces.empty() || !may_be_about_replaces(order.error())) return order;
  base::log_info("ReplacesDropped",
                 {{"certificate", pass.certificate()}, {"message", order.error().message}});
  wanted.replaces = "";
  return account.ca->new_order(account.signer(), wanted, pass.stop);
}

}  // namespace controller
