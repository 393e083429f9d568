#include "controller/issuers.h"

#include <algorithm>

#include "api/reasons.h"
#include "base/backoff.h"
#include "base/base64.h"
#include "base/log.h"
#include "wire/time.h"

namespace controller {
namespace {

constexpr std::size_t kLongestMessage = 4000;
constexpr base::Backoff kRetry{base::Seconds(5), std::chrono::minutes(10)};

std::string name_of(const api::Issuer& issuer) {
  return std::string(issuer.resource().kind) + " " + issuer.meta.key().text();
}

std::vector<std::string> contact_of(const api::Issuer& issuer) {
  if (issuer.spec.email.empty()) return {};
  return {"mailto:" + issuer.spec.email};
}

// The MAC key as CAs hand it out: base64url, sometimes with padding, sometimes plain base64.
std::optional<std::string> decode_mac_key(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  if (auto plain = base::from_base64(text)) return plain;
  while (text.ends_with('=')) text.pop_back();
  return base::from_base64url(text);
}

void put(api::Issuer& issuer, std::string_view type, bool holds, std::string_view reason,
         const std::string& message, base::WallTime now) {
  kube::set_condition(issuer.status.conditions,
                      {std::string(type),
                       holds ? "True" : "False",
                       std::string(reason),
                       message,
                       issuer.meta.generation,
                       {}},
                      now);
}

}  // namespace

LookAgain Issuers::reconcile(const api::Issuer& issuer, std::stop_token stop) {
  if (issuer.meta.deleting || issuer.ready()) return std::nullopt;
  const base::WallTime now = world_.clock.wall_now();
  const auto waits = attempts_.with([&](auto& all) -> LookAgain {
    const auto found = all.find(issuer.meta.uid);
    const bool same = found != all.end() && found->second.generation == issuer.meta.generation;
    return same && found->second.next_try > now ? LookAgain(found->second.next_try - now)
                                                : std::nullopt;
  });
  if (waits) return waits;
  const auto url = account_url(issuer, stop);
  if (stop.stop_requested()) return std::nullopt;
  return url ? report_ready(issuer, *url, stop) : report_refusal(issuer, url.error(), stop);
}

base::Result<std::string, Issuers::Refused> Issuers::account_url(const api::Issuer& issuer,
                                                                 std::stop_token stop) {
  auto key = account_key(issuer, stop);
  if (!key) return base::unexpected(key.error());
  std::shared_ptr<Account> account;
  try {
    account = world_.accounts.connect(issuer, *std::move(key));
  } catch (const std::runtime_error& e) {
    return base::unexpected(
        Refused{api::kInvalidSpec, std::string("spec.acme.caBundle: ") + e.what(), true});
  }
  const auto directory = account->ca->directory(stop);
  if (!directory) return base::unexpected(no_directory(directory.error()));
  auto url = register_account(issuer, *account, stop);
  if (!url) return url;
  account->url = *url;
  world_.accounts.keep(issuer, std::move(account));
  return url;
}

Issuers::Refused Issuers::no_directory(const acme::Error& error) {
  const std::string what = "spec.acme.server: " + error.message;
  switch (error.kind) {
    case acme::Error::Kind::kFenced:
      return {api::kServerNotAllowed,
              what +
                  ": let an administrator allow that range (--allow-private-addresses), or make "
                  "a ClusterIssuer"};
    case acme::Error::Kind::kNetwork:
    case acme::Error::Kind::kStopped:
      return {api::kCaUnreachable, what};
    case acme::Error::Kind::kProtocol:
    case acme::Error::Kind::kProblem:
      break;
  }
  return {api::kNotAnAcmeServer, what};
}

base::Result<crypto::PrivateKey, Issuers::Refused> Issuers::account_key(const api::Issuer& issuer,
                                                                        std::stop_token stop) {
  const kube::ObjectKey name{world_.accounts.secret_namespace(issuer),
                             issuer.spec.account_key.name};
  const auto secret = world_.cluster.get(kube::kSecrets, name, stop);
  if (!secret && secret.error().kind == kube::Error::Kind::kNotFound) {
    return make_account_key(issuer, name, stop);
  }
  if (!secret) return base::unexpected(Refused{api::kAccountKeyMissing, secret.error().message});
  auto key = read_key(*secret, issuer.spec.account_key.key);
  if (!key) {
    return base::unexpected(
        Refused{api::kAccountKeyInvalid, "account key, Secret " + name.text() + ": " + key.error() +
                                             ": delete the Secret to have a new account made"});
  }
  return *std::move(key);
}

base::Result<crypto::PrivateKey, Issuers::Refused> Issuers::make_account_key(
    const api::Issuer& issuer, const kube::ObjectKey& name, std::stop_token stop) {
  if (issuer.spec.disable_account_key_generation) {
    return base::unexpected(
        Refused{api::kAccountKeyMissing, "Secret " + name.text() +
                                             " with the account key does not exist, and "
                                             "disableAccountKeyGeneration is set: create it"});
  }
  auto key = crypto::PrivateKey::generate({});
  const auto made = world_.cluster.create(
      kube::kSecrets, name, account_key_secret(name, issuer.spec.account_key.key, key), stop);
  if (!made) return base::unexpected(Refused{api::kAccountKeyMissing, made.error().message});
  base::log_info("AccountKeyCreated", {{"issuer", name_of(issuer)}, {"secret", name.text()}});
  return key;
}

base::Result<acme::NewAccount, Issuers::Refused> Issuers::new_account(const api::Issuer& issuer,
                                                                      std::stop_token stop) {
  acme::NewAccount wanted{contact_of(issuer), std::nullopt};
  if (!issuer.spec.external_account) return wanted;
  const auto& binding = *issuer.spec.external_account;
  const kube::ObjectKey name{world_.accounts.secret_namespace(issuer), binding.key.name};
  const auto refuse = [&](const std::string& why) {
    return base::unexpected(
        Refused{api::kExternalAccountMissing, "externalAccountBinding, Secret " + name.text() +
                                                  ": " + why + ": put the CA's MAC key there"});
  };
  const auto secret = world_.cluster.get(kube::kSecrets, name, stop);
  if (!secret) return refuse(secret.error().message);
  const auto text = base::from_base64(secret->object("data").text_or(binding.key.key, ""));
  if (!text || text->empty()) return refuse("it has no " + binding.key.key);
  const auto mac_key = decode_mac_key(*text);
  if (!mac_key) return refuse(binding.key.key + " is not base64url");
  wanted.external_account = acme::ExternalAccount{binding.key_id, base::Secret(*mac_key)};
  return wanted;
}

base::Result<std::string, Issuers::Refused> Issuers::register_account(const api::Issuer& issuer,
                                                                      const Account& account,
                                                                      std::stop_token stop) {
  const auto refusal = [](const acme::Error& error) {
    const bool network = error.kind == acme::Error::Kind::kNetwork;
    return base::unexpected(
        Refused{network ? api::kCaUnreachable : api::kAccountRefused, error.message,
                error.is("externalAccountRequired") || error.is("userActionRequired")});
  };
  const auto found = account.ca->find_account(account.key, stop);
  if (found) {
    if (found->contact != contact_of(issuer)) {
      const auto updated =
          account.ca->update_contact({account.key, found->url}, contact_of(issuer), stop);
      if (!updated) return refusal(updated.error());
    }
    return found->url;
  }
  if (!found.error().is("accountDoesNotExist")) return refusal(found.error());
  const auto wanted = new_account(issuer, stop);
  if (!wanted) return base::unexpected(wanted.error());
  const auto made = account.ca->new_account(account.key, *wanted, stop);
  if (!made) return refusal(made.error());
  return made->url;
}

LookAgain Issuers::report_ready(const api::Issuer& issuer, const std::string& url,
                                std::stop_token stop) {
  attempts_.with([&](auto& all) { all.erase(issuer.meta.uid); });
  api::Issuer next = issuer;
  const base::WallTime now = world_.clock.wall_now();
  next.status.observed_generation = issuer.meta.generation;
  next.status.account_url = url;
  put(next, api::kReady, true, api::kAccountRegistered, "account " + url, now);
  put(next, api::kStalled, false, api::kAccountRegistered, "nothing for a person to do", now);
  base::log_info(api::kAccountRegistered, {{"issuer", name_of(issuer)}, {"account", url}});
  return write(next, stop);
}

LookAgain Issuers::report_refusal(const api::Issuer& issuer, const Refused& refused,
                                  std::stop_token stop) {
  const base::WallTime now = world_.clock.wall_now();
  const base::WallTime next_try = attempts_.with([&](auto& all) {
    Attempts& attempts = all[issuer.meta.uid];
    if (attempts.generation != issuer.meta.generation) attempts.failures = 0;
    attempts.generation = issuer.meta.generation;
    attempts.next_try = now + kRetry.after(++attempts.failures, random_source());
    return attempts.next_try;
  });
  const std::string message = kube::cut(refused.message, kLongestMessage - 100) + "; next try at " +
                              wire::write_time(next_try);
  api::Issuer next = issuer;
  next.status.observed_generation = issuer.meta.generation;
  put(next, api::kReady, false, refused.reason, message, now);
  put(next, api::kStalled, refused.stalled, refused.reason,
      refused.stalled ? message : "nothing for a person to do", now);
  base::log_warning(
      "IssuerNotReady",
      {{"issuer", name_of(issuer)}, {"reason", std::string(refused.reason)}, {"message", message}});
  const LookAgain again = write(next, stop);
  return again && *again > kNow ? again : LookAgain(next_try - now);
}

LookAgain Issuers::write(const api::Issuer& issuer, std::stop_token stop) {
  kube::ApplyOptions options;
  options.force = true;
  options.subresource = "status";
  const auto answer = world_.cluster.apply(issuer.resource(), issuer.meta.key(),
                                           api::write_status(issuer), options, stop);
  if (!answer) {
    if (answer.error().kind == kube::Error::Kind::kConflict) return kAfterConflict;
    base::log_warning("ClusterRefused",
                      {{"issuer", name_of(issuer)}, {"message", answer.error().message}});
    return base::Seconds(2);
  }
  if (issuer.cluster_scoped) {
    world_.stores.cluster_issuers.put(api::read_cluster_issuer(*answer));
  } else {
    world_.stores.issuers.put(api::read_issuer(*answer));
  }
  return kNow;
}

}  // namespace controller
