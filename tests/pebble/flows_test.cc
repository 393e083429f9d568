// What a client does at any CA, the same tests for two real ones, Pebble and step-ca, and for our
// ScriptedCa: so that what only the ScriptedCa can show (tests/acme) is shown at a CA that is like
// a real one. PebbleFlows are those for which step-ca has nothing: profiles, external accounts,
// names that are blocked, authorizations that last or are given up, another key of an account; and
// a wrong answer, after which it leaves the order pending.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/base64.h"
#include "crypto/certificate.h"
#include "crypto/csr.h"
#include "pebble/holder.h"
#include "pebble/pebble_bed.h"
#include "pebble/scripted_bed.h"
#include "pebble/step_ca_bed.h"

namespace {

using acme::Identifier;
using acme::OrderStatus;
using acme::RevocationReason;
using pebble::BedOptions;
using pebble::Holder;
using testing::ElementsAre;
using testing::HasSubstr;

struct Kind {
  const char* name;
  std::unique_ptr<pebble::Bed> (*make)(const BedOptions&);
};

class Flows : public testing::TestWithParam<Kind> {
 protected:
  static std::unique_ptr<pebble::Bed> bed(const BedOptions& options = {}) {
    return GetParam().make(options);
  }
};

class PebbleFlows : public Flows {};

const Kind kPebble{"Pebble", [](const BedOptions& options) -> std::unique_ptr<pebble::Bed> {
                     return std::make_unique<pebble::PebbleBed>(options);
                   }};
const Kind kScripted{"Scripted", [](const BedOptions& options) -> std::unique_ptr<pebble::Bed> {
                       return std::make_unique<pebble::ScriptedBed>(options);
                     }};
const Kind kStepCa{"StepCa", [](const BedOptions&) -> std::unique_ptr<pebble::Bed> {
                     return std::make_unique<pebble::StepCaBed>();
                   }};
const auto kName = [](const auto& kind) { return std::string(kind.param.name); };

INSTANTIATE_TEST_SUITE_P(, Flows, testing::Values(kPebble, kScripted, kStepCa), kName);
INSTANTIATE_TEST_SUITE_P(, PebbleFlows, testing::Values(kPebble, kScripted), kName);

std::vector<Identifier> identifiers(const std::vector<std::string>& names) {
  std::vector<Identifier> result;
  result.reserve(names.size());
  for (const std::string& name : names) result.push_back({Identifier::Type::kDns, name});
  return result;
}

std::string wrong_with(const std::string& pem, const crypto::PrivateKey& key,
                       const crypto::Wanted& wanted) {
  const auto chain = crypto::parse_chain(pem);
  if (!chain) return chain.error();
  if (chain->size() < 2) return "no intermediate";
  return crypto::check_chain(*chain, key, wanted, base::SystemClock().wall_now()).value_or("");
}

// One certificate for a.example and what is needed to revoke it.
struct Issued {
  crypto::PrivateKey key = crypto::PrivateKey::generate({});
  std::string leaf_der;

  explicit Issued(Holder& holder) {
    const auto pem = holder.issue(identifiers({"a.example"}), {"", {"a.example"}, {}}, key);
    leaf_der = crypto::parse_chain(pem)->front().der;
  }
};

TEST_P(PebbleFlows, TheDirectoryListsProfiles) {
  Holder holder(bed());
  const auto directory = holder.client.directory(holder.never);
  ASSERT_TRUE(directory) << directory.error().message;
  EXPECT_THAT(directory->profiles, ElementsAre("default", "shortlived"));
  EXPECT_FALSE(directory->external_account_required);
}

TEST_P(Flows, T5_OnlyTheRootThatIsGivenIsTrusted) {
  Holder holder(bed());
  const auto http = pebble::trusting(fakes::TlsAuthority().certificate_pem());
  acme::Client client(*http, holder.clock, holder.bed->directory_url());
  const auto directory = client.directory(holder.never);
  ASSERT_FALSE(directory);
  EXPECT_EQ(directory.error().kind, acme::Error::Kind::kNetwork);
  EXPECT_THAT(directory.error().message, HasSubstr("certificate"));
}

TEST_P(Flows, A2_AnAccountIsKnownByItsKey) {
  Holder holder(bed());
  const auto none = holder.client.find_account(holder.key, holder.never);
  ASSERT_FALSE(none);
  EXPECT_TRUE(none.error().is("accountDoesNotExist")) << none.error().message;
  const auto made =
      holder.client.new_account(holder.key, {{"mailto:ops@example.org"}, {}}, holder.never);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->status, "valid");
  const auto found = holder.client.find_account(holder.key, holder.never);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->url, made->url);
  const auto again = holder.client.new_account(holder.key, {}, holder.never);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->url, made->url);
}

