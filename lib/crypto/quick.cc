#include "crypto/quick.h"

#include <openssl/core_names.h>
#include <openssl/decoder.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/provider.h>

#include <initializer_list>
#include <utility>

namespace crypto {
namespace {

// OpenSSL takes ten times as long to gather what may read a key as to read it, so each thread keeps
// that.
class Pkcs8Reader {
 public:
  Pkey read(std::string_view der) {
    const unsigned char* at = octets(der);
    std::size_t left = der.size();
    OSSL_DECODER_from_data(decoder_.get(), &at, &left);
    Pkey pkey(std::exchange(found_, nullptr));
    return left == 0 ? std::move(pkey) : nullptr;
  }

 private:
  using Decoder = Owned<OSSL_DECODER_CTX, OSSL_DECODER_CTX_free>;
  EVP_PKEY* found_ = nullptr;
  Decoder decoder_ =
      owned<Decoder>(OSSL_DECODER_CTX_new_for_pkey(&found_, "DER", "PrivateKeyInfo", nullptr,
                                                   EVP_PKEY_KEYPAIR, nullptr, nullptr),
                     "no decoder");
};

// Where OpenSSL has no algorithms it leaves the public key in a certificate undecoded, which takes
// ten times as long as all the rest.
OSSL_LIB_CTX* without_algorithms() {
  static OSSL_LIB_CTX* const library = [] {
    OSSL_LIB_CTX* made = OSSL_LIB_CTX_new();
    ensure(made != nullptr && OSSL_PROVIDER_load(made, "null") != nullptr, "no library context");
    return made;
  }();
  return library;
}

void free_octets(unsigned char* octets) { OPENSSL_free(octets); }

struct Point {
  Owned<unsigned char, free_octets> octets;
  std::size_t size;
};

// Uncompressed.
Point public_point(const EVP_PKEY& pkey) {
  unsigned char* octets = nullptr;
  const std::size_t size = EVP_PKEY_get1_encoded_public_key(const_cast<EVP_PKEY*>(&pkey), &octets);
  ensure(size > 0, "no public point");
  return {Owned<unsigned char, free_octets>(octets), size};
}

using Group = Owned<EC_GROUP, EC_GROUP_free>;
using GroupPoint = Owned<EC_POINT, EC_POINT_free>;
using SecretNumber = Owned<BIGNUM, BN_clear_free>;

SecretNumber private_number(const EVP_PKEY& pkey) {
  BIGNUM* number = nullptr;
  static_cast<void>(EVP_PKEY_get_bn_param(&pkey, OSSL_PKEY_PARAM_PRIV_KEY, &number));
  return SecretNumber(number);
}

bool is_within(const BIGNUM& number, const EC_GROUP& group) {
  return !BN_is_zero(&number) && BN_cmp(&number, EC_GROUP_get0_order(&group)) < 0;
}

// With the leading zeros that RFC 5915 section 3 asks for.
base::Secret private_octets(const EVP_PKEY& pkey) {
  const SecretNumber number = private_number(pkey);
  ensure(number != nullptr, "no private number");
  std::string octets_of(static_cast<std::size_t>(EVP_PKEY_get_bits(&pkey) + 7) / 8, '\0');
  ensure(BN_bn2binpad(number.get(), octets(octets_of), static_cast<int>(octets_of.size())) >= 0,
         "number too long");
  return base::Secret(std::move(octets_of));
}

// DER (X.690 section 8.1).
constexpr unsigned char kSequence = 0x30;
constexpr unsigned char kOctetString = 0x04;
constexpr unsigned char kBitString = 0x03;
constexpr unsigned char kContext1 = 0xa1;

base::Secret tagged(unsigned char tag, std::initializer_list<base::Secret> parts) {
  constexpr std::size_t kMostShort = 0x7f;
  constexpr std::size_t kMost = 0xff;  // a key of the largest curve has 241 octets in all
  std::size_t size = 0;
  for (const base::Secret& part : parts) size += part.reveal().size();
  ensure(size <= kMost, "a key that is too long");
  std::string der;
  der.reserve(size + 3);  // no copy is left behind
  der += static_cast<char>(tag);
  if (size > kMostShort) der += '\x81';
  der += static_cast<char>(size);
  for (const base::Secret& part : parts) der += part.reveal();
  return base::Secret(std::move(der));
}

// The public point is that of the private number, so it is on the curve as well.
bool halves_match(const EVP_PKEY& pkey, const BIGNUM& number, const EC_GROUP& group) {
  const auto made = owned<GroupPoint>(EC_POINT_new(&group), "no point");
  const auto told = owned<GroupPoint>(EC_POINT_new(&group), "no point");
  ensure(EC_POINT_mul(&group, made.get(), &number, nullptr, nullptr, nullptr) > 0, "no point");
  const Point point = public_point(pkey);
  return EC_POINT_oct2point(&group, told.get(), point.octets.get(), point.size, nullptr) > 0 &&
         EC_POINT_cmp(&group, made.get(), told.get(), nullptr) == 0;
}

}  // namespace

Pkey quick_private_key(std::string_view der) {
  thread_local Pkcs8Reader reader;
  Pkey pkey = reader.read(der);
  ERR_clear_error();
  return pkey;
}

bool quick_check(const EVP_PKEY& pkey, int curve) {
  const auto group = owned<Group>(EC_GROUP_new_by_curve_name(curve), "no curve");
  const SecretNumber number = private_number(pkey);
  const bool is_good =
      number != nullptr && is_within(*number, *group) && halves_match(pkey, *number, *group);
  ERR_clear_error();
  return is_good;
}

// RFC 5480 section 2.
void quick_public_key(X509_PUBKEY& to, const EVP_PKEY& pkey, int curve) {
  Point point = public_point(pkey);
  ensure(X509_PUBKEY_set0_param(&to, OBJ_nid2obj(NID_X9_62_id_ecPublicKey), V_ASN1_OBJECT,
                                OBJ_nid2obj(curve), point.octets.get(),
                                static_cast<int>(point.size)) > 0,
         "no public key");
  static_cast<void>(point.octets.release());  // the key has them
}

std::string quick_public_der(const EVP_PKEY& pkey, int curve) {
  using PublicKey = Owned<X509_PUBKEY, X509_PUBKEY_free>;
  const auto key = owned<PublicKey>(X509_PUBKEY_new(), "no public key");
  quick_public_key(*key, pkey, curve);
  return to_der(i2d_X509_PUBKEY, key.get());
}

// RFC 5208 section 5 around RFC 5915 section 3, whose parameters stand in the algorithm here.
base::Secret quick_pkcs8(const EVP_PKEY& pkey, int curve) {
  const base::Secret number = private_octets(pkey);
  const Point point = public_point(pkey);
  const std::string public_half(reinterpret_cast<const char*>(point.octets.get()), point.size);
  const base::Secret key = tagged(
      kSequence, {base::Secret("\x02\x01\x01"), tagged(kOctetString, {number}),
                  tagged(kContext1, {tagged(kBitString, {base::Secret('\0' + public_half)})})});
  const std::string algorithm = to_der(i2d_ASN1_OBJECT, OBJ_nid2obj(NID_X9_62_id_ecPublicKey)) +
                                to_der(i2d_ASN1_OBJECT, OBJ_nid2obj(curve));
  return tagged(kSequence,
                {base::Secret(std::string("\x02\x01\x00", 3)),
                 tagged(kSequence, {base::Secret(algorithm)}), tagged(kOctetString, {key})});
}

X509Ptr quick_certificate(std::string_view der) {
  const unsigned char* at = octets(der);
  // What cannot be read is freed by d2i_X509.
  X509* made = owned<X509Ptr>(X509_new_ex(without_algorithms(), nullptr), "no X.509").release();
  X509Ptr certificate(d2i_X509(&made, &at, static_cast<long>(der.size())));
  ERR_clear_error();
  return at == octets(der) + der.size() ? std::move(certificate) : nullptr;
}

}  // namespace crypto
