#include "crypto/key.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <array>
#include <stdexcept>
#include <utility>

#include "base/base64.h"
#include "crypto/digest.h"
#include "crypto/key_handle.h"
#include "crypto/quick.h"

namespace crypto {
namespace {

struct Curve {
  int size;
  const char* jose;          // RFC 7518 section 6.2.1.1
  std::string_view openssl;  // EVP_PKEY_get_group_name
  const char* jws;
  int nid;
};
constexpr std::array<Curve, 3> kCurves{{{256, "P-256", "prime256v1", "ES256", NID_X9_62_prime256v1},
                                        {384, "P-384", "secp384r1", "ES384", NID_secp384r1},
                                        {521, "P-521", "secp521r1", "ES512", NID_secp521r1}}};

const Curve* curve_of(int size) {
  for (const Curve& curve : kCurves)
    if (curve.size == size) return &curve;
  return nullptr;
}

const Curve* curve_of(std::string_view group) {
  for (const Curve& curve : kCurves)
    if (curve.openssl == group) return &curve;
  return nullptr;
}

// RFC 7518 section 6.2.1.2: coordinates have the full size of the field, with leading zeros.
std::size_t field_bytes(const Curve& curve) { return static_cast<std::size_t>(curve.size + 7) / 8; }

bool rsa_size_is_allowed(int bits) { return bits >= 2048 && bits <= 8192; }

std::string padded(const BIGNUM& number, std::size_t size) {
  std::string bytes(size, '\0');
  ensure(BN_bn2binpad(&number, octets(bytes), static_cast<int>(size)) >= 0, "number too long");
  return bytes;
}

BigNumber parameter(const EVP_PKEY& pkey, const char* name) {
  BIGNUM* number = nullptr;
  ensure(EVP_PKEY_get_bn_param(&pkey, name, &number) > 0, name);
  return BigNumber(number);
}

std::string number_text(const EVP_PKEY& pkey, const char* name) {
  const BigNumber number = parameter(pkey, name);
  return base::base64url(padded(*number, static_cast<std::size_t>(BN_num_bytes(number.get()))));
}

std::string raw_public(const EVP_PKEY& pkey) {
  std::string bytes(32, '\0');
  std::size_t size = bytes.size();
  ensure(EVP_PKEY_get_raw_public_key(&pkey, octets(bytes), &size) > 0, "no raw public key");
  return bytes;
}

std::string group_name(const EVP_PKEY& pkey) {
  std::array<char, 64> name{};
  std::size_t size = 0;
  if (EVP_PKEY_get_group_name(&pkey, name.data(), name.size(), &size) <= 0) ERR_clear_error();
  return {name.data(), size};
}

// One block of a PEM text, wiped when it goes.
struct PemBlock {
  PemBlock() = default;
  PemBlock(const PemBlock&) = delete;
  ~PemBlock() {
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_clear_free(data, static_cast<std::size_t>(size));
  }
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  long size = 0;
};

Pkey read_der(const PemBlock& block) {
  const std::string_view der(reinterpret_cast<const char*>(block.data),
                             static_cast<std::size_t>(block.size));
  if (block.name == std::string_view("PRIVATE KEY")) return quick_private_key(der);
  const unsigned char* at = block.data;
  Pkey pkey(d2i_AutoPrivateKey(nullptr, &at, block.size));
  return at == block.data + block.size ? std::move(pkey) : nullptr;
}

using Read = base::Result<Pkey, std::string>;

Read decode(const PemBlock& block) {
  const std::string_view name = block.name;
  if (name == "ENCRYPTED PRIVATE KEY" || *block.header != '\0')
    return base::unexpected(std::string("the private key is encrypted"));
  if (name != "PRIVATE KEY" && name != "RSA PRIVATE KEY" && name != "EC PRIVATE KEY") {
    return base::unexpected(std::string(name == "CERTIFICATE" ? "a certificate, not a private key"
                                                              : "not a private key"));
  }
  Pkey pkey = read_der(block);
  ERR_clear_error();
  if (!pkey) return base::unexpected(std::string("the private key's DER is damaged"));
  return pkey;
}

// The first block decides; only the parameters that "openssl ecparam -genkey" puts in front are
// passed over.
Read read_pem(const base::Secret& pem) {
  const Bio bio = reading_bio(pem.reveal());
  for (int i = 0; i < 2; ++i) {
    PemBlock block;
    if (PEM_read_bio(bio.get(), &block.name, &block.header, &block.data, &block.size) <= 0) {
      const bool none = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
      ERR_clear_error();
      return base::unexpected(std::string(none ? "no PEM block" : "the PEM block is damaged"));
    }
    if (block.name != std::string_view("EC PARAMETERS")) return decode(block);
  }
  return base::unexpected(std::string("no private key after the EC parameters"));
}

base::Result<KeySpec, std::string> rsa_spec(const EVP_PKEY& pkey) {
  const int bits = EVP_PKEY_get_bits(&pkey);
  if (rsa_size_is_allowed(bits)) return KeySpec{Algorithm::kRsa, bits};
  return base::unexpected("an RSA key of " + std::to_string(bits) +
                          " bits, allowed are 2048 to 8192");
}

bool has_explicit_parameters(const EVP_PKEY& pkey) {
  int is = 0;
  return EVP_PKEY_get_int_param(&pkey, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &is) > 0 &&
         is != 0;
}

// The check that both halves belong together is made for curves only: for RSA it tests the primes,
// which costs as much as half a key generation.
base::Result<KeySpec, std::string> curve_spec(EVP_PKEY& pkey) {
  const Curve* curve = curve_of(group_name(pkey));
  if (curve == nullptr)
    return base::unexpected(std::string("a curve other than P-256, P-384 and P-521"));
  // RFC 5480 section 2.1.1 forbids them, and nobody signs such a key.
  if (has_explicit_parameters(pkey))
    return base::unexpected(std::string("a curve that is told by its parameters, not by name"));
  // So that the public half is the same however the point was written.
  ensure(EVP_PKEY_set_utf8_string_param(&pkey, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
                                        "uncompressed") > 0,
         "point format");
  if (!quick_check(pkey, curve->nid))
    return base::unexpected(std::string("the private and the public half do not match"));
  return KeySpec{Algorithm::kEcdsa, curve->size};
}

base::Result<KeySpec, std::string> spec_of(EVP_PKEY& pkey) {
  switch (EVP_PKEY_get_base_id(&pkey)) {
    case EVP_PKEY_RSA:
      return rsa_spec(pkey);
    case EVP_PKEY_EC:
      return curve_spec(pkey);
    case EVP_PKEY_ED25519:
      return KeySpec{Algorithm::kEd25519, 256};
    default:
      return base::unexpected(std::string("a key that is neither RSA, ECDSA nor Ed25519"));
  }
}

Pkey make_pkey(KeySpec spec) {
  if (spec.algorithm == Algorithm::kRsa) {
    if (!rsa_size_is_allowed(spec.size)) throw std::invalid_argument("no such RSA key size");
    return owned<Pkey>(EVP_RSA_gen(static_cast<unsigned>(spec.size)), "no RSA key");
  }
  if (spec.algorithm == Algorithm::kEd25519) {
    if (spec.size != 256) throw std::invalid_argument("no such Ed25519 key size");
    return owned<Pkey>(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), "no Ed25519 key");
  }
  const Curve* curve = curve_of(spec.size);
  if (curve == nullptr) throw std::invalid_argument("no such ECDSA key size");
  return owned<Pkey>(EVP_EC_gen(curve->jose), "no ECDSA key");
}

// DER to the two fixed-size numbers of RFC 7518 section 3.4.
std::string raw_signature(std::string_view der, const Curve& curve) {
  const unsigned char* at = octets(der);
  const auto signature = owned<EcSignature>(
      d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())), "no ECDSA signature");
  return padded(*ECDSA_SIG_get0_r(signature.get()), field_bytes(curve)) +
         padded(*ECDSA_SIG_get0_s(signature.get()), field_bytes(curve));
}

