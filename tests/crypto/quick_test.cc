// Each quick way against OpenSSL's plain call: keys and certificates as they are made, and as they
// are after some damage. The damage is the same in each run.

#include "crypto/quick.h"

#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/err.h>

#include <array>
#include <map>
#include <random>
#include <utility>

#include "crypto/certificate.h"
#include "fakes/test_ca.h"

namespace {

using crypto::Algorithm;
using crypto::octets;
using crypto::Pkey;
using crypto::PrivateKey;

template <class Object>
using Decode = Object* (*)(Object**, const unsigned char**, long);

// Null for anything but one object.
template <class Owner>
Owner decode_all(Decode<typename Owner::element_type> decode, std::string_view der) {
  const unsigned char* at = octets(der);
  Owner made(decode(nullptr, &at, static_cast<long>(der.size())));
  ERR_clear_error();
  return at == octets(der) + der.size() ? std::move(made) : nullptr;
}

Pkey plain_private_key(std::string_view der) {
  using Pkcs8 = crypto::Owned<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free>;
  const auto info = decode_all<Pkcs8>(d2i_PKCS8_PRIV_KEY_INFO, der);
  Pkey pkey(info ? EVP_PKCS82PKEY(info.get()) : nullptr);
  ERR_clear_error();
  return pkey;
}

bool plain_check(EVP_PKEY& pkey) {
  const crypto::Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(
      EVP_PKEY_CTX_new_from_pkey(nullptr, &pkey, nullptr));
  const bool good = EVP_PKEY_check(context.get()) > 0;
  ERR_clear_error();
  return good;
}

std::string pkcs8_of(EVP_PKEY& pkey) {
  const crypto::Owned<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free> info(EVP_PKEY2PKCS8(&pkey));
  return crypto::to_der(i2d_PKCS8_PRIV_KEY_INFO, info.get());
}

std::string der_of(const PrivateKey& key) { return key.der(crypto::Encoding::kPkcs8).reveal(); }

bool write_points(EVP_PKEY& pkey, const char* format) {
  return EVP_PKEY_set_utf8_string_param(&pkey, "point-format", format) > 0;
}

// The NID of a named curve, or 0.
int curve_of(const EVP_PKEY& pkey) {
  std::array<char, 64> name{};
  const bool is_curve = EVP_PKEY_get_base_id(&pkey) == EVP_PKEY_EC &&
                        EVP_PKEY_get_group_name(&pkey, name.data(), name.size(), nullptr) > 0;
  ERR_clear_error();
  return is_curve ? OBJ_txt2nid(name.data()) : 0;
}

enum class Answer { kUnreadable, kWrong, kGood };

// What OpenSSL says of a key, after the quick ways were seen to say the same.
Answer answer_for(const std::string& der) {
  const Pkey plain = plain_private_key(der);
  const Pkey quick = crypto::quick_private_key(der);
  EXPECT_EQ(quick != nullptr, plain != nullptr);
  if (!quick || !plain) return Answer::kUnreadable;
  EXPECT_EQ(EVP_PKEY_eq(quick.get(), plain.get()), 1);
  EXPECT_EQ(pkcs8_of(*quick), pkcs8_of(*plain));
  const int curve = curve_of(*plain);
  if (curve == 0) return Answer::kGood;
  EXPECT_TRUE(write_points(*plain, "uncompressed"));
  EXPECT_EQ(crypto::quick_public_der(*quick, curve), crypto::to_der(i2d_PUBKEY, plain.get()));
  const bool good = plain_check(*plain);
  // OpenSSL writes a wrong version of the inner structure as it was read.
  const base::Secret written = good ? crypto::quick_pkcs8(*quick, curve) : base::Secret();
  EXPECT_EQ(good, EVP_PKEY_eq(crypto::quick_private_key(written.reveal()).get(), plain.get()) == 1);
  EXPECT_EQ(crypto::quick_check(*quick, curve), good);
  return good ? Answer::kGood : Answer::kWrong;
}

// A bit or a byte is another one, a byte is gone or there are two of it, or the end is missing.
class Damage {
 public:
  std::string to(std::string der) {
    const std::size_t at = random_() % der.size();
    switch (random_() % 5) {
      case 0:
        return der.erase(at, 1);
      case 1:
        return der.insert(at, 1, der[at]);
      case 2:
        return der.substr(0, at);
      case 3:
        der[at] = static_cast<char>(random_());
        return der;
      default:
        der[at] = static_cast<char>(der[at] ^ (1 << random_() % 8));
        return der;
    }
  }

