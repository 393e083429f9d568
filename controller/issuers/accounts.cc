#include "issuers/accounts.h"

#include <algorithm>

#include "base/bounded.h"
#include "records/labels.h"
#include "records/secret_seen.h"
#include "settings/version.h"

namespace controller {
namespace {

constexpr base::Millis kStaysGone = std::chrono::minutes(1);
constexpr base::Millis kBelieved = std::chrono::minutes(10);
// A client with its roots is megabytes at worst. One that was dropped is made again when needed.
constexpr std::size_t kMostAccounts = 10'000;

// Questions about one order: so that a hundred names take hardly longer than one; and of a CA that
// a tenant has chosen, what is enough for the few names of most Certificates.
constexpr std::size_t kAtOnce = 50;
constexpr std::size_t kAtOnceForTenants = 10;

// Bytes of answers, of the 256 MiB that the container has. One namespace is let have as much as one
// of its orders needs; eight such together.
constexpr std::size_t kAnswers = 64 * acme::kAnswerCost;
constexpr std::size_t kAnswersToTenant = kAtOnceForTenants * acme::kAnswerCost;
constexpr std::size_t kAnswersToTenants = 8 * kAnswersToTenant;

}  // namespace

Accounts::Accounts(kube::Client& cluster, const base::Clock& clock, std::string system_namespace,
                   acme::Observer observer, preflight::Fence fence, MakeHttp make_http)
    : cluster_(cluster),
      clock_(clock),
      system_namespace_(std::move(system_namespace)),
      observer_(std::move(observer)),
      fence_(std::move(fence)),
      make_http_(std::move(make_http)),
      answers_(kAnswers, kAtOnce * acme::kAnswerCost),
      answers_to_tenants_(kAnswersToTenants, kAnswersToTenant) {}

std::string Accounts::secret_namespace(const api::Issuer& issuer) const {
  return issuer.cluster_scoped ? system_namespace_ : issuer.meta.namespace_;
}

std::shared_ptr<Account> Accounts::connect(const api::Issuer& issuer,
                                           crypto::PrivateKey key) const {
  auto account = std::make_shared<Account>(std::move(key));
  account->profile = issuer.spec.profile;
  account->profile_required = issuer.spec.profile_required;
  account->preferred_chain = issuer.spec.preferred_chain;
  account->asks_for_duration = issuer.spec.enable_duration;
  account->at_once = issuer.cluster_scoped ? kAtOnce : kAtOnceForTenants;
  http::ClientOptions options;
  options.ca_pem = issuer.spec.ca_bundle_pem;
  options.user_agent = settings::user_agent(records::kControllerName);
  if (!issuer.cluster_scoped) {
    options.fence = [fence = fence_](const std::string& address, std::uint16_t port) {
      return fence.refusal(address, port);
    };
  }
  account->http = make_http_(std::move(options));
  account->ca = std::make_unique<acme::Client>(*account->http, clock_, issuer.spec.server,
                                               options_for(issuer));
  return account;
}

acme::Options Accounts::options_for(const api::Issuer& issuer) const {
  return {.observer = observer_,
          .origins = issuer.spec.allowed_origins,
          .budget = issuer.cluster_scoped ? &answers_ : &answers_to_tenants_,
          .sharer = issuer.cluster_scoped ? issuer.meta.uid : issuer.meta.namespace_};
}

void Accounts::keep(const api::Issuer& issuer, std::shared_ptr<Account> account) {
  gone_.with([&](auto& gone) { gone.erase(issuer.meta.uid); });
  by_uid_.with([&](auto& accounts) {
    base::make_room(accounts, issuer.meta.uid, kMostAccounts);
    accounts[issuer.meta.uid] = Kept{issuer.meta.generation, std::move(account)};
  });
}

bool Accounts::doubt(const api::Issuer& issuer) {
  const base::MonoTime now = clock_.mono_now();
  return doubted_.with([&](auto& doubted) {
    base::make_room(doubted, issuer.meta.uid, kMostAccounts);
    const auto [last, first] = doubted.try_emplace(issuer.meta.uid, now);
    if (!first && now - last->second < kBelieved) return false;
    last->second = now;
    return true;
  });
}

bool Accounts::stays_gone(const api::Issuer& issuer) {
  const base::MonoTime now = clock_.mono_now();
  return gone_.with([&](auto& gone) {
    base::make_room(gone, issuer.meta.uid, kMostAccounts);
    return now - gone.try_emplace(issuer.meta.uid, now).first->second >= kStaysGone;
  });
}

void Accounts::forget(const std::string& uid) {
  gone_.with([&](auto& gone) { gone.erase(uid); });
  by_uid_.with([&](auto& accounts) { accounts.erase(uid); });
  doubted_.with([&](auto& doubted) { doubted.erase(uid); });
}

std::size_t Accounts::size() const {
  const auto count = [](const auto& all) { return all.size(); };
  return std::max(by_uid_.with(count), doubted_.with(count));
}

std::shared_ptr<Account> Accounts::kept(const api::Issuer& issuer) const {
  return by_uid_.with([&](const auto& accounts) -> std::shared_ptr<Account> {
    const auto found = accounts.find(issuer.meta.uid);
    const bool good = found != accounts.end() &&
                      found->second.generation == issuer.meta.generation &&
                      found->second.account->url == issuer.status.account_url;
    return good ? found->second.account : nullptr;
  });
}

base::Result<std::shared_ptr<Account>, NoAccount> Accounts::get(const api::Issuer& issuer,
                                                                std::stop_token stop) {
  if (auto here = kept(issuer)) return here;
  const kube::ObjectKey name{secret_namespace(issuer), issuer.spec.account_key.name};
  const auto secret = cluster_.get(kube::kSecrets, name, stop);
  if (!secret) {
    return base::unexpected(
        NoAccount{secret.error().message, secret.error().kind == kube::Error::Kind::kNotFound});
  }
  auto key = records::read_key(*secret, issuer.spec.account_key.key);
  if (!key) return base::unexpected(NoAccount{"Secret " + name.text() + ": " + key.error()});
  auto account = connect(issuer, *std::move(key));
  account->url = issuer.status.account_url;
  keep(issuer, account);
  return account;
}

}  // namespace controller
