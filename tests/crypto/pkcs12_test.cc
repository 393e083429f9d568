#include "crypto/pkcs12.h"

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/pkcs12.h>

#include "crypto/certificate.h"
#include "crypto/key_handle.h"
#include "fakes/test_ca.h"

namespace {

using crypto::PrivateKey;

class Keystore : public testing::Test {
 protected:
  using Pkcs12 = crypto::Owned<PKCS12, PKCS12_free>;

  Pkcs12 made(const std::string& password) const {
    const base::Secret der = crypto::pkcs12(key_, chain_, base::Secret(password), "certificate");
    const unsigned char* at = crypto::octets(std::string_view(der.reveal()));
    return Pkcs12(d2i_PKCS12(nullptr, &at, static_cast<long>(der.reveal().size())));
  }

  const fakes::TestCa root_{"root"};
  const fakes::TestCa middle_{"middle", root_};
  const PrivateKey key_ = PrivateKey::generate({});
  const std::string chain_ = middle_.issue({"", {"a.example"}, {}}, key_) + middle_.pem();
};

TEST_F(Keystore, HoldsKeyAndChain) {
  const auto keystore = made("opensesame");
  EVP_PKEY* key = nullptr;
  X509* leaf = nullptr;
  STACK_OF(X509)* others = nullptr;
  ASSERT_EQ(PKCS12_parse(keystore.get(), "opensesame", &key, &leaf, &others), 1);
  const crypto::Pkey own_key(key);
  const crypto::X509Ptr own_leaf(leaf);
  EXPECT_EQ(EVP_PKEY_eq(key, key_.handle().pkey.get()), 1);
  EXPECT_EQ(crypto::to_der(i2d_X509, leaf), crypto::parse_chain(chain_)->front().der);
  EXPECT_EQ(sk_X509_num(others), 1);
  sk_X509_pop_free(others, X509_free);
}

TEST_F(Keystore, OpensWithItsPasswordOnly) {
  EXPECT_EQ(PKCS12_verify_mac(made("opensesame").get(), "opensesame", -1), 1);
  EXPECT_EQ(PKCS12_verify_mac(made("opensesame").get(), "sesame", -1), 0);
  ERR_clear_error();
}

TEST_F(Keystore, TakesNoOtherChain) {
  EXPECT_THROW(crypto::pkcs12(key_, "no PEM", base::Secret("x"), "certificate"),
               std::invalid_argument);
}

}  // namespace
