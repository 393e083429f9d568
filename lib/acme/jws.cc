#include "acme/jws.h"

#include "base/base64.h"
#include "crypto/digest.h"
#include "wire/object.h"

namespace acme {
namespace {

// `sign` gets the JWS Signing Input (RFC 7515 section 5.1).
template <class Sign>
wire::Writer flattened(const wire::Writer& header, const std::string& payload, Sign&& sign) {
  const std::string protected_text = base::base64url(header.text());
  const std::string payload_text = base::base64url(payload);
  wire::Writer jws;
  jws.set("protected", protected_text);
  jws.set("payload", payload_text);
  jws.set("signature", base::base64url(sign(protected_text + "." + payload_text)));
  return jws;
}

}  // namespace

std::string signed_request(const Signer& signer, const std::string& nonce, const std::string& url,
                           const std::string& payload) {
  wire::Writer header;
  header.set("alg", signer.key.jws_algorithm()).set("nonce", nonce).set("url", url);
  if (signer.account_url.empty()) {
    header.set("jwk", wire::Object::parse(signer.key.jwk()));
  } else {
    header.set("kid", signer.account_url);
  }
  const auto sign = [&](const std::string& text) { return signer.key.sign(text); };
  return flattened(header, payload, sign).text();
}

std::string key_change(const Signer& signer, const crypto::PrivateKey& new_key,
                       const std::string& url) {
  wire::Writer header;
  header.set("alg", new_key.jws_algorithm()).set("url", url);
  header.set("jwk", wire::Object::parse(new_key.jwk()));
  wire::Writer payload;
  payload.set("account", signer.account_url);
  payload.set("oldKey", wire::Object::parse(signer.key.jwk()));
  const auto sign = [&](const std::string& text) { return new_key.sign(text); };
  return flattened(header, payload.text(), sign).text();
}

wire::Writer external_account_binding(const ExternalAccount& account, const std::string& jwk,
                                      const std::string& url) {
  wire::Writer header;
  header.set("alg", "HS256").set("kid", account.key_id).set("url", url);
  const auto sign = [&](const std::string& text) {
    return crypto::hmac_sha256(account.mac_key, text);
  };
  return flattened(header, jwk, sign);
}

}  // namespace acme
