#include "orders/account_doubt.h"

#include "api/reasons.h"
#include "base/log.h"
#include "issuers/issuer_status.h"

namespace controller {
namespace {

// By what the CA says of the account's key now. One that cannot be asked has not said so.
bool is_gone(const Account& account, std::stop_token stop) {
  const auto found = account.ca->find_account(account.key, stop);
  if (!found) return doubts_account(found.error());
  return found->status != "valid" || found->url != account.url;
}

}  // namespace

bool doubts_account(const acme::Error& error) {
  return error.is("accountDoesNotExist") || error.is("unauthorized");
}

bool look_up_anew(const Pass& pass, const acme::Error& error) {
  // As it is now: the CA was asked in between.
  const auto issuer = pass.world.stores.issuer(pass.meta().namespace_, pass.seen.asked);
  const auto account = issuer ? pass.world.accounts.kept(*issuer) : nullptr;
  if (!account || !issuer->ready() || !pass.world.accounts.doubt(*issuer)) return false;
  if (!is_gone(*account, pass.stop)) return false;
  api::Issuer next = *issuer;
  put_condition(next, api::kReady, false, api::kAccountUnknown,
                "looking the account up: " + error.message, pass.world.clock.wall_now());
  base::log_warning(api::kAccountUnknown, {{"issuer", name_of(next)}, {"message", error.message}});
  const auto written = write_issuer(pass.world.issuer_desk(), next, pass.stop);
  if (!written) {
    base::log_warning(api::kClusterRefused,
                      {{"issuer", name_of(next)}, {"message", written.error().message}});
  }
  return written.has_value();
}

}  // namespace controller