TEST_P(Flows, AnAccountTakesAnotherContactAndIsRead) {
  Holder holder(bed());
  holder.sign_up();
  const auto account = holder.must([&] {
    return holder.client.update_contact(holder.signer(), {"mailto:new@example.org"}, holder.never);
  });
  EXPECT_THAT(account.contact, ElementsAre("mailto:new@example.org"));
  const auto read =
      holder.must([&] { return holder.client.account(holder.signer(), holder.never); });
  EXPECT_EQ(read.url, holder.account_url);
  EXPECT_EQ(read.status, "valid");
}

TEST_P(Flows, EveryKindOfAccountKeyIsTaken) {
  Holder holder(bed());
  for (const crypto::KeySpec spec : {crypto::KeySpec{crypto::Algorithm::kEcdsa, 384},
                                     crypto::KeySpec{crypto::Algorithm::kEcdsa, 521},
                                     crypto::KeySpec{crypto::Algorithm::kRsa, 2048}}) {
    const auto key = crypto::PrivateKey::generate(spec);
    EXPECT_NE(holder.must([&] { return holder.client.new_account(key, {}, holder.never); }).url,
              "");
  }
}

TEST_P(PebbleFlows, A9_A10_AnExternalAccountIsBoundByItsMacAlone) {
  const std::string mac = "0123456789abcdef0123456789abcdef";
  Holder holder(bed({.nonce_reject_percent = 5, .mac_keys = {{"kid-1", base::base64url(mac)}}}));
  EXPECT_TRUE(holder.client.directory(holder.never)->external_account_required);
  const auto without = holder.client.new_account(holder.key, {}, holder.never);
  ASSERT_FALSE(without);
  EXPECT_TRUE(without.error().is("externalAccountRequired")) << without.error().message;
  const acme::ExternalAccount wrong{"kid-1", base::Secret("another key of the same length..")};
  const auto refused = holder.client.new_account(holder.key, {{}, wrong}, holder.never);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, acme::Error::Kind::kProblem);
  EXPECT_EQ(refused.error().message.find("another key of"), std::string::npos);
  const acme::ExternalAccount right{"kid-1", base::Secret(mac)};
  const auto account = holder.client.new_account(holder.key, {{}, right}, holder.never);
  EXPECT_TRUE(account) << account.error().message;
}

TEST_P(PebbleFlows, AnAccountsKeyIsChangedForGood) {
  Holder holder(bed());
  holder.sign_up();
  const auto next = crypto::PrivateKey::generate({});
  const auto changed = holder.client.change_key(holder.signer(), next, holder.never);
  ASSERT_TRUE(changed) << changed.error().message;
  EXPECT_EQ(holder.must([&] { return holder.client.find_account(next, holder.never); }).url,
            holder.account_url);
  EXPECT_FALSE(holder.client.account(holder.signer(), holder.never));
  const acme::Signer with_next{next, holder.account_url};
  EXPECT_EQ(holder.must([&] { return holder.client.account(with_next, holder.never); }).status,
            "valid");
}

