// A JWS of what a CA had a say in: the first line is its nonce, the second one the URL that it
// named, the third one the account's, and the rest is the payload. Whatever passes the checks of
// the room becomes a request that says just that.

#include "acme/jws.h"

#include "acme/nonce_pool.h"
#include "base/base64.h"
#include "crypto/rfc7515_keys.h"
#include "fuzz/input.h"
#include "http/url.h"
#include "wire/object.h"

namespace {

const crypto::PrivateKey& key() {
  static const auto made = *crypto::PrivateKey::from_pem(base::Secret(rfc7515::kP256));
  return made;
}

wire::Object header_of(const wire::Object& jws) {
  const auto text = base::from_base64url(jws.text("protected"));
  fuzz::must(text.has_value(), "the protected header is base64url");
  return wire::Object::parse(*text);
}

void check(const std::string& nonce, const http::Url& url, const std::string& account,
           const std::string& payload) {
  const auto jws =
      wire::Object::parse(acme::signed_request({key(), account}, nonce, url.text(), payload));
  const auto header = header_of(jws);
  fuzz::must(base::from_base64url(jws.text("payload")) == payload, "the payload is the one given");
  fuzz::must(header.text("nonce") == nonce, "the nonce is the one given");
  fuzz::must(header.text("url") == url.text(), "the URL is the one asked");
  fuzz::must(header.text_or("kid", "") == account, "the account is the one given");
  fuzz::must(header.has("jwk") == account.empty(), "the key stands there or the account");
}

}  // namespace

void fuzz::try_input(std::string_view input) {
  const auto nonce = acme::read_nonce(take_line(input));
  const auto url = http::parse_url(take_line(input));
  const std::string_view account = take_line(input);
  if (!nonce || !url || (!account.empty() && !http::parse_url(account))) return;
  check(*nonce, *url, std::string(account), std::string(input));
}
