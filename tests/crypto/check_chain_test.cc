// What OpenSSL's verification looks at above the leaf. The rest of check_chain is tested in
// certificate_test.cc.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/certificate.h"
#include "fakes/test_ca.h"

namespace {

using fakes::CaContent;
using fakes::Extension;
using fakes::TestCa;
using fakes::Validity;
using std::chrono::hours;

const base::WallTime kToday{std::chrono::sys_days{std::chrono::November / 24 / 2026}};
const Validity kPast{kToday - hours(48), kToday};
const Validity kFuture{kToday + hours(1) + base::Seconds(1), kToday + hours(48)};
const Extension kIsCa{NID_basic_constraints, "critical,CA:TRUE"};

class Links : public testing::Test {
 protected:
  // What is wrong with a leaf of `issuer` and what is sent behind it; "" for nothing.
  std::string check(const TestCa& issuer, const std::string& above) const {
    return check_pem(issuer.issue(names_, key_) + above);
  }
  std::string check_pem(const std::string& pem) const {
    const auto chain = crypto::parse_chain(pem);
    if (!chain) return "unreadable: " + chain.error();
    return crypto::check_chain(*chain, key_, {{"a.example"}, {}}, kToday).value_or("");
  }
  // An intermediate with this content, and the root behind it.
  std::string with_intermediate(const CaContent& content) const {
    const TestCa intermediate("Middle", root_, content);
    return check(intermediate, intermediate.pem() + root_.pem());
  }
  std::string with_last_intermediate(const CaContent& content) const {
    const TestCa intermediate("Middle", root_, content);
    return check(intermediate, intermediate.pem());
  }