std::string signature_of(std::string_view text, const KeyHandle& key) {
  const auto context = owned<DigestContext>(EVP_MD_CTX_new(), "no digest context");
  std::size_t size = 0;
  ensure(EVP_DigestSignInit(context.get(), nullptr, key.digest(), nullptr, key.pkey.get()) > 0 &&
             EVP_DigestSign(context.get(), nullptr, &size, octets(text), text.size()) > 0,
         "cannot sign");
  std::string signature(size, '\0');
  ensure(EVP_DigestSign(context.get(), octets(signature), &size, octets(text), text.size()) > 0,
         "cannot sign");
  signature.resize(size);
  return signature;
}

bool is_pkcs8(Encoding encoding, const KeySpec& spec) {
  return encoding == Encoding::kPkcs8 || spec.algorithm == Algorithm::kEd25519;
}

std::shared_ptr<const KeyHandle> handle_of(Pkey key, KeySpec spec) {
  const int curve = spec.algorithm == Algorithm::kEcdsa ? curve_of(spec.size)->nid : 0;
  std::string public_der =
      curve != 0 ? quick_public_der(*key, curve) : to_der(i2d_PUBKEY, key.get());
  return std::make_shared<const KeyHandle>(
      KeyHandle{std::move(key), spec, std::move(public_der), curve});
}

