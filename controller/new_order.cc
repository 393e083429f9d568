#include "controller/new_order.h"

#include <algorithm>

#include "base/log.h"

namespace controller {
namespace {

bool has_name(const StoredCertificate& stored, const acme::Identifier& wanted) {
  const auto& names =
      wanted.type == acme::Identifier::Type::kDns ? stored.dns_names : stored.ip_addresses;
  return std::find(names.begin(), names.end(), wanted.value) != names.end();
}

// Whether it may be the certificate to be replaced that the CA does not like. CAs say so in many
// ways: alreadyReplaced, conflict, malformed, unauthorized, or an error of their own.
bool may_be_about_replaces(const acme::Error& error) {
  constexpr int kAnswers[] = {400, 401, 403, 404, 409};
  const bool about_others = error.is("rejectedIdentifier") || error.is("unsupportedIdentifier") ||
                            error.is("accountDoesNotExist");
  return error.status >= 500 ||
         (!about_others && std::ranges::find(kAnswers, error.status) != std::end(kAnswers));
}

bool is_listed(const Account& account, const acme::Directory& directory) {
  const auto& all = directory.profiles;
  return std::find(all.begin(), all.end(), account.profile) != all.end();
}

std::string list_of(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text.empty() ? "none" : text;
}

// A name that the directory does not list is never sent.
std::optional<acme::Error> profile_problem(const Account& account,
                                           const acme::Directory& directory) {
  if (account.profile.empty() || !account.profile_required) return std::nullopt;
  if (is_listed(account, directory)) return std::nullopt;
  acme::Error error;
  error.kind = acme::Error::Kind::kProblem;
  error.problem.emplace();
  error.problem->type = "invalidProfile";
  error.message = "the CA has no profile \"" + account.profile +
                  "\", but: " + list_of(directory.profiles) +
                  ": change spec.acme.profile of the issuer, or set profilePolicy to Preferred";
  return error;
}

std::string profile_of(const Account& account, const acme::Directory& directory) {
  return is_listed(account, directory) && !account.profile_refused ? account.profile : "";
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
  if (order || wanted.replaces.empty() || !may_be_about_replaces(order.error())) return order;
  base::log_info("ReplacesDropped",
                 {{"certificate", pass.certificate()}, {"message", order.error().message}});
  wanted.replaces = "";
  return account.ca->new_order(account.signer(), wanted, pass.stop);
}

}  // namespace controller
