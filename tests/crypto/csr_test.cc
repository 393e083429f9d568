#include "crypto/csr.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/certificate.h"
#include "crypto/key_handle.h"
#include "fakes/test_ca.h"

namespace {

using crypto::Algorithm;
using crypto::PrivateKey;
using testing::ElementsAre;

crypto::X509RequestPtr reread(const std::string& der) {
  const unsigned char* at = crypto::octets(std::string_view(der));
  crypto::X509RequestPtr request(d2i_X509_REQ(nullptr, &at, static_cast<long>(der.size())));
  if (!request) throw std::runtime_error("not a CSR");
  return request;
}

TEST(Csr, AsksForExactlyTheNames) {
  const fakes::TestCa ca("Test Root");
  const auto key = PrivateKey::generate({});
  const auto chain = crypto::parse_chain(
      ca.issue({"a.example", {"a.example", "b.example"}, {"192.0.2.1", "2001:db8::1"}}, key));
  ASSERT_TRUE(chain) << chain.error();
  EXPECT_EQ(chain->front().common_name, "a.example");
  EXPECT_THAT(chain->front().dns_names, ElementsAre("a.example", "b.example"));
  EXPECT_THAT(chain->front().ip_addresses, ElementsAre("192.0.2.1", "2001:db8::1"));
  EXPECT_EQ(chain->front().public_der, key.public_der());
}

TEST(Csr, F1_HasNoSubjectWithoutACommonName) {
  const auto request = reread(crypto::make_csr({"", {"a.example"}, {}}, PrivateKey::generate({})));
  EXPECT_EQ(X509_NAME_entry_count(X509_REQ_get_subject_name(request.get())), 0);
}

TEST(Csr, F2_IsSignedByItsKeyWhateverTheKeyIs) {
  for (const crypto::KeySpec spec :
       {crypto::KeySpec{Algorithm::kEcdsa, 256}, crypto::KeySpec{Algorithm::kEcdsa, 384},
        crypto::KeySpec{Algorithm::kEcdsa, 521}, crypto::KeySpec{Algorithm::kRsa, 2048},
        crypto::KeySpec{Algorithm::kEd25519, 256}}) {
    const auto key = PrivateKey::generate(spec);
    const auto request = reread(crypto::make_csr({"", {"a.example"}, {}}, key));
    EXPECT_EQ(X509_REQ_verify(request.get(), key.handle().pkey.get()), 1);
    EXPECT_LE(X509_REQ_verify(request.get(), PrivateKey::generate({}).handle().pkey.get()), 0);
  }
}

// The extension of that kind in a request, as people read it; "" when there is none.
std::string extension(const std::string& der, int type) {
  const auto request = reread(der);
  STACK_OF(X509_EXTENSION)* all = X509_REQ_get_extensions(request.get());
  const int at = X509v3_get_ext_by_NID(all, type, -1);
  const auto bio = crypto::memory_bio();
  if (at >= 0) X509V3_EXT_print(bio.get(), X509v3_get_ext(all, at), 0, 0);
  sk_X509_EXTENSION_pop_free(all, X509_EXTENSION_free);
  return crypto::contents(*bio);
}

TEST(Csr, F2_AsksForNoUsageByItself) {
  const std::string der = crypto::make_csr({"", {"a.example"}, {}}, PrivateKey::generate({}));
  EXPECT_EQ(extension(der, NID_key_usage), "");
  EXPECT_EQ(extension(der, NID_ext_key_usage), "");
}

TEST(Csr, AsksForTheUsagesItIsToldTo) {
  const std::string der = crypto::make_csr(
      {"", {"a.example"}, {}, {"digitalSignature", "keyAgreement"}, {"serverAuth", "clientAuth"}},
      PrivateKey::generate({}));
  EXPECT_EQ(extension(der, NID_key_usage), "Digital Signature, Key Agreement");
  EXPECT_EQ(extension(der, NID_ext_key_usage),
            "TLS Web Server Authentication, TLS Web Client Authentication");
}

TEST(Csr, NamesTheBadUsage) {
  EXPECT_THROW(
      crypto::make_csr({"", {"a.example"}, {}, {"nonsense"}, {}}, PrivateKey::generate({})),
      std::invalid_argument);
}

TEST(Csr, TakesANameAsItIsAndNotAsConfiguration) {
  const fakes::TestCa ca("Test Root");
  const auto key = PrivateKey::generate({});
  const auto chain = crypto::parse_chain(ca.issue({"", {"a.example,DNS:evil.example"}, {}}, key));
  ASSERT_TRUE(chain) << chain.error();
  EXPECT_THAT(chain->front().dns_names, ElementsAre("a.example,dns:evil.example"));
}

TEST(Csr, NamesTheBadIpAddress) {
  const auto key = PrivateKey::generate({});
  try {
    crypto::make_csr({"", {}, {"192.0.2.1", "192.0.2.256"}}, key);
    FAIL() << "accepted";
  } catch (const std::invalid_argument& wrong) {
    EXPECT_STREQ(wrong.what(), "not an IP address: 192.0.2.256");
  }
}

TEST(Csr, F1_RefusesACommonNameThatNoCertificateCanHold) {
  EXPECT_THROW(crypto::make_csr({std::string(65, 'a'), {}, {}}, PrivateKey::generate({})),
               std::invalid_argument);
}

}  // namespace