 private:
  std::mt19937 random_{1};
};

TEST(QuickKey, ThousandsThatAreGoodAreGoodToOpenssl) {
  for (const auto& [name, count] :
       {std::pair("P-256", 1000), std::pair("P-384", 200), std::pair("P-521", 50)}) {
    for (int i = 0; i < count; ++i) {
      const Pkey pkey(EVP_EC_gen(name));
      const std::array formats{"uncompressed", "compressed", "hybrid"};
      ASSERT_TRUE(write_points(*pkey, formats.at(i % 3)));
      ASSERT_EQ(answer_for(pkcs8_of(*pkey)), Answer::kGood);
      ASSERT_TRUE(write_points(*pkey, "uncompressed"));
      ASSERT_EQ(crypto::quick_pkcs8(*pkey, curve_of(*pkey)).reveal(), pkcs8_of(*pkey));
    }
  }
}

TEST(QuickKey, ThatIsOnNoCurveIsReadAsByOpenssl) {
  for (int i = 0; i < 4; ++i) {
    ASSERT_EQ(answer_for(der_of(PrivateKey::generate({Algorithm::kRsa, 2048}))), Answer::kGood);
    ASSERT_EQ(answer_for(der_of(PrivateKey::generate({Algorithm::kEd25519, 256}))), Answer::kGood);
  }
}

TEST(QuickKey, ThousandsThatAreDamagedAreAsWrongToOpenssl) {
  Damage damage;
  std::map<Answer, int> answers;
  const std::string rsa = der_of(PrivateKey::generate({Algorithm::kRsa, 2048}));
  const std::string ed25519 = der_of(PrivateKey::generate({Algorithm::kEd25519, 256}));
  for (int i = 0; i < 500; ++i) {
    for (const int size : {256, 256, 384})
      ++answers[answer_for(damage.to(der_of(PrivateKey::generate({Algorithm::kEcdsa, size}))))];
    ++answers[answer_for(damage.to(rsa))];
    ++answers[answer_for(damage.to(ed25519))];
    ASSERT_FALSE(HasFailure());
  }
  EXPECT_GT(answers[Answer::kUnreadable], 400);
  EXPECT_GT(answers[Answer::kWrong], 100);
  EXPECT_GT(answers[Answer::kGood], 100);
}

class Bounds : public testing::Test {
 protected:
  using Number = crypto::BigNumber;

  // The number and the point that is told to go with it, which is that of `point_of`.
  Answer answer(const Number& number, const Number& point_of) const {
    std::string der = der_of(key_);
    put(der, 36, number_text(number));
    put(der, der.size() - 65, point_text(point_of));
    return answer_for(der);
  }
  Number order_and(int add) const {
    Number number(BN_dup(EC_GROUP_get0_order(group_.get())));
    if (add >= 0) BN_add_word(number.get(), static_cast<BN_ULONG>(add));
    if (add < 0) BN_sub_word(number.get(), static_cast<BN_ULONG>(-add));
    return number;
  }
  static Number number(unsigned value) {
    Number made(BN_new());
    BN_set_word(made.get(), value);
    return made;
  }

 private:
  static void put(std::string& der, std::size_t at, const std::string& bytes) {
    der.replace(at, bytes.size(), bytes);
  }
  static std::string number_text(const Number& number) {
    std::string bytes(32, '\0');
    BN_bn2binpad(number.get(), octets(bytes), 32);
    return bytes;
  }
  std::string point_text(const Number& number) const {
    const crypto::Owned<EC_POINT, EC_POINT_free> point(EC_POINT_new(group_.get()));
    EC_POINT_mul(group_.get(), point.get(), number.get(), nullptr, nullptr, nullptr);
    std::string bytes(65, '\0');
    EC_POINT_point2oct(group_.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, octets(bytes),
                       bytes.size(), nullptr);
    return bytes;
  }

  const PrivateKey key_ = PrivateKey::generate({});
  const crypto::Owned<EC_GROUP, EC_GROUP_free> group_{
      EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1)};
};

TEST_F(Bounds, AreThoseOfOpenssl) {
  EXPECT_EQ(answer(number(1), number(1)), Answer::kGood);
  EXPECT_EQ(answer(number(2), number(2)), Answer::kGood);
  EXPECT_EQ(answer(order_and(-1), order_and(-1)), Answer::kGood);
  EXPECT_EQ(answer(order_and(-1), number(1)), Answer::kWrong);
  // The point fits, though the number is too large.
  EXPECT_EQ(answer(order_and(1), number(1)), Answer::kWrong);
  EXPECT_EQ(answer(order_and(0), number(1)), Answer::kWrong);
  EXPECT_EQ(answer(number(0), number(1)), Answer::kWrong);
}

// What OpenSSL says of a certificate, after the quick way was seen to say the same.
bool is_readable(const std::string& der) {
  const auto plain = decode_all<crypto::X509Ptr>(d2i_X509, der);
  const auto quick = crypto::quick_certificate(der);
  EXPECT_EQ(quick != nullptr, plain != nullptr);
  if (!quick || !plain) return false;
  EXPECT_EQ(crypto::to_der(i2d_X509, quick.get()), crypto::to_der(i2d_X509, plain.get()));
  EXPECT_EQ(crypto::to_der(i2d_X509_PUBKEY, X509_get_X509_PUBKEY(quick.get())),
            crypto::to_der(i2d_X509_PUBKEY, X509_get_X509_PUBKEY(plain.get())));
  return true;
}

TEST(QuickCertificate, IsReadAsByOpensslWhateverIsDamaged) {
  Damage damage;
  int good = 0;
  const fakes::TestCa ca("CA");
  for (const crypto::KeySpec spec :
       {crypto::KeySpec{Algorithm::kEcdsa, 256}, crypto::KeySpec{Algorithm::kRsa, 2048}}) {
    const auto chain = crypto::parse_chain(
        ca.issue({"a.example", {"a.example"}, {"192.0.2.1"}}, PrivateKey::generate(spec)));
    ASSERT_TRUE(chain) << chain.error();
    const std::string& der = chain->front().der;
    ASSERT_TRUE(is_readable(der));
    for (int i = 0; i < 2000 && !HasFailure(); ++i) good += is_readable(damage.to(der)) ? 1 : 0;
  }
  EXPECT_GT(good, 500);
  EXPECT_LT(good, 3500);
}

}  // namespace
