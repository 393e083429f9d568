#include "controller/new_order.h"

#include <algorithm>

#include "base/log.h"
#include "base/text.h"
#include "controller/profiles.h"

namespace controller {
namespace {

// Whether it may be the certificate to be replaced that the CA does not like. CAs say so in many
// ways: alreadyReplaced, conflict, malformed, unauthorized, or an error of their own.
bool may_be_about_replaces(const acme::Error& error) {
  constexpr int kAnswers[] = {400, 401, 403, 404, 409};
  const bool about_others = error.is("rejectedIdentifier") || error.is("unsupportedIdentifier") ||
                            error.is("accountDoesNotExist");
  return error.status >= 500 ||
         (!about_others && std::ranges::find(kAnswers, error.status) != std::end(kAnswers));
}

}  // namespace

std::string replaced_by_order(const Observed& seen, const std::string& account_url,
                              const acme::Directory& directory) {
  const auto& stored = seen.stored;
  if (!stored || seen.renewal_info_off || directory.renewal_info.empty()) return "";
  const bool same_origin = stored->issuer == seen.asked.text() && stored->account == account_url;
  const bool common = std::any_of(seen.wanted.begin(), seen.wanted.end(),
                                  [&](const auto& name) { return has_name(*stored, name); });
  return same_origin && common ? stored->certificate_id : "";
}

bool refuses_dates(const acme::Error& error) {
  if (!error.is("malformed")) return false;
  const std::string words = base::lower(error.message);
  return words.find("notafter") != words.npos || words.find("notbefore") != words.npos;
}

acme::Result<acme::Order> ask_for_order(const Pass& pass, Account& account) {
  const auto directory = account.ca->directory(pass.stop);
  if (!directory) return base::unexpected(directory.error());
  if (auto problem = profile_problem(account, *directory)) return base::unexpected(*problem);
  acme::NewOrder wanted{pass.seen.wanted, profile_of(account, *directory),
                        replaced_by_order(pass.seen, account.url, *directory)};
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
  if (!order && refuses_dates(order.error())) return order;
  if (order || wanted.replaces.empty() || !may_be_about_replaces(order.error())) return order;
  base::log_info("ReplacesDropped",
                 {{"certificate", pass.certificate()}, {"message", order.error().message}});
  wanted.replaces = "";
  return account.ca->new_order(account.signer(), wanted, pass.stop);
}

}  // namespace controller
