// The account's half of a Desk: RFC 8555 sections 7.3 and 7.6.

#include "base/base64.h"
#include "crypto/certificate.h"
#include "crypto/digest.h"
#include "fakes/ca/desk.h"

namespace fakes {

std::string Desk::account_of(const wire::Object& jwk) const {
  for (const auto& [id, account] : accounts)
    if (account.jwk.dump() == jwk.dump()) return id;
  return "";
}

CaReply Desk::show_account(const std::string& id, int status) const {
  const Account& account = accounts.at(id);
  return json_reply(status,
                    wire::Writer().set("status", account.status).set("contact", account.contact),
                    {{"Location", url("/account/" + id)}});
}

CaReply Desk::new_account(const CaRequest& request) {
  const wire::Object asked = payload(request);
  const wire::Object jwk = request.jws->header.object("jwk");
  if (const std::string known = account_of(jwk); !known.empty()) {
    if (accounts.at(known).status != "valid")
      refuse(403, "unauthorized", "the account is " + accounts.at(known).status);
    return show_account(known, 200);
  }
  if (asked.flag("onlyReturnExisting"))
    refuse(400, "accountDoesNotExist", "no account with this key");
  if (settings.terms && !asked.flag("termsOfServiceAgreed")) {
    refuse(403, "userActionRequired", "the terms of service are not agreed to",
           {{"Link", "<" + url("/terms") + ">;rel=\"terms-of-service\""}});
  }
  check_binding(asked, jwk);
  const std::string id = new_id();
  accounts[id] = {jwk, "valid", asked.texts("contact")};
  return show_account(id, 201);
}

void Desk::check_binding(const wire::Object& asked, const wire::Object& jwk) {
  if (settings.mac_keys.empty()) return;
  if (!asked.has("externalAccountBinding"))
    refuse(403, "externalAccountRequired", "an external account is required");
  const Jws inner = Jws::parse(asked.object("externalAccountBinding").dump());
  if (inner.header.has("nonce")) violated("externalAccountBinding: a nonce");
  if (inner.header.text("url") != url("/new-account")) violated("externalAccountBinding: url");
  if (inner.payload != jwk.dump()) violated("externalAccountBinding: another key");
  const auto key = settings.mac_keys.find(inner.header.text("kid"));
  const bool right =
      inner.header.text("alg") == "HS256" && key != settings.mac_keys.end() &&
      crypto::hmac_sha256(base::Secret(key->second), inner.signing_input) == inner.signature;
  if (!right) refuse(403, "unauthorized", "the external account's key is another one");
}

CaReply Desk::account(const CaRequest& request) {
  if (signer(request) != request.id) refuse(403, "unauthorized", "somebody else's account");
  Account& account = accounts.at(request.id);
  if (!request.jws->payload.empty()) {
    const wire::Object asked = payload(request);
    for (const std::string& contact : asked.texts("contact")) {
      if (!contact.starts_with("mailto:"))
        refuse(400, "unsupportedContact", contact + " is not mail");
      if (contact.ends_with("@invalid.example"))
        refuse(400, "invalidContact", contact + " takes no mail");
    }
    if (asked.has("contact")) account.contact = asked.texts("contact");
    if (asked.has("status")) account.status = asked.text("status");
  }
  return show_account(request.id, 200);
}

CaReply Desk::key_change(const CaRequest& request) {
  const std::string id = signer(request);
  const Jws inner = Jws::parse(request.jws->payload);
  const wire::Object jwk = inner.header.object("jwk");
  if (inner.header.has("nonce")) violated("keyChange: a nonce inside");
  if (inner.header.text("url") != url(request.target)) violated("keyChange: another url inside");
  if (!verifies(inner, jwk)) violated("keyChange: bad signature inside");
  const auto change = wire::Object::parse(inner.payload);
  if (change.text("account") != url("/account/" + id)) violated("keyChange: another account");
  if (change.object("oldKey").dump() != accounts.at(id).jwk.dump())
    violated("keyChange: another old key");
  if (const std::string other = account_of(jwk); !other.empty()) {
    refuse(409, "malformed", "the new key is an account's already",
           {{"Location", url("/account/" + other)}});
  }
  accounts.at(id).jwk = jwk;
  return show_account(id, 200);
}

CaReply Desk::revoke(const CaRequest& request) {
  const wire::Object asked = payload(request);
  const std::int64_t reason = asked.integer("reason").value_or(0);
  for (auto& [id, certificate] : certificates) {
    const auto chain = crypto::parse_chain(certificate.pem);
    if (base::base64url(chain->front().der) != asked.text("certificate")) continue;
    const wire::Object& header = request.jws->header;
    const bool own = header.has("kid")
                         ? signer(request) == certificate.account
                         : spki_der(header.object("jwk")) == chain->front().public_der;
    if (!own) refuse(403, "unauthorized", "somebody else's certificate");
    if (certificate.revoked) refuse(400, "alreadyRevoked", "it was revoked before");
    if (reason != 0 && reason != 1 && reason != 4 && reason != 5)
      refuse(400, "badRevocationReason", "not a reason for a subscriber");
    certificate.revoked = true;
    certificate.reason = reason;
    return {200, {}, ""};
  }
  refuse(404, "malformed", "no such certificate");
}

}  // namespace fakes
