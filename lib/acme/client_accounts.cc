// The calls of Client that concern the account and what it did before: RFC 8555 sections 7.3, 7.6.

#include "acme/client.h"
#include "acme/decode.h"
#include "acme/exchange.h"
#include "acme/jws.h"
#include "acme/read_json.h"
#include "base/base64.h"
#include "wire/object.h"
#include "wire/writer.h"

namespace acme {
namespace {

Account account_at(const Answer& answer, const wire::Object& object) {
  Account account = read_account(object);
  account.url = location(answer);
  return account;
}

// Some CAs say where it is, and no more.
Result<Account> account_in(const Result<Answer>& answer) {
  if (!answer || !answer->response.body.empty()) return read_json(answer, account_at);
  auto url = location_of(*answer);
  if (!url) return base::unexpected(url.error());
  return Account{.url = *std::move(url)};
}

// An answer about the account that signed; not every CA repeats its URL there. A template, since
// the exchange is the client's own.
template <class Exchange>
Result<Account> post_to_account(Exchange& exchange, const Post& post, std::stop_token stop) {
  return read_json(exchange.post(post, stop), [&](const Answer&, const wire::Object& object) {
    Account account = read_account(object);
    account.url = post.call.url;
    return account;
  });
}

}  // namespace

Result<Account> Client::find_account(const crypto::PrivateKey& key, std::stop_token stop) {
  const auto known = directory(stop);
  if (!known) return base::unexpected(known.error());
  const std::string payload = wire::Writer().set("onlyReturnExisting", true).text();
  const Post post{{"newAccount", known->new_account}, {key, ""}, payload, ""};
  return account_in(exchange_->post(post, stop));
}

Result<Account> Client::new_account(const crypto::PrivateKey& key, const NewAccount& wanted,
                                    std::stop_token stop) {
  const auto known = directory(stop);
  if (!known) return base::unexpected(known.error());
  wire::Writer payload;
  if (wanted.terms_agreed) payload.set("termsOfServiceAgreed", true);
  if (!wanted.contact.empty()) payload.set("contact", wanted.contact);
  if (wanted.external_account) {
    payload.set("externalAccountBinding",
                external_account_binding(*wanted.external_account, key.jwk(), known->new_account));
  }
  const Post post{{"newAccount", known->new_account}, {key, ""}, payload.text(), ""};
  return account_in(exchange_->post(post, stop));
}

Result<Account> Client::update_contact(const Signer& signer,
                                       const std::vector<std::string>& contact,
                                       std::stop_token stop) {
  const std::string payload = wire::Writer().set("contact", contact).text();
  const Post post{{"account", signer.account_url}, signer, payload, ""};
  return post_to_account(*exchange_, post, stop);
}

Result<Account> Client::account(const Signer& signer, std::stop_token stop) {
  return post_to_account(*exchange_, {{"account", signer.account_url}, signer, "", ""}, stop);
}

Result<Account> Client::deactivate(const Signer& signer, std::stop_token stop) {
  const std::string payload = wire::Writer().set("status", "deactivated").text();
  return post_to_account(*exchange_, {{"account", signer.account_url}, signer, payload, ""}, stop);
}

Result<void> Client::change_key(const Signer& signer, const crypto::PrivateKey& new_key,
                                std::stop_token stop) {
  const auto known = directory(stop);
  if (!known) return base::unexpected(known.error());
  const Call call{"keyChange", known->key_change};
  if (call.url.empty()) return base::unexpected(malformed(call, 0, "the CA does not offer it"));
  const std::string payload = key_change(signer, new_key, call.url);
  const auto answer = exchange_->post({call, signer, payload, ""}, stop);
  if (!answer) return base::unexpected(answer.error());
  return {};
}

Result<void> Client::revoke(const Signer& signer, const std::string& leaf_der,
                            std::optional<RevocationReason> reason, std::stop_token stop) {
  const auto known = directory(stop);
  if (!known) return base::unexpected(known.error());
  const Call call{"revokeCert", known->revoke_cert};
  if (call.url.empty()) return base::unexpected(malformed(call, 0, "the CA does not offer it"));
  wire::Writer payload;
  payload.set("certificate", base::base64url(leaf_der));
  if (reason) payload.set("reason", static_cast<int>(*reason));
  const auto answer = exchange_->post({call, signer, payload.text(), ""}, stop);
  if (answer || answer.error().is("alreadyRevoked")) return {};
  return base::unexpected(answer.error());
}

}  // namespace acme
