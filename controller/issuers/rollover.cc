#include "issuers/rollover.h"

#include <algorithm>

#include "api/reasons.h"
#include "base/log.h"
#include "issuers/issuer_status.h"
#include "lifecycle/refusals.h"

namespace controller {
namespace {

Refused in_doubt(const acme::Error& error) {
  return {api::kAccountKeyChanging,
          error.message + ": both keys are kept until the CA has said which is the account's",
          false, false, error.retry_after};
}

bool is_of(const api::Certificate& certificate, const api::Issuer& issuer) {
  const api::IssuerRef& ref = certificate.asked_last();
  return ref.name == issuer.meta.name && ref.kind == issuer.resource().kind &&
         (issuer.cluster_scoped || certificate.meta.namespace_ == issuer.meta.namespace_);
}

// A key is not changed for it, whatever its form: a page, a 409 (RFC 8555 section 7.3.5), or that
// the CA does not offer it.
bool refuses_change(const acme::Error& error) {
  const bool is_4xx = error.status >= 400 && error.status < 500 && error.status != 429;
  const bool is_offered = error.status != 0 || error.kind != acme::Error::Kind::kProtocol;
  return lifecycle::is_no(error) || (is_4xx && !error.is("badNonce")) || !is_offered;
}

}  // namespace

bool has_orders(const IssuerDesk& desk, const api::Issuer& issuer) {
  return std::ranges::any_of(desk.stores.certificates.all(), [&](const auto& one) {
    return one->status.order && is_of(*one, issuer) && desk.proves_names(*one);
  });
}

base::Result<Rollover::Ended, Refused> Rollover::change(bool may_begin) {
  const auto there = read();
  if (!there) return base::unexpected(there.error());
  if (!*there) return Ended{nullptr, "the Secret with the account's key is gone"};
  if (keys_->next) {
    const auto changed = is_changed();
    if (!changed) return base::unexpected(changed.error());
    return *changed ? take_next() : ask();
  }
  if (keys_->served == issuer_.rollover_request()) {
    auto account = with(keys_->current);
    if (!account) return base::unexpected(account.error());
    return Ended{*std::move(account), ""};
  }
  if (!may_begin) return Ended{nullptr, ""};
  records::AccountKeys both = *keys_;
  both.next = crypto::PrivateKey::generate(keys_->current.spec());
  if (const auto written = write(std::move(both)); !written) {
    return base::unexpected(written.error());
  }
  return ask();
}

base::Result<Rollover::Ended, Refused> Rollover::settle() {
  const auto there = read();
  if (!there) return base::unexpected(there.error());
  if (!*there || !keys_->next) return Ended{nullptr, ""};
  const auto changed = is_changed();
  if (!changed) return base::unexpected(changed.error());
  return *changed ? take_next() : keep_current("it was not asked for any more");
}

base::Result<bool, Refused> Rollover::read() {
  const kube::ObjectKey name{desk_.accounts.secret_namespace(issuer_),
                             issuer_.spec.account_key.name};
  const auto secret = desk_.cluster.get(kube::kSecrets, name, stop_);
  if (!secret && secret.error().kind == kube::Error::Kind::kNotFound) return false;
  if (!secret) return base::unexpected(Refused{api::kAccountKeyMissing, secret.error().message});
  auto keys = records::read_account_keys(*secret, issuer_.spec.account_key.key);
  if (!keys) return base::unexpected(unreadable_account_key(name, keys.error()));
  secret_ = *secret;
  keys_ = *std::move(keys);
  return true;
}

base::Result<void, Refused> Rollover::write(records::AccountKeys keys) {
  const auto answer = desk_.cluster.apply(
      kube::kSecrets, kube::read_meta(secret_).key(),
      records::changed_account_secret(secret_, issuer_.spec.account_key.key, keys), kube::forced(),
      stop_);
  if (!answer) return base::unexpected(Refused{api::kAccountKeyChanging, answer.error().message});
  secret_ = *answer;
  keys_ = std::move(keys);
  return {};
}

base::Result<std::shared_ptr<Account>, Refused> Rollover::with(
    const crypto::PrivateKey& key) const {
  try {
    auto account = desk_.accounts.connect(issuer_, key);
    account->url = issuer_.status.account_url;
    return account;
  } catch (const std::runtime_error& e) {
    return base::unexpected(unreadable_ca_bundle(e.what()));
  }
}

base::Result<bool, Refused> Rollover::is_changed() {
  const auto account = with(*keys_->next);
  if (!account) return base::unexpected(account.error());
  const auto found = (*account)->ca->find_account((*account)->key, stop_);
  if (found) return issuer_.status.account_url.empty() || found->url == issuer_.status.account_url;
  if (lifecycle::is_no(found.error())) return false;
  return base::unexpected(in_doubt(found.error()));
}

base::Result<Rollover::Ended, Refused> Rollover::ask() {
  const auto account = with(keys_->current);
  if (!account) return base::unexpected(account.error());
  const auto done = (*account)->ca->change_key((*account)->signer(), *keys_->next, stop_);
  if (done) return take_next();
  if (!refuses_change(done.error())) return base::unexpected(in_doubt(done.error()));
  // A page may be a proxy's, after the CA has changed the key.
  const auto changed =
      lifecycle::is_no(done.error()) ? base::Result<bool, Refused>(false) : is_changed();
  if (!changed) return base::unexpected(changed.error());
  return *changed ? take_next() : keep_current(done.error().message);
}

base::Result<Rollover::Ended, Refused> Rollover::take_next() {
  const crypto::PrivateKey key = *keys_->next;
  const auto written = write({key, std::nullopt, issuer_.rollover_request()});
  if (!written) return base::unexpected(written.error());
  auto account = with(key);
  if (!account) return base::unexpected(account.error());
  base::log_info(api::kAccountKeyChanged,
                 {{"issuer", name_of(issuer_)}, {"account", (*account)->url}});
  return Ended{*std::move(account), ""};
}

base::Result<Rollover::Ended, Refused> Rollover::keep_current(const std::string& why) {
  const auto written = write({keys_->current, std::nullopt, keys_->served});
  if (!written) return base::unexpected(written.error());
  base::log_warning(api::kAccountKeyKept, {{"issuer", name_of(issuer_)}, {"message", why}});
  return Ended{nullptr, why};
}

}  // namespace controller
