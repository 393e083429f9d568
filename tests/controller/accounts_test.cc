// The account of an Issuer, at a CA that does what a CA may do.

#include <atomic>
#include <thread>

#include "base/base64.h"
#include "controller/account_bed.h"
#include "crypto/key.h"
#include "fakes/fake_http.h"

namespace {

using fakes::says_problem;
using testing::HasSubstr;
using testing::Not;

class AccountsTest : public issuance::AccountBed {};

TEST_F(AccountsTest, A5_WithoutConsentNoAccountIsAskedForAndTheTermsAreNamed) {
  apply_issuer([](wire::Writer& acme) { acme.set("termsOfServiceAgreed", false); });
  EXPECT_EQ(asked_within_hours(), 0);
  EXPECT_EQ(ready_reason(), api::kTermsNotAgreed);
  EXPECT_THAT(ready_message(), HasSubstr(ca_.url("/terms")));
  EXPECT_TRUE(is_stalled());
  EXPECT_EQ(account_secret(), "");
  apply_issuer([](wire::Writer& acme) { acme.set("termsOfServiceAgreed", true); });
  work();
  EXPECT_TRUE(is_ready()) << ready_message();
}

TEST_F(AccountsTest, A5_WhereThereAreNoTermsThereIsNothingToAgreeTo) {
  ca_.desk([](auto& desk) { desk.settings.terms = false; });
  apply_issuer([](wire::Writer& acme) { acme.set("termsOfServiceAgreed", false); });
  work();
  EXPECT_TRUE(is_ready()) << ready_message();
  for (const auto& request : ca_.requests()) {
    EXPECT_THAT(request.jws ? request.jws->payload : "", Not(HasSubstr("termsOfService")));
  }
}

TEST_F(AccountsTest, A6_A7_WhatAPersonMustAgreeToIsNotAskedAgainBeforeTheObjectIsChanged) {
  for (const char* type : {"userActionRequired", "agreementRequired"}) {
    refuse_every_new_account(type);
    annotate_issuer("sallyport.dev/renew", type);
    EXPECT_GE(asked_within_hours(), 1) << type;
    EXPECT_EQ(asked_within_hours(), 0) << type;
    EXPECT_EQ(ready_reason(), api::kAccountRefused);
    EXPECT_THAT(ready_message(), HasSubstr("https://ca.example/terms"));
    EXPECT_TRUE(is_stalled()) << type;
  }
  ca_.behave();
  annotate_issuer("sallyport.dev/renew", "agreed");
  work();
  EXPECT_TRUE(is_ready()) << ready_message();
}

TEST_F(AccountsTest, A6_ThePaceOfTheCaIsNoRefusalOfTheAccount) {
  refuse_every_new_account("rateLimited");
  work();
  EXPECT_EQ(ready_reason(), api::kRateLimited);
  EXPECT_FALSE(is_stalled());
}

TEST_F(AccountsTest, A8_ACaForCustomersOnlyIsNotAskedByAStranger) {
  ca_.desk([](auto& desk) { desk.settings.mac_keys = {{"kid-1", "0123456789abcdef"}}; });
  EXPECT_EQ(asked_within_hours(), 0);
  EXPECT_EQ(ready_reason(), api::kExternalAccountRequired);
  EXPECT_THAT(ready_message(), HasSubstr("spec.acme.externalAccountBinding"));
  EXPECT_TRUE(is_stalled());
  EXPECT_EQ(account_secret(), "");
}

TEST_F(AccountsTest, A11_AMacKeyIsReadHoweverItWasHandedOut) {
  const std::string raw("\xfb\xff\x01\x7f\x80 sixteen and more", 21);
  ca_.desk([&](auto& desk) { desk.settings.mac_keys = {{"kid-1", raw}}; });
  const std::string plain = base::base64(raw);
  const std::string url = base::base64url(raw);
  ASSERT_NE(plain, url);
  int number = 0;
  for (const std::string& text : {plain, url, url + "=", plain + "\n", url + "\r\n",
                                  plain.substr(0, 8) + "\n" + plain.substr(8) + "\n"}) {
    const std::string name = "account-" + std::to_string(++number);
    api_.put(kube::kSecrets, kube::new_object(kube::kSecrets, {"team", "eab"})
                                 .set("data", wire::Writer().set("secret", base::base64(text))));
    apply_issuer([&](wire::Writer& acme) {
      acme.set("privateKeySecretRef", wire::Writer().set("name", name));
      acme.set("externalAccountBinding",
               wire::Writer()
                   .set("keyID", "kid-1")
                   .set("keySecretRef", wire::Writer().set("name", "eab")));
    });
    work();
    EXPECT_TRUE(is_ready()) << text << ": " << ready_message();
  }
  EXPECT_EQ(accounts(), 6U);
}

// The second controller does all that it does while the first one waits for the n-th answer.
TEST_F(AccountsTest, A1_TwoControllersAtOnceEndWithOneKeyAndOneAccount) {
  for (int n = 1; n <= 3; ++n) {
    ca_.behave();
    api_.on_change({});
    api_.clear();
    ca_.desk([](auto& desk) { desk.accounts.clear(); });
    apply_issuer();
    start();
    issuance::Life life;
    issuance::Program other(api_, sidecar_, clock_, life, outside_);
    const auto issuer = api_.get(api::kIssuers, {"team", "ca"}).value();
    other.put("issuers", {"team", "ca"}, &issuer);
    ca_.at("newAccount", ca_.count("newAccount") + n, [&](fakes::Turn& turn) {
      const fakes::CaReply reply = turn.serve();
      other.look();
      turn.send(reply);
    });
    work();
    EXPECT_TRUE(is_ready()) << n << ": " << ready_message();
    EXPECT_EQ(accounts(), 1U) << n;
    EXPECT_EQ(issuer_condition(api::kStalled).status, "False") << n;
  }
}

TEST_F(AccountsTest, A15_AUselessAccountSecretIsReportedAndLeftAlone) {
  const std::vector<std::map<std::string, std::string>> useless = {
      {{"other", "x"}},
      {{"tls.key", "garbage"}},
      {{"tls.key", ""}},
      {{"tls.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"}},
      {{"tls.key", crypto::PrivateKey::generate({}).pem().reveal()}, {"tls.key.next", "garbage"}}};
  for (const auto& data : useless) {
    put_account_secret(data);
    const auto before = api_.get(kube::kSecrets, {"team", "account"})->dump();
    annotate_issuer("sallyport.dev/renew", before);
    EXPECT_EQ(asked_within_hours(), 0);
    EXPECT_EQ(ready_reason(), api::kAccountKeyInvalid);
    EXPECT_THAT(ready_message(), HasSubstr("Secret team/account: "));
    EXPECT_THAT(ready_message(), Not(HasSubstr("garbage")));
    EXPECT_EQ(api_.get(kube::kSecrets, {"team", "account"})->dump(), before);
  }
  EXPECT_EQ(accounts(), 0U);
}

TEST_F(AccountsTest, A15_ARestartDoesNotForgetThePause) {
  ca_.always("newAccount", fakes::says({503, {}, ""}));
  work(base::Seconds(60));
  const int before = ca_.count("newAccount");
  EXPECT_GE(before, 3);
  start();
  work(base::Seconds(1));
  EXPECT_EQ(ca_.count("newAccount"), before);
  ca_.behave();
  work(base::Seconds(120));
  EXPECT_TRUE(is_ready());
  EXPECT_FALSE(issuer().status.failure);
}

TEST_F(AccountsTest, A15_AnAccountThatNoStatusNamesIsFoundByItsKey) {
  work();
  const std::string url = issuer().status.account_url;
  apply_issuer();
  api_.put(
      api::kIssuers,
      wire::Writer(api_.get(api::kIssuers, {"team", "ca"}).value()).set("status", wire::Writer()));
  start();
  work();
  EXPECT_EQ(issuer().status.account_url, url);
  EXPECT_EQ(accounts(), 1U);
}

TEST_F(AccountsTest, A15_AnAccountKeyThatTheUserBringsIsUsedInEveryForm) {
  using crypto::Algorithm;
  using crypto::Encoding;
  for (const crypto::KeySpec spec :
       {crypto::KeySpec{Algorithm::kEcdsa, 256}, crypto::KeySpec{Algorithm::kEcdsa, 384},
        crypto::KeySpec{Algorithm::kRsa, 2048}}) {
    for (const Encoding encoding : {Encoding::kPkcs1, Encoding::kPkcs8}) {
      const auto key = crypto::PrivateKey::generate(spec);
      const std::string jwk = key.jwk();
      const std::string id = ca_.desk([&](auto& desk) {
        const std::string made = "brought-" + std::to_string(desk.accounts.size());
        desk.accounts[made].jwk = wire::Object::parse(jwk);
        return made;
      });
      put_account_secret({{"account.pem", key.pem(encoding).reveal()}});
      apply_issuer([&](wire::Writer& acme) {
        acme.set("disableAccountKeyGeneration", true).set("email", id + "@example.com");
        acme.set("privateKeySecretRef",
                 wire::Writer().set("name", "account").set("key", "account.pem"));
      });
      work();
      EXPECT_EQ(issuer().status.account_url, ca_.url("/account/" + id)) << ready_message();
    }
  }
  EXPECT_EQ(accounts(), 6U);
}

TEST_F(AccountsTest, A16_AnAddressThatTheCaRefusesIsLeftOutWhereTheSpecAllowsIt) {
  ca_.always("newAccount", [](fakes::Turn& turn) {
    if (turn.request.jws->payload.find("\"contact\"") == std::string::npos)
      return turn.send(turn.serve());
    says_problem(400, "invalidContact", "that address takes no mail")(turn);
  });
  work();
  EXPECT_EQ(ready_reason(), api::kAccountRefused);
  EXPECT_TRUE(is_stalled());
  EXPECT_EQ(accounts(), 0U);
  const int before = ca_.count("newAccount");
  apply_issuer([](wire::Writer& acme) { acme.set("emailPolicy", "Preferred"); });
  work();
  EXPECT_TRUE(is_ready()) << ready_message();
  EXPECT_THAT(ready_message(), HasSubstr("that address takes no mail"));
  EXPECT_EQ(ca_.count("newAccount") - before, 3) << "looked up, refused, made without";
}

TEST_F(AccountsTest, A16_AnotherAddressThatTheCaRefusesKeepsTheAccountReady) {
  work();
  apply_issuer([](wire::Writer& acme) {
    acme.set("email", "ops@invalid.example").set("emailPolicy", "Preferred");
  });
  work();
  EXPECT_TRUE(is_ready()) << ready_message();
  EXPECT_THAT(ready_message(), HasSubstr("takes no mail"));
  EXPECT_EQ(ca_.count("account"), 1);
}

TEST_F(AccountsTest, A19_TheAccountsKeyIsNeverACertificatesKey) {
  work();
  apply_certificate({"a.example"}, [](wire::Writer& spec) {
    spec.set("privateKey", wire::Writer().set("rotationPolicy", "Never"));
  });
  work();
  ASSERT_TRUE(is_issued());
  const auto secret = api_.get(kube::kSecrets, {"team", "web-tls"}).value();
  wire::Writer data(secret.object("data"));
  data.set("tls.key", base::base64(account_secret()));
  api_.put(kube::kSecrets, wire::Writer(secret).set("data", data));
  const int before = ca_.count("finalize");
  work();
  annotate("sallyport.dev/renew", "1");
  work();
  EXPECT_EQ(ca_.count("finalize"), before);
  EXPECT_THAT(condition(api::kIssuing).message,
              HasSubstr("the certificate's key is the account's"));
  EXPECT_EQ(condition(api::kStalled).status, "True");
}

TEST_F(AccountsTest, TheSecretOfACertificateIsNoAccountsAndIsNotWritten) {
  apply_certificate();
  work();
  ASSERT_TRUE(is_issued());
  const std::string before = tls_secret();
  const int accounts = ca_.count("newAccount");
  apply_issuer("thief", ca_, [](wire::Writer& acme) {
    acme.set("privateKeySecretRef", wire::Writer().set("name", "web-tls"));
  });
  work();
  const auto thief = api::read_issuer(api_.get(api::kIssuers, {"team", "thief"}).value());
  const auto* ready = kube::find_condition(thief.status.conditions, api::kReady);
  ASSERT_NE(ready, nullptr);
  EXPECT_EQ(ready->reason, api::kAccountKeyInvalid);
  EXPECT_THAT(ready->message, HasSubstr("Secret team/web-tls: it holds the key of a certificate"));
  EXPECT_EQ(tls_secret(), before);
  EXPECT_EQ(ca_.count("newAccount"), accounts);
}

TEST_F(AccountsTest, ACaThatTakesNoEcdsaGetsARsaKeyAndNeverSeesASecondAccount) {
  ca_.desk([](auto& desk) { desk.settings.algorithms = {"RS256"}; });
  work();
  EXPECT_TRUE(is_ready()) << ready_message();
  const auto key = crypto::PrivateKey::from_pem(base::Secret(account_secret()));
  ASSERT_TRUE(key) << key.error();
  EXPECT_EQ(key->jws_algorithm(), "RS256");
  apply_certificate();
  work();
  EXPECT_TRUE(is_issued()) << condition(api::kIssuing).message;
  EXPECT_EQ(accounts(), 1U);
}

TEST_F(AccountsTest, AnAccountKeyIsEcdsaWhereTheCaTakesIt) {
  work();
  const auto key = crypto::PrivateKey::from_pem(base::Secret(account_secret()));
  ASSERT_TRUE(key) << key.error();
  EXPECT_EQ(key->jws_algorithm(), "ES256");
}

TEST_F(AccountsTest, ABroughtKeyThatTheCaDoesNotTakeIsForAPerson) {
  put_account_secret({{"tls.key", crypto::PrivateKey::generate({}).pem().reveal()}});
  ca_.desk([](auto& desk) { desk.settings.algorithms = {"RS256"}; });
  work();
  EXPECT_EQ(ready_reason(), api::kAccountRefused);
  EXPECT_THAT(ready_message(), HasSubstr("give another Secret in privateKeySecretRef"));
  EXPECT_TRUE(is_stalled());
  EXPECT_EQ(asked_within_hours(), 0);
}

TEST_F(AccountsTest, NoKeyIsMadeForWhoWantsToBringIt) {
  apply_issuer([](wire::Writer& acme) { acme.set("disableAccountKeyGeneration", true); });
  work();
  EXPECT_EQ(ready_reason(), api::kAccountKeyMissing);
  EXPECT_EQ(account_secret(), "");
  EXPECT_EQ(accounts(), 0U);
}

TEST_F(AccountsTest, AnIssuerThatIsBeingDeletedGetsNoAccount) {
  const auto there = api_.get(api::kIssuers, {"team", "ca"}).value();
  const auto meta =
      wire::Writer(there.object("metadata")).set("deletionTimestamp", "2026-11-24T00:00:00Z");
  api_.put(api::kIssuers, wire::Writer(there).set("metadata", meta));
  work();
  EXPECT_EQ(accounts(), 0U);
  EXPECT_EQ(account_secret(), "");
}

// ---- What answers of CAs may take.

// A CA that answers late, and how many it was asked at once.
class LateHttp final : public http::Client {
 public:
  explicit LateHttp(std::atomic<int>& most) : most_(most) {}
  base::Result<http::Response, http::Error> send(const http::Request&, std::stop_token) override {
    const int now = ++at_once();
    for (int most = most_; most < now && !most_.compare_exchange_weak(most, now);) {
    }
    std::this_thread::sleep_for(base::Millis(50));
    --at_once();
    return http::Response{503, {}, ""};
  }
  base::Result<http::Response, http::Error> stream(const http::Request& request, base::Millis,
                                                   const http::Sink&,
                                                   std::stop_token stop) override {
    return send(request, stop);
  }