base::Secret pkcs8_of(const KeyHandle& key) {
  if (key.curve != 0) return quick_pkcs8(*key.pkey, key.curve);
  using Pkcs8 = Owned<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free>;
  const auto info = owned<Pkcs8>(EVP_PKEY2PKCS8(key.pkey.get()), "no PKCS#8");
  return base::Secret(to_der(i2d_PKCS8_PRIV_KEY_INFO, info.get()));
}

base::Secret pem_block(const char* name, const base::Secret& der) {
  const Bio bio = memory_bio();
  ensure(PEM_write_bio(bio.get(), name, "", octets(der.reveal()),
                       static_cast<long>(der.reveal().size())) > 0,
         "cannot write the private key");
  return base::Secret(contents(*bio));
}

}  // namespace

PrivateKey::PrivateKey(std::shared_ptr<const KeyHandle> handle) : handle_(std::move(handle)) {}

PrivateKey PrivateKey::generate(KeySpec spec) {
  return PrivateKey(handle_of(make_pkey(spec), spec));
}

base::Result<PrivateKey, std::string> PrivateKey::from_pem(const base::Secret& pem) {
  auto pkey = read_pem(pem);
  if (!pkey) return base::unexpected(pkey.error());
  const auto spec = spec_of(**pkey);
  if (!spec) return base::unexpected(spec.error());
  return PrivateKey(handle_of(*std::move(pkey), *spec));
}

base::Secret PrivateKey::pem(Encoding encoding) const {
  if (is_pkcs8(encoding, handle_->spec)) return pem_block("PRIVATE KEY", pkcs8_of(*handle_));
  const Bio bio = memory_bio();
  ensure(PEM_write_bio_PrivateKey_traditional(bio.get(), handle_->pkey.get(), nullptr, nullptr, 0,
                                              nullptr, nullptr) > 0,
         "cannot write the private key");
  return base::Secret(contents(*bio));
}

base::Secret PrivateKey::der(Encoding encoding) const {
  if (is_pkcs8(encoding, handle_->spec)) return pkcs8_of(*handle_);
  return base::Secret(to_der(i2d_PrivateKey, handle_->pkey.get()));
}

KeySpec PrivateKey::spec() const { return handle_->spec; }

std::string PrivateKey::jws_algorithm() const {
  const KeySpec& spec = handle_->spec;
  if (spec.algorithm == Algorithm::kEd25519) return "EdDSA";  // RFC 8037
  return spec.algorithm == Algorithm::kRsa ? "RS256" : curve_of(spec.size)->jws;
}

// Written by hand and not by a JSON library: RFC 7638 section 3 fixes every byte.
std::string PrivateKey::jwk() const {
  const EVP_PKEY& pkey = *handle_->pkey;
  if (handle_->spec.algorithm == Algorithm::kRsa) {
    return R"({"e":")" + number_text(pkey, OSSL_PKEY_PARAM_RSA_E) + R"(","kty":"RSA","n":")" +
           number_text(pkey, OSSL_PKEY_PARAM_RSA_N) + R"("})";
  }
  if (handle_->spec.algorithm == Algorithm::kEd25519) {
    return R"({"crv":"Ed25519","kty":"OKP","x":")" + base::base64url(raw_public(pkey)) + R"("})";
  }
  // The two coordinates are the end of the public half (RFC 5480 section 2.2).
  const Curve& curve = *curve_of(handle_->spec.size);
  const std::string_view der = handle_->public_der;
  const std::size_t size = field_bytes(curve);
  return std::string(R"({"crv":")") + curve.jose + R"(","kty":"EC","x":")" +
         base::base64url(der.substr(der.size() - 2 * size, size)) + R"(","y":")" +
         base::base64url(der.substr(der.size() - size)) + R"("})";
}

std::string PrivateKey::thumbprint() const { return base::base64url(sha256(jwk())); }

std::string PrivateKey::sign(std::string_view text) const {
  std::string signature = signature_of(text, *handle_);
  if (handle_->spec.algorithm != Algorithm::kEcdsa) return signature;
  return raw_signature(signature, *curve_of(handle_->spec.size));
}

std::string PrivateKey::public_der() const { return handle_->public_der; }

}  // namespace crypto
