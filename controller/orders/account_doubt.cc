#include "orders/account_doubt.h"

#include "pass/ca.h"

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
  return put_in_doubt(pass, *issuer, error.message);
}

}  // namespace controller