 private:
  static std::atomic<int>& at_once() {
    static std::atomic<int> count = 0;
    return count;
  }
  std::atomic<int>& most_;
};

// A hundred questions at once, by issuers of these namespaces in turn; "" for a ClusterIssuer.
int asked_at_once(const std::vector<std::string>& namespaces) {
  fakes::FakeHttp api;
  const base::SystemClock clock;
  const kube::Config config;
  kube::Token token(config, clock);
  kube::Client cluster(api, config, token);
  std::atomic<int> most = 0;
  const controller::Accounts accounts(
      cluster, clock, "sallyport-system", {}, *preflight::Fence::parse(""),
      [&](const http::ClientOptions&) { return std::make_unique<LateHttp>(most); });
  const auto key = crypto::PrivateKey::generate({});
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < 100; ++i) {
    threads.emplace_back([&, i] {
      api::Issuer issuer;
      issuer.meta.namespace_ = namespaces[i % namespaces.size()];
      issuer.cluster_scoped = issuer.meta.namespace_.empty();
      issuer.spec.server = "https://ca.example/dir";
      static_cast<void>(accounts.connect(issuer, key)->ca->directory({}));
    });
  }
  threads.clear();
  return most;
}

TEST(AnswersOfCas, DF03_ToOneNamespaceLeaveRoomForThoseToOthers) {
  EXPECT_LE(asked_at_once({"a"}), 10);
  EXPECT_GT(asked_at_once({"a", "b", "c", "d"}), 10);
  EXPECT_LE(asked_at_once({"a", "b", "c", "d"}), 40);
  EXPECT_GT(asked_at_once({""}), 10);
  EXPECT_LE(asked_at_once({""}), 64);
}

// ---- Where a CA may be.

TEST(Fenced, IsANamespacesOwnIssuerAndNoClusterIssuer) {
  fakes::FakeHttp http;
  const fakes::FakeClock clock;
  const kube::Config config;
  kube::Token token(config, clock);
  kube::Client cluster(http, config, token);
  std::vector<std::string> refusals;
  const controller::Accounts accounts(
      cluster, clock, "sallyport-system", {}, *preflight::Fence::parse(""),
      [&](const http::ClientOptions& options) {
        refusals.push_back(options.fence ? options.fence("10.0.0.1", 443) : "");
        return http::make_beast_client({});
      });
  api::Issuer issuer;
  static_cast<void>(accounts.connect(issuer, crypto::PrivateKey::generate({})));
  issuer.cluster_scoped = true;
  static_cast<void>(accounts.connect(issuer, crypto::PrivateKey::generate({})));
  EXPECT_THAT(refusals, testing::ElementsAre(HasSubstr("not a public address"), ""));
}

}  // namespace
