#include "issuers/registration.h"

#include <algorithm>
#include <array>

#include "api/reasons.h"
#include "base/base64.h"
#include "base/log.h"
#include "base/words.h"
#include "issuers/issuer_status.h"
#include "lifecycle/retry.h"
#include "records/account_secret.h"
#include "records/secret_seen.h"

namespace controller {
namespace {

constexpr std::string_view kToTryAgain =
    "; it is tried again when the issuer is changed, or its annotation sallyport.dev/renew";

constexpr std::string_view kForCustomers =
    "the CA makes accounts for its customers only: set spec.acme.externalAccountBinding to the key "
    "that it gave you";

std::vector<std::string> contact_of(const api::Issuer& issuer) {
  if (issuer.spec.email.empty()) return {};
  return {"mailto:" + issuer.spec.email};
}

// The MAC key as CAs hand it out: base64url, sometimes with padding, sometimes plain base64, and
// as people store it: with a line's end.
std::optional<std::string> decode_mac_key(std::string text) {
  std::erase_if(text, [](char c) { return c == '\n' || c == '\r' || c == ' ' || c == '\t'; });
  if (text.empty()) return std::nullopt;
  if (auto plain = base::from_base64(text)) return plain;
  while (text.ends_with('=')) text.pop_back();
  return base::from_base64url(text);
}

bool is_about_contact(const acme::Error& error) {
  return error.is("invalidContact") || error.is("unsupportedContact");
}

Refused no_directory(const acme::Error& error, bool has_bundle) {
  const std::string what = "spec.acme.server: " + error.message;
  if (error.untrusted) {
    return {api::kServerNotTrusted,
            what + (has_bundle ? ": no certificate in spec.acme.caBundle is its root: correct it"
                               : ": if the CA is your own, put its root certificate into "
                                 "spec.acme.caBundle")};
  }
  if (error.kind == acme::Error::Kind::kFenced) {
    return {api::kServerNotAllowed,
            what +
                ": let an administrator allow it (--allow-private-addresses, --deny-addresses), "
                "or make a ClusterIssuer"};
  }
  const bool is_page = error.kind == acme::Error::Kind::kTrouble && error.status < 500;
  if (is_page) return {api::kNotAnAcmeServer, what + ": name the URL of the CA's directory"};
  return {lifecycle::reason_of(error, api::kNotAnAcmeServer), what, false, false,
          error.retry_after};
}

// A key for the first algorithm of ours that the CA takes, after it has refused ES256.
std::optional<crypto::KeySpec> key_spec_for(const acme::Error& error) {
  struct Known {
    std::string_view algorithm;
    crypto::KeySpec spec;
  };
  constexpr std::array<Known, 3> kKnown = {{{"ES384", {crypto::Algorithm::kEcdsa, 384}},
                                            {"ES512", {crypto::Algorithm::kEcdsa, 521}},
                                            {"RS256", {crypto::Algorithm::kRsa, 2048}}}};
  if (!error.is("badSignatureAlgorithm")) return std::nullopt;
  const auto& taken = error.problem->algorithms;
  for (const Known& known : kKnown) {
    if (std::ranges::find(taken, known.algorithm) != taken.end()) return known.spec;
  }
  return std::nullopt;
}

Refused about_secret(std::string_view reason, const std::string& what, const kube::ObjectKey& name,
                     const std::string& why) {
  return {reason, what + ", Secret " + name.text() + ": " + why};
}

}  // namespace

Refused refusal_by_ca(const acme::Error& error) {
  using Kind = acme::Error::Kind;
  if (error.kind == Kind::kNotTaken || error.kind == Kind::kFenced)
    return {api::kServerNotAllowed, error.message};
  const std::string_view reason = lifecycle::reason_of(error, api::kAccountRefused);
  Refused refused{reason, error.message, false, false, error.retry_after};
  if (reason != api::kAccountRefused) return refused;
  if (error.is("externalAccountRequired")) {
    return {api::kExternalAccountRequired, error.message + ": " + std::string(kForCustomers), true,
            true};
  }
  if (error.is("badSignatureAlgorithm")) {
    refused.message +=
        ": the account's key is of a kind that the CA does not take: give another Secret in "
        "privateKeySecretRef";
  }
  for (const char* type : {"userActionRequired", "agreementRequired", "unauthorized",
                           "badSignatureAlgorithm", "badPublicKey"}) {
    refused.permanent = refused.permanent || error.is(type);
  }
  refused.stalled = refused.permanent || is_about_contact(error);
  if (refused.permanent) refused.message += kToTryAgain;
  return refused;
}

Refused account_is_lost(const std::string& why) {
  return {api::kAccountDeactivated,
          why +
              ": the account is of no use any more; name a Secret that does not exist yet in "
              "privateKeySecretRef, and a new account is made",
          true, true};
}

Refused unreadable_account_key(const kube::ObjectKey& secret, const std::string& why) {
  return about_secret(api::kAccountKeyInvalid, "account key", secret,
                      why +
                          ": put the key there, as PEM, or name its place in "
                          "privateKeySecretRef.key; to have a new account made, delete the Secret");
}

Refused unreadable_ca_bundle(const std::string& why) {
  return {api::kInvalidSpec,
          why +
              ": put the root certificate of the CA's server into spec.acme.caBundle, as PEM in "
              "base64",
          true};
}

base::Result<Registered, Refused> Registration::registered() {
  const auto stored = stored_key();
  if (!stored) return base::unexpected(stored.error());
  if (*stored) return with_stored_key(**stored);
  auto account = with_new_key();
  if (!account) return base::unexpected(account.error());
  if (*account) return made(*std::move(account));
  const auto came_first = stored_key();
  if (!came_first) return base::unexpected(came_first.error());
  if (*came_first) return with_stored_key(**came_first);
  return base::unexpected(
      Refused{api::kAccountKeyMissing, "Secret " + secret_name().text() + " came and went"});
}

kube::ObjectKey Registration::secret_name() const {
  return {desk_.accounts.secret_namespace(issuer_), issuer_.spec.account_key.name};
}

base::Result<std::optional<crypto::PrivateKey>, Refused> Registration::stored_key() {
  using Key = std::optional<crypto::PrivateKey>;
  const kube::ObjectKey name = secret_name();
  const auto secret = desk_.cluster.get(kube::kSecrets, name, stop_);
  if (!secret && secret.error().kind == kube::Error::Kind::kNotFound) {
    if (!issuer_.spec.disable_account_key_generation) return Key();
    return base::unexpected(
        Refused{api::kAccountKeyMissing, "Secret " + name.text() +
                                             " with the account key does not exist, and "
                                             "disableAccountKeyGeneration is set: create it"});
  }
  if (!secret) return base::unexpected(Refused{api::kAccountKeyMissing, secret.error().message});
  auto keys = records::read_account_keys(*secret, issuer_.spec.account_key.key);
  if (keys) return Key(std::move(keys->current));
  return base::unexpected(unreadable_account_key(name, keys.error()));
}

base::Result<std::shared_ptr<Account>, Refused> Registration::connected(
    crypto::PrivateKey key, acme::Directory& directory) {
  std::shared_ptr<Account> account;
  try {
    account = desk_.accounts.connect(issuer_, std::move(key));
  } catch (const std::runtime_error& e) {
    return base::unexpected(unreadable_ca_bundle(e.what()));
  }
  const auto told = account->ca->directory(stop_);
  if (!told)
    return base::unexpected(no_directory(told.error(), !issuer_.spec.ca_bundle_pem.empty()));
  directory = *told;
  return account;
}

// What needs no question to the CA.
std::optional<Refused> Registration::why_not_new(const acme::Directory& directory) const {
  if (!issuer_.spec.terms_agreed && !directory.terms_of_service.empty()) {
    return Refused{
        api::kTermsNotAgreed,
        "the CA has terms of service, and spec.acme.termsOfServiceAgreed is false: read " +
            directory.terms_of_service + ", and set it to true if you agree",
        true, true};
  }
  if (directory.external_account_required && !issuer_.spec.external_account) {
    return Refused{api::kExternalAccountRequired, std::string(kForCustomers), true, true};
  }
  return std::nullopt;
}

base::Result<std::shared_ptr<Account>, Refused> Registration::with_new_key() {
  acme::Directory directory;
  auto account = connected(crypto::PrivateKey::generate({}), directory);
  if (!account) return account;
  if (const auto why = why_not_new(directory)) return base::unexpected(*why);
  // A new key has no account: asked for it, the CA says whether it takes such keys at all.
  auto found = find(**account);
  if (const auto other = found ? std::nullopt : key_spec_for(found.error())) {
    account = connected(crypto::PrivateKey::generate(*other), directory);
    if (!account) return account;
    found = find(**account);
  }
  if (!found && !found.error().is("accountDoesNotExist")) {
    return base::unexpected(refusal_by_ca(found.error()));
  }
  const auto stored = store((*account)->key);
  if (!stored) return base::unexpected(stored.error());
  return *stored ? *std::move(account) : nullptr;
}

acme::Result<acme::Account> Registration::find(Account& account) {
  return account.ca->find_account(account.key, stop_);
}

base::Result<bool, Refused> Registration::store(const crypto::PrivateKey& key) {
  const kube::ObjectKey name = secret_name();
  const auto made = desk_.cluster.create(
      kube::kSecrets, name, records::account_secret(name, issuer_.spec.account_key.key, {key}),
      stop_);
  if (!made && made.error().kind == kube::Error::Kind::kAlreadyExists) return false;
  if (!made) return base::unexpected(Refused{api::kAccountKeyMissing, made.error().message});
  base::log_info("AccountKeyCreated", {{"issuer", name_of(issuer_)}, {"secret", name.text()}});
  return true;
}

base::Result<Registered, Refused> Registration::with_stored_key(crypto::PrivateKey key) {
  acme::Directory directory;
  auto account = connected(std::move(key), directory);
  if (!account) return base::unexpected(account.error());
  const auto found = find(**account);
  if (found) {
    if (found->status != "valid")
      return base::unexpected(account_is_lost("the CA says " + found->status));
    const auto note = kept_contact(**account, *found);
    if (!note) return base::unexpected(note.error());
    (*account)->url = found->url;
    return Registered{*std::move(account), *note};
  }
  if (found.error().is("unauthorized"))
    return base::unexpected(account_is_lost(found.error().message));
  if (!found.error().is("accountDoesNotExist")) {
    return base::unexpected(refusal_by_ca(found.error()));
  }
  if (const auto why = why_not_new(directory)) return base::unexpected(*why);
  return made(*std::move(account));
}

base::Result<std::string, Refused> Registration::kept_contact(const Account& account,
                                                              const acme::Account& found) {
  const auto contact = contact_of(issuer_);
  if (found.contact == contact) return std::string();
  const auto updated = account.ca->update_contact({account.key, found.url}, contact, stop_);
  if (updated) return std::string();
  if (is_about_contact(updated.error()) && !issuer_.spec.email_required) {
    return "spec.acme.email is not used: " + updated.error().message;
  }
  return base::unexpected(refusal_by_ca(updated.error()));
}

base::Result<acme::NewAccount, Refused> Registration::wanted() {
  acme::NewAccount wanted{contact_of(issuer_), std::nullopt, issuer_.spec.terms_agreed};
  if (!issuer_.spec.external_account) return wanted;
  const auto& binding = *issuer_.spec.external_account;
  const kube::ObjectKey name{desk_.accounts.secret_namespace(issuer_), binding.key.name};
  const auto refuse = [&](const std::string& why) {
    return base::unexpected(about_secret(api::kExternalAccountMissing, "externalAccountBinding",
                                         name, why + ": put the CA's MAC key there"));
  };
  const auto secret = desk_.cluster.get(kube::kSecrets, name, stop_);
  const bool is_gone = !secret && secret.error().kind == kube::Error::Kind::kNotFound;
  if (!secret) return refuse(is_gone ? "it does not exist" : secret.error().message);
  const base::Secret text(records::data_of(*secret, binding.key.key));
  if (text.empty()) return refuse("it has no " + binding.key.key);
  const auto mac_key = decode_mac_key(text.reveal());
  if (!mac_key) return refuse(binding.key.key + " is not base64url");
  wanted.external_account = acme::ExternalAccount{binding.key_id, base::Secret(*mac_key)};
  return wanted;
}

// Some CAs say with a general type that they want an address (RFC 8555 section 7.3 has none for
// it).
Refused Registration::refused_account(const acme::Error& error) const {
  Refused refused = refusal_by_ca(error);
  if (!error.is("malformed") || !issuer_.spec.email.empty()) return refused;
  if (!base::says_one_of(error.problem->detail, {"contact", "email", "e-mail"})) return refused;
  refused.stalled = refused.permanent = true;
  refused.message = error.message + ": set spec.acme.email" + std::string(kToTryAgain);
  return refused;
}

base::Result<Registered, Refused> Registration::made(std::shared_ptr<Account> account) {
  auto wanted = this->wanted();
  if (!wanted) return base::unexpected(wanted.error());
  auto made = account->ca->new_account(account->key, *wanted, stop_);
  std::string note;
  const bool without = !made && is_about_contact(made.error()) && !issuer_.spec.email_required;
  if (without) {
    note = "spec.acme.email is not used: " + made.error().message;
    wanted->contact.clear();
    made = account->ca->new_account(account->key, *wanted, stop_);
  }
  if (!made) return base::unexpected(refused_account(made.error()));
  if (made->status != "valid")
    return base::unexpected(account_is_lost("the CA says " + made->status));
  account->url = made->url;
  return Registered{std::move(account), note};
}

}  // namespace controller
