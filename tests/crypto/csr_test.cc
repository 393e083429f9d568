#include "crypto/csr.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/certificate.h"
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

TEST(Csr, HasNoSubjectWithoutACommonName) {
  const auto request = reread(crypto::make_csr({"", {"a.example"}, {}}, PrivateKey::generate({})));
  EXPECT_EQ(X509_NAME_entry_count(X509_REQ_get_subject_name(request.get())), 0);
}

TEST(Csr, IsSignedByItsKeyWhateverTheKeyIs) {
  for (const crypto::KeySpec spec :
       {crypto::KeySpec{Algorithm::kEcdsa, 256}, crypto::KeySpec{Algorithm::kEcdsa, 384},
        crypto::KeySpec{Algorithm::kEcdsa, 521}, crypto::KeySpec{Algorithm::kRsa, 2048}}) {
    const auto key = PrivateKey::generate(spec);
    const auto request = reread(crypto::make_csr({"", {"a.example"}, {}}, key));
    EXPECT_EQ(X509_REQ_verify(request.get(), key.handle().pkey.get()), 1);
    EXPECT_LE(X509_REQ_verify(request.get(), PrivateKey::generate({}).handle().pkey.get()), 0);
  }
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

TEST(Csr, RefusesACommonNameThatNoCertificateCanHold) {
  EXPECT_THROW(crypto::make_csr({std::string(65, 'a'), {}, {}}, PrivateKey::generate({})),
               std::invalid_argument);
}

}  // namespace