TEST_P(Flows, ADeactivatedAccountIsOfNoUse) {
  Holder holder(bed());
  holder.sign_up();
  const auto gone =
      holder.must([&] { return holder.client.deactivate(holder.signer(), holder.never); });
  EXPECT_EQ(gone.status, "deactivated");
  const auto order =
      holder.client.new_order(holder.signer(), {identifiers({"a.example"}), "", ""}, holder.never);
  ASSERT_FALSE(order);
  EXPECT_TRUE(order.error().is("unauthorized")) << order.error().message;
}

TEST_P(Flows, O12_ACertificateIsIssuedForOneName) {
  Holder holder(bed());
  holder.sign_up();
  const auto key = crypto::PrivateKey::generate({});
  const std::string pem =
      holder.issue(identifiers({"one.example"}), {"", {"one.example"}, {}}, key);
  EXPECT_EQ(wrong_with(pem, key, {{"one.example"}, {}}), "");
  EXPECT_EQ(wrong_with(pem, holder.key, {{"one.example"}, {}}),
            "the certificate is for another key");
}

TEST_P(Flows, ARenewalIsAnotherCertificateForAnotherKey) {
  Holder holder(bed());
  holder.sign_up();
  const Issued first(holder);
  const Issued second(holder);
  EXPECT_NE(second.leaf_der, first.leaf_der);
  EXPECT_NE(second.key.public_der(), first.key.public_der());
}

TEST_P(Flows, ACertificateIsIssuedForTwentyNamesAndAnRsaKey) {
  Holder holder(bed());
  holder.sign_up();
  std::vector<std::string> names;
  names.reserve(20);
  for (int i = 0; i < 20; ++i) names.push_back("n" + std::to_string(i) + ".example");
  const auto key = crypto::PrivateKey::generate({crypto::Algorithm::kRsa, 2048});
  const std::string pem = holder.issue(identifiers(names), {"", names, {}}, key);
  EXPECT_EQ(wrong_with(pem, key, {names, {}}), "");
}

TEST_P(Flows, Z20_ACertificateIsIssuedForAnIpAddress) {
  Holder holder(bed());
  holder.sign_up();
  const auto key = crypto::PrivateKey::generate({});
  const std::string pem =
      holder.issue({{Identifier::Type::kIp, "127.0.0.1"}}, {"", {}, {"127.0.0.1"}}, key);
  EXPECT_EQ(wrong_with(pem, key, {{}, {"127.0.0.1"}}), "");
}

TEST_P(PebbleFlows, O3_Z11_ARenewalWhoseNamesAreProvedIsReadyAtOnce) {
  Holder holder(bed({.nonce_reject_percent = 5, .mac_keys = {}, .reuse = true}));
  holder.sign_up();
  const Issued first(holder);
  const auto order = holder.order(identifiers({"a.example"}));
  EXPECT_EQ(order.status, OrderStatus::kReady);
  const auto authorization = holder.must([&] {
    return holder.client.authorization(holder.signer(), order.authorizations.at(0), holder.never);
  });
  EXPECT_EQ(authorization.status, "valid");
  const Issued second(holder);
  EXPECT_NE(second.leaf_der, first.leaf_der);
}

TEST_P(PebbleFlows, O16_ANameThatIsRefusedIsNamed) {
  Holder holder(bed());
  holder.sign_up();
  const auto order = holder.client.new_order(
      holder.signer(), {identifiers({"good.example", "blocked-domain.example"}), "", ""},
      holder.never);
  ASSERT_FALSE(order);
  EXPECT_TRUE(order.error().is("rejectedIdentifier"));
  EXPECT_THAT(order.error().message, HasSubstr("400 rejectedIdentifier: "));
  EXPECT_THAT(order.error().message, HasSubstr("blocked-domain.example"));
}

