#include "fakes/ca/jose.h"

#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include <array>

#include "base/base64.h"
#include "crypto/handle.h"

namespace fakes {
namespace {

struct Kind {
  std::string_view algorithm;
  std::string_view curve;
  const char* group;
  std::size_t field_bytes;
  const EVP_MD* (*digest)();
};
constexpr std::array<Kind, 4> kKinds{{{"ES256", "P-256", "prime256v1", 32, EVP_sha256},
                                      {"ES384", "P-384", "secp384r1", 48, EVP_sha384},
                                      {"ES512", "P-521", "secp521r1", 66, EVP_sha512},
                                      {"RS256", "", "", 0, EVP_sha256}}};

const Kind* kind_of(const wire::Object& jwk) {
  const std::string curve = jwk.text_or("crv", "");
  for (const Kind& kind : kKinds)
    if (kind.curve == curve) return &kind;
  return nullptr;
}

std::string decoded(const wire::Object& object, std::string_view field) {
  auto bytes = base::from_base64url(object.text(field));
  if (!bytes) throw wire::Malformed(std::string(field) + ": not base64url");
  return *std::move(bytes);
}

using Builder = crypto::Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using Parameters = crypto::Owned<OSSL_PARAM, OSSL_PARAM_free>;
using Context = crypto::Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;

crypto::Pkey from_parameters(const char* type, OSSL_PARAM_BLD& builder) {
  const Parameters parameters(OSSL_PARAM_BLD_to_param(&builder));
  const Context context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* pkey = nullptr;
  if (EVP_PKEY_fromdata_init(context.get()) <= 0 ||
      EVP_PKEY_fromdata(context.get(), &pkey, EVP_PKEY_PUBLIC_KEY, parameters.get()) <= 0)
    throw wire::Malformed("jwk: not a public key");
  return crypto::Pkey(pkey);
}

crypto::Pkey rsa_key(const wire::Object& jwk) {
  const std::string n = decoded(jwk, "n");
  const std::string e = decoded(jwk, "e");
  const crypto::BigNumber modulus(
      BN_bin2bn(crypto::octets(std::string_view(n)), static_cast<int>(n.size()), nullptr));
  const crypto::BigNumber exponent(
      BN_bin2bn(crypto::octets(std::string_view(e)), static_cast<int>(e.size()), nullptr));
  const Builder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
  return from_parameters("RSA", *builder);
}

crypto::Pkey curve_key(const wire::Object& jwk, const Kind& kind) {
  const std::string point = "\x04" + decoded(jwk, "x") + decoded(jwk, "y");
  if (point.size() != 1 + 2 * kind.field_bytes)
    throw wire::Malformed("jwk: x or y of another size");
  const Builder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, kind.group, 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                   point.size());
  return from_parameters("EC", *builder);
}

crypto::Pkey read_key(const wire::Object& jwk) {
  const Kind* kind = kind_of(jwk);
  const std::string type = jwk.text("kty");
  if (kind == nullptr || (kind->field_bytes == 0) != (type == "RSA"))
    throw wire::Malformed("jwk: unknown kind of key");
  return type == "RSA" ? rsa_key(jwk) : curve_key(jwk, *kind);
}

// The two numbers of RFC 7518 section 3.4, as OpenSSL wants them.
std::string der_signature(std::string_view raw) {
  const auto half = static_cast<int>(raw.size() / 2);
  const crypto::EcSignature signature(ECDSA_SIG_new());
  ECDSA_SIG_set0(signature.get(), BN_bin2bn(crypto::octets(raw), half, nullptr),
                 BN_bin2bn(crypto::octets(raw) + half, half, nullptr));
  return crypto::to_der(i2d_ECDSA_SIG, signature.get());
}

}  // namespace

Jws Jws::parse(std::string_view body) {
  const auto outer = wire::Object::parse(body);
  if (outer.fields().size() != 3) throw wire::Malformed("JWS: other members than the three");
  Jws jws;
  jws.header = wire::Object::parse(decoded(outer, "protected"));
  jws.payload = decoded(outer, "payload");
  jws.signing_input = outer.text("protected") + "." + outer.text("payload");
  jws.signature = decoded(outer, "signature");
  return jws;
}

std::string spki_der(const wire::Object& jwk) {
  return crypto::to_der(i2d_PUBKEY, read_key(jwk).get());
}

bool verifies(const Jws& jws, const wire::Object& jwk) {
  const Kind* kind = kind_of(jwk);
  if (kind == nullptr || jws.header.text("alg") != kind->algorithm) return false;
  const bool curve = kind->field_bytes != 0;
  if (curve && jws.signature.size() != 2 * kind->field_bytes) return false;
  const std::string signature = curve ? der_signature(jws.signature) : jws.signature;
  const crypto::Pkey key = read_key(jwk);
  const crypto::DigestContext context(EVP_MD_CTX_new());
  return EVP_DigestVerifyInit(context.get(), nullptr, kind->digest(), nullptr, key.get()) > 0 &&
         EVP_DigestVerify(context.get(), crypto::octets(std::string_view(signature)),
                          signature.size(), crypto::octets(std::string_view(jws.signing_input)),
                          jws.signing_input.size()) > 0;
}

}  // namespace fakes
