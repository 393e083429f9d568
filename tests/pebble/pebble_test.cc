#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/base64.h"
#include "crypto/certificate.h"
#include "crypto/csr.h"
#include "holder.h"

namespace {

using acme::Identifier;
using acme::OrderStatus;
using pebble::Holder;
using testing::ElementsAre;
using testing::HasSubstr;

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

TEST(Pebble, ListsItsProfiles) {
  Holder holder;
  const auto directory = holder.client.directory(holder.never);
  ASSERT_TRUE(directory) << directory.error().message;
  EXPECT_THAT(directory->profiles, ElementsAre("default", "shortlived"));
  EXPECT_FALSE(directory->external_account_required);
}

TEST(Pebble, IsRefusedWhereItsRootIsNotTrusted) {
  Holder holder;
  const base::SystemClock clock;
  const auto http = pebble::trusting(fakes::TlsAuthority().certificate_pem());
  acme::Client client(*http, clock, holder.bed.directory_url());
  const auto directory = client.directory(holder.never);
  ASSERT_FALSE(directory);
  EXPECT_EQ(directory.error().kind, acme::Error::Kind::kNetwork);
  EXPECT_THAT(directory.error().message, HasSubstr("certificate"));
}

TEST(Pebble, KnowsAnAccountByItsKey) {
  Holder holder;
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

TEST(Pebble, TakesAnotherContact) {
  Holder holder;
  holder.sign_up();
  const auto account =
      holder.client.update_contact(holder.signer(), {"mailto:new@example.org"}, holder.never);
  ASSERT_TRUE(account) << account.error().message;
  EXPECT_THAT(account->contact, ElementsAre("mailto:new@example.org"));
}

TEST(Pebble, TakesEveryKindOfAccountKey) {
  Holder holder;
  for (const crypto::KeySpec spec : {crypto::KeySpec{crypto::Algorithm::kEcdsa, 384},
                                     crypto::KeySpec{crypto::Algorithm::kEcdsa, 521},
                                     crypto::KeySpec{crypto::Algorithm::kRsa, 2048}}) {
    const auto account =
        holder.client.new_account(crypto::PrivateKey::generate(spec), {}, holder.never);
    EXPECT_TRUE(account) << account.error().message;
  }
}

TEST(Pebble, IssuesForOneName) {
  Holder holder;
  holder.sign_up();
  const auto key = crypto::PrivateKey::generate({});
  const std::string pem =
      holder.issue(identifiers({"one.example"}), {"", {"one.example"}, {}}, key);
  EXPECT_EQ(wrong_with(pem, key, {{"one.example"}, {}}), "");
  EXPECT_EQ(wrong_with(pem, holder.key, {{"one.example"}, {}}),
            "the certificate is for another key");
}

TEST(Pebble, IssuesForTwentyNamesAndAnRsaKey) {
  Holder holder;
  holder.sign_up();
  std::vector<std::string> names;
  names.reserve(20);
  for (int i = 0; i < 20; ++i) names.push_back("n" + std::to_string(i) + ".example");
  const auto key = crypto::PrivateKey::generate({crypto::Algorithm::kRsa, 2048});
  const std::string pem = holder.issue(identifiers(names), {"", names, {}}, key);
  EXPECT_EQ(wrong_with(pem, key, {names, {}}), "");
}

TEST(Pebble, IssuesForAnIpAddress) {
  Holder holder;
  holder.sign_up();
  const auto key = crypto::PrivateKey::generate({});
  const std::string pem =
      holder.issue({{Identifier::Type::kIp, "127.0.0.1"}}, {"", {}, {"127.0.0.1"}}, key);
  EXPECT_EQ(wrong_with(pem, key, {{}, {"127.0.0.1"}}), "");
}

TEST(Pebble, IssuesThoughItRejectsHalfOfAllNonces) {
  Holder holder({.nonce_reject_percent = 50, .mac_keys = {}});
  holder.sign_up();
  const auto key = crypto::PrivateKey::generate({});
  const std::string pem = holder.issue(identifiers({"a.example", "b.example"}),
                                       {"", {"a.example", "b.example"}, {}}, key);
  EXPECT_EQ(wrong_with(pem, key, {{"a.example", "b.example"}, {}}), "");
}

TEST(Pebble, RejectsABlockedNameByName) {
  Holder holder;
  holder.sign_up();
  const auto order = holder.client.new_order(
      holder.signer(), {identifiers({"good.example", "blocked-domain.example"}), "", ""},
      holder.never);
  ASSERT_FALSE(order);
  EXPECT_TRUE(order.error().is("rejectedIdentifier"));
  EXPECT_THAT(order.error().message, HasSubstr("400 rejectedIdentifier: "));
  EXPECT_THAT(order.error().message, HasSubstr("blocked-domain.example"));
}

TEST(Pebble, SaysWhyAWrongAnswerMakesAnOrderInvalid) {
  Holder holder;
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

TEST(Pebble, RefusesACsrForOtherNames) {
  Holder holder;
  holder.sign_up();
  const auto ready = holder.validate(holder.order(identifiers({"a.example"})));
  const std::string csr =
      crypto::make_csr({"", {"b.example"}, {}}, crypto::PrivateKey::generate({}));
  const auto done = holder.client.finalize(holder.signer(), ready, csr, holder.never);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, acme::Error::Kind::kProblem);
  EXPECT_THAT(done.error().message, HasSubstr("finalize at https://127.0.0.1:"));
}

TEST(Pebble, RefusesAnUnknownProfile) {
  Holder holder;
  holder.sign_up();
  const auto good = holder.client.new_order(
      holder.signer(), {identifiers({"a.example"}), "shortlived", ""}, holder.never);
  EXPECT_TRUE(good) << good.error().message;
  const auto bad = holder.client.new_order(
      holder.signer(), {identifiers({"a.example"}), "nothing", ""}, holder.never);
  ASSERT_FALSE(bad);
  EXPECT_TRUE(bad.error().is("invalidProfile")) << bad.error().message;
}

TEST(Pebble, BindsAnExternalAccountWhereItIsRequired) {
  const std::string mac = "0123456789abcdef0123456789abcdef";
  Holder holder({.nonce_reject_percent = 5, .mac_keys = {{"kid-1", base::base64url(mac)}}});
  EXPECT_TRUE(holder.client.directory(holder.never)->external_account_required);
  const auto without = holder.client.new_account(holder.key, {}, holder.never);
  ASSERT_FALSE(without);
  EXPECT_TRUE(without.error().is("externalAccountRequired")) << without.error().message;
  const acme::ExternalAccount wrong{"kid-1", base::Secret("another key")};
  EXPECT_FALSE(holder.client.new_account(holder.key, {{}, wrong}, holder.never));
  const acme::ExternalAccount right{"kid-1", base::Secret(mac)};
  const auto account = holder.client.new_account(holder.key, {{}, right}, holder.never);
  EXPECT_TRUE(account) << account.error().message;
}

}  // namespace