TEST_P(PebbleFlows, Z12_AWrongAnswerMakesTheOrderInvalidAndSaysWhy) {
  Holder holder(bed());
  holder.sign_up();
  const auto order = holder.order(identifiers({"a.example"}));
  const auto done = holder.validate(order, [](const auto&) { return "wrong"; });
  EXPECT_EQ(done.status, OrderStatus::kInvalid);
  const auto authorization =
      holder.client.authorization(holder.signer(), order.authorizations.at(0), holder.never);
  ASSERT_TRUE(authorization) << authorization.error().message;
  EXPECT_EQ(authorization->status, "invalid");
  ASSERT_TRUE(authorization->http01()->error);
  EXPECT_EQ(authorization->http01()->error->type, "unauthorized");
  EXPECT_THAT(authorization->http01()->error->detail, HasSubstr("wrong"));
}

TEST_P(PebbleFlows, APendingAuthorizationIsGivenUp) {
  Holder holder(bed());
  holder.sign_up();
  const auto order = holder.order(identifiers({"a.example"}));
  const auto given_up = holder.must([&] {
    return holder.client.deactivate_authorization(holder.signer(), order.authorizations.at(0),
                                                  holder.never);
  });
  EXPECT_EQ(given_up.status, "deactivated");
}

TEST_P(Flows, ACsrForOtherNamesIsRefused) {
  Holder holder(bed());
  holder.sign_up();
  const auto ready = holder.validate(holder.order(identifiers({"a.example"})));
  const std::string csr =
      crypto::make_csr({"", {"b.example"}, {}}, crypto::PrivateKey::generate({}));
  const auto done = holder.client.finalize(holder.signer(), ready, csr, holder.never);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, acme::Error::Kind::kProblem);
  EXPECT_THAT(done.error().message, HasSubstr("finalize at https://127.0.0.1:"));
}

TEST_P(Flows, AnOrderThatIsNotReadyIsNotFinalized) {
  Holder holder(bed());
  holder.sign_up();
  const auto order = holder.order(identifiers({"a.example"}));
  const std::string csr =
      crypto::make_csr({"", {"a.example"}, {}}, crypto::PrivateKey::generate({}));
  const auto done = holder.client.finalize(holder.signer(), order, csr, holder.never);
  ASSERT_FALSE(done);
  EXPECT_TRUE(done.error().is("orderNotReady")) << done.error().message;
}

TEST_P(PebbleFlows, AnUnknownProfileIsRefused) {
  Holder holder(bed());
  holder.sign_up();
  const auto order_with = [&](const char* profile) {
    return holder.client.new_order(holder.signer(), {identifiers({"a.example"}), profile, ""},
                                   holder.never);
  };
  const auto good = order_with("shortlived");
  EXPECT_TRUE(good) << good.error().message;
  const auto bad = order_with("nothing");
  ASSERT_FALSE(bad);
  EXPECT_TRUE(bad.error().is("invalidProfile")) << bad.error().message;
}

TEST_P(Flows, V1_ACertificateIsRevokedByItsAccountOrByItsOwnKey) {
  Holder holder(bed());
  holder.sign_up();
  const Issued one(holder);
  const auto by_account = holder.client.revoke(holder.signer(), one.leaf_der,
                                               RevocationReason::kSuperseded, holder.never);
  EXPECT_TRUE(by_account) << by_account.error().message;
  const Issued other(holder);
  const auto by_a_stranger =
      holder.client.revoke({one.key, ""}, other.leaf_der, std::nullopt, holder.never);
  EXPECT_FALSE(by_a_stranger);
  const auto by_key = holder.client.revoke({other.key, ""}, other.leaf_der,
                                           RevocationReason::kKeyCompromise, holder.never);
  EXPECT_TRUE(by_key) << by_key.error().message;
}

TEST_P(Flows, V2_RevokingTwiceIsASuccess) {
  Holder holder(bed());
  holder.sign_up();
  const Issued one(holder);
  for (int i = 0; i < 2; ++i) {
    const auto done =
        holder.client.revoke(holder.signer(), one.leaf_der, std::nullopt, holder.never);
    EXPECT_TRUE(done) << done.error().message;
  }
}

}  // namespace