  const TestCa root_{"Root"};
  const TestCa old_root_{"Old Root"};
  const crypto::PrivateKey key_ = crypto::PrivateKey::generate({});
  const crypto::CsrNames names_{"", {"a.example"}, {}};
};

TEST_F(Links, MayEndWithTheRootOrBeforeIt) {
  EXPECT_EQ(with_intermediate({}), "");
  EXPECT_EQ(with_last_intermediate({}), "");
  EXPECT_EQ(check(root_, root_.pem()), "");
}

TEST_F(Links, DF44_MustNotHaveAnExpiredIntermediate) {
  const std::string wrong = "certificate 2 of the chain (CN=Middle): certificate has expired";
  EXPECT_EQ(with_intermediate({.validity = kPast}), wrong);
  EXPECT_EQ(with_last_intermediate({.validity = kPast}), wrong);
  EXPECT_EQ(with_intermediate({.validity = {kPast.from, kToday + base::Seconds(1)}}), "");
}

TEST_F(Links, MustNotHaveAnIntermediateThatIsNotValidYet) {
  const std::string wrong = "certificate 2 of the chain (CN=Middle): certificate is not yet valid";
  EXPECT_EQ(with_intermediate({.validity = kFuture}), wrong);
  EXPECT_EQ(with_last_intermediate({.validity = kFuture}), wrong);
  EXPECT_EQ(with_intermediate({.validity = {kToday + hours(1), kFuture.to}}), "");
}

// As Let's Encrypt sent its root, signed by one that had ended.
TEST_F(Links, MayLeadFromAGoodIntermediateToAnExpiredCertificate) {
  const TestCa intermediate("Middle", root_);
  const std::string cross = root_.pem_by(old_root_, {.validity = kPast});
  const TestCa past("Past Root", CaContent{.validity = kPast});
  const TestCa below_past("Middle", past);
  EXPECT_EQ(check(intermediate, intermediate.pem() + cross), "");
  EXPECT_EQ(check(below_past, below_past.pem() + past.pem()), "");
}

TEST_F(Links, MustNotHaveAnyOtherExpiredCertificate) {
  const TestCa intermediate("Middle", root_);
  const std::string cross = root_.pem_by(old_root_, {.validity = kPast});
  EXPECT_EQ(check(intermediate, intermediate.pem() + cross + old_root_.pem()),
            "certificate 3 of the chain (CN=Root): certificate has expired");
  const TestCa past("Past Root", CaContent{.validity = kPast});
  EXPECT_EQ(check(past, past.pem()),
            "certificate 2 of the chain (CN=Past Root): certificate has expired");
  const std::string later = root_.pem_by(old_root_, {.validity = kFuture});
  EXPECT_EQ(check(intermediate, intermediate.pem() + later),
            "certificate 3 of the chain (CN=Root): certificate is not yet valid");
}

TEST_F(Links, DF44_MustHaveCasThatMaySignCertificates) {
  const Extension lists_only{NID_key_usage, "critical,cRLSign"};
  const Extension certificates{NID_key_usage, "critical,keyCertSign,cRLSign"};
  const std::string wrong =
      "certificate 2 of the chain (CN=Middle) is not the issuer of the one before it: key usage "
      "does not include certificate signing";
  EXPECT_EQ(with_intermediate({.extensions = {kIsCa, lists_only}}), wrong);
  EXPECT_EQ(with_last_intermediate({.extensions = {kIsCa, lists_only}}), wrong);
  EXPECT_EQ(with_intermediate({.extensions = {kIsCa, certificates}}), "");
}

TEST_F(Links, MustHaveCasAboveTheLeaf) {
  const std::string wrong = "certificate 2 of the chain (CN=Middle) is not a CA's";
  for (const std::vector<Extension>& extensions : {std::vector<Extension>{},
                                                   {{NID_basic_constraints, "CA:FALSE"}},
                                                   {{NID_key_usage, "critical,keyCertSign"}}}) {
    EXPECT_EQ(with_intermediate({.extensions = extensions}), wrong);
    EXPECT_EQ(with_last_intermediate({.extensions = extensions}), wrong);
  }
}

TEST_F(Links, DF44_MustBeNoMoreThanACaAllowsBelowIt) {
  const CaContent none_below{.extensions = {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"}}};
  EXPECT_EQ(with_intermediate(none_below), "");
  const TestCa upper("Upper", root_, none_below);
  const TestCa lower("Lower", upper);
  const std::string wrong =
      "certificate 3 of the chain (CN=Upper): path length constraint exceeded";
  EXPECT_EQ(check(lower, lower.pem() + upper.pem() + root_.pem()), wrong);
  EXPECT_EQ(check(lower, lower.pem() + upper.pem()), wrong);
}

TEST_F(Links, MustBeSigned) {
  const TestCa other("Root");
  const TestCa intermediate("Middle", other);
  EXPECT_EQ(check(intermediate, intermediate.pem() + root_.pem()),
            "certificate 3 of the chain (CN=Root) did not sign the one before it: certificate "
            "signature failure");
}

TEST_F(Links, MustBeInTheirOrder) {
  const TestCa intermediate("Middle", root_);
  EXPECT_EQ(check(intermediate, root_.pem() + intermediate.pem()),
            "certificate 2 of the chain (CN=Root) is not the issuer of the one before it: subject "
            "issuer mismatch");
  EXPECT_EQ(check(intermediate, intermediate.pem() + intermediate.pem() + root_.pem()),
            "certificate 3 of the chain (CN=Middle) is not the issuer of the one before it: "
            "subject issuer mismatch");
  EXPECT_EQ(check(root_, root_.pem() + root_.pem_as("Root")),
            "certificate 2 of the chain (CN=Root) is one too many: the chain holds without it");
}

TEST_F(Links, MustAllowTheNamesOfTheLeaf) {
  const auto only_below = [](const std::string& name) {
    return CaContent{
        .extensions = {kIsCa, {NID_name_constraints, "critical,permitted;DNS:" + name}}};
  };
  EXPECT_EQ(with_intermediate(only_below("example")), "");
  EXPECT_EQ(with_intermediate(only_below("b.example")),
            "certificate 1 of the chain: permitted subtree violation");
}

// What a CA agrees on with its own clients is theirs to judge.
TEST_F(Links, MayHaveACriticalExtensionThatOpensslDoesNotKnow) {
  EXPECT_EQ(with_intermediate({.extensions = {kIsCa, {NID_tlsfeature, "critical,status_request"}}}),
            "");
}

TEST_F(Links, MustNotBeginWithASelfSignedLeaf) {
  const TestCa self("a.example",
                    CaContent{.extensions = {{NID_subject_alt_name, "DNS:a.example"}}});
  const auto chain = crypto::parse_chain(self.pem());
  ASSERT_TRUE(chain) << chain.error();
  EXPECT_EQ(crypto::check_chain(*chain, self.key(), {{"a.example"}, {}}, kToday),
            "the certificate is signed by its own key, not by a CA");
}

}  // namespace
