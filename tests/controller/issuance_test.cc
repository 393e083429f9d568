// The controller's whole way to a certificate, at a CA that does what a CA may do.

#include "base/base64.h"
#include "controller/issuance_bed.h"
#include "crypto/certificate.h"
#include "records/labels.h"

namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class Issuance : public issuance::Bed {
 protected:
  int posts() const {
    int count = 0;
    for (const auto& request : ca_.requests()) count += request.method == "POST" ? 1 : 0;
    return count;
  }
  void must_be_issued() {
    EXPECT_TRUE(is_issued()) << condition(api::kIssuing).message << "\n" << ca_.log();
  }
  std::string why() const { return condition(api::kIssuing).message; }
};

TEST_F(Issuance, OneNameTakesSevenSignedRequestsAtMostWithAnAccount) {
  work();
  const int before = posts();
  apply_certificate();
  work(base::Seconds(120));
  must_be_issued();
  EXPECT_LE(posts() - before, 7) << ca_.log();
  EXPECT_THAT(leftovers(), IsEmpty());
}

TEST_F(Issuance, AHundredNamesAreProvedManyAtOnce) {
  apply_cluster_issuer();
  work();
  ca_.set_latency(base::Millis(50));
  std::vector<std::string> names;
  for (int i = 0; i < 100; ++i) names.push_back("n" + std::to_string(i) + ".example");
  apply_certificate(names, by_cluster_issuer);
  work();
  must_be_issued();
  EXPECT_EQ(ca_.count("challenge"), 100);
  EXPECT_GE(ca_.most_at_once(), 25);
}

// A write that creates costs the API server less than one that applies.
TEST_F(Issuance, APendingKeyIsCreatedAndOneThatCameMeanwhileIsWrittenOver) {
  apply_certificate();
  const auto web = api_.get(api::kCertificates, {"team", "web"});
  const kube::ObjectKey key = records::pending_key_of(api::read_certificate(*web).meta);
  const auto applied = [&] {
    return std::ranges::count(api_.writes(), "PATCH secrets " + key.name);
  };
  work();
  must_be_issued();
  EXPECT_EQ(applied(), 0);
  work(base::Seconds(120));
  api_.before_write([&](const std::string& what) {
    if (!what.starts_with("POST secrets")) return;
    api_.before_write({});
    api_.put(kube::kSecrets, kube::new_object(kube::kSecrets, key, {}, {})
                                 .set("data", std::map<std::string, std::string>()));
  });
  annotate("sallyport.dev/renew", "1");
  work();
  must_be_issued();
  EXPECT_EQ(applied(), 1);
}

TEST_F(Issuance, O3_Z11_ARenewalWhoseNamesAreProvedPostsNoChallenge) {
  ca_.desk([](auto& desk) { desk.settings.reuse_authorizations = true; });
  apply_certificate();
  work();
  const std::string first = tls_secret();
  annotate("sallyport.dev/renew", "1");
  work();
  must_be_issued();
  EXPECT_NE(tls_secret(), first);
  EXPECT_EQ(ca_.count("challenge"), 1);
}

TEST_F(Issuance, O4_AnOrderThatIsValidAtOnceIsNotTakenForAnotherKey) {
  apply_certificate();
  work();
  const std::string first = tls_secret();
  ca_.desk([](auto& desk) {
    desk.settings.reuse_orders = true;
    for (auto& [id, order] : desk.orders) order.status = "valid";
  });
  ca_.at("newOrder", 2, [this](fakes::Turn& turn) {
    const auto id = ca_.desk([](auto& desk) { return desk.orders.begin()->first; });
    turn.serve();
    const auto& known = ca_.desk([&](auto& desk) { return desk.orders.at(id); });
    wire::Writer order;
    order.set("status", "valid").set("finalize", ca_.url("/finalize/" + id));
    order.set("identifiers", std::vector<wire::Writer>{
                                 wire::Writer().set("type", "dns").set("value", "a.example")});
    order.set("certificate", ca_.url("/certificate/" + known.certificate));
    turn.send(fakes::json_reply(
        201, order, {{"Location", ca_.url("/order/" + id)}, {"Replay-Nonce", turn.fresh_nonce()}}));
  });
  annotate("sallyport.dev/renew", "1");
  work();
  EXPECT_EQ(tls_secret(), first);
  EXPECT_THAT(why(), HasSubstr("another key"));
  work(base::Seconds(1200));
  EXPECT_NE(tls_secret(), first);
}

TEST_F(Issuance, O7_AnOrderWhoseNamesChangeIsGivenUp) {
  ca_.always("finalize", fakes::with_text("a.example", "evil.example"));
  ca_.always("order", fakes::with_text("a.example", "evil.example"));
  apply_certificate();
  work();
  EXPECT_FALSE(is_issued());
  EXPECT_THAT(why(), HasSubstr("for other names than it was made for"));
  EXPECT_EQ(orders(), 1);
}

TEST_F(Issuance, O8_AnAuthorizationForAnotherNameIsLeftAlone) {
  ca_.at("newOrder", 1, [this](fakes::Turn& turn) {
    fakes::CaReply reply = turn.serve();
    const std::string other = ca_.desk([](auto& desk) {
      const auto owner = desk.accounts.begin()->first;
      desk.authorizations["other"] = {
          owner, {acme::Identifier::Type::kDns, "evil.example"}, "pending", "x", "pending", {}, 0};
      desk.authorizations["other"].token = "0123456789012345678901234567890123456789012";
      return std::string("other");
    });
    const std::string list = "\"authorizations\":[";
    reply.body.insert(reply.body.find(list) + list.size(),
                      "\"" + ca_.url("/authorization/" + other) + "\",");
    turn.send(reply);
  });
  apply_certificate();
  work();
  must_be_issued();
  for (const auto& request : ca_.requests())
    EXPECT_FALSE(request.endpoint == "challenge" && request.id == "other");
}

TEST_F(Issuance, O10_ARefusedCsrIsMadeAnewOnceAndThenForAPerson) {
  ca_.at("finalize", 1, fakes::says_problem(400, "badCSR", "weak key"));
  apply_certificate();
  work();
  must_be_issued();
  EXPECT_EQ(orders(), 1);
  ca_.always("finalize", fakes::says_problem(400, "badCSR", "weak key"));
  annotate("sallyport.dev/renew", "1");
  work();
  EXPECT_EQ(condition(api::kStalled).status, "True") << why();
  EXPECT_EQ(ca_.count("finalize"), 2 + 2);
}

TEST_F(Issuance, O11_ProcessingIsWaitedForWithinBounds) {
  ca_.desk([](auto& desk) { desk.settings.reads_while_processing = 2; });
  ca_.always("order", fakes::with_header("Retry-After", "1000000"));
  apply_certificate();
  const base::Millis waited = work(std::chrono::hours(1));
  must_be_issued();
  EXPECT_GE(waited, std::chrono::minutes(5));
  EXPECT_LE(waited, std::chrono::minutes(20));
}

TEST_F(Issuance, O14_AnInvalidOrdersReasonsAreToldForEachName) {
  ca_.at("finalize", 1, [this](fakes::Turn& turn) {
    ca_.desk([](fakes::Desk& desk) {
      const auto part = [](const char* name) {
        return fakes::subproblem_json("caa", "CAA forbids it", name);
      };
      auto& order = desk.orders.begin()->second;
      order.status = "invalid";
      order.error = fakes::problem_json("compound", "two names")
                        .set("subproblems", std::vector{part("a.example"), part("b.example")});
    });
    turn.send(fakes::problem_reply(403, "orderNotReady", "it is invalid",
                                   {{"Replay-Nonce", turn.fresh_nonce()}}));
  });
  apply_certificate({"a.example", "b.example"});
  work();
  EXPECT_THAT(why(), HasSubstr("a.example, b.example: caa: CAA forbids it"));
}

TEST_F(Issuance, O15_Z12_AFailedNamesReasonIsToldAndTheOthersAreGivenUp) {
  ca_.desk([](fakes::Desk& desk) {
    desk.settings.validate = [](const fakes::Asked& asked) -> std::optional<wire::Writer> {
      if (asked.identifier.value == "a.example") return std::nullopt;
      return fakes::problem_json("connection", "refused");
    };
  });
  ca_.at("challenge", 2, fakes::says_problem(500, "serverInternal", "oops"));
  apply_certificate({"a.example", "b.example", "c.example"});
  work();
  EXPECT_FALSE(is_issued());
  EXPECT_THAT(why(), HasSubstr("connection: refused"));
  ca_.desk([](fakes::Desk& desk) {
    for (const auto& [id, one] : desk.authorizations) EXPECT_NE(one.status, "pending");
  });
}

TEST_F(Issuance, O16_ARefusedNameIsNamedAndForAPerson) {
  ca_.desk([](fakes::Desk& desk) { desk.settings.blocked = {"b.example"}; });
  apply_certificate({"a.example", "b.example"});
  work();
  EXPECT_THAT(why(), HasSubstr("b.example: rejectedIdentifier"));
  EXPECT_EQ(condition(api::kStalled).status, "True");
}

TEST_F(Issuance, O18_AnOrderThatTheCaForgotIsMadeAgain) {
  ca_.desk([](auto& desk) { desk.settings.reads_while_validating = 1000; });
  apply_certificate();
  work(base::Seconds(5));
  ASSERT_TRUE(certificate().status.order);
  ca_.desk([](fakes::Desk& desk) {
    desk.settings.reads_while_validating = 0;
    desk.orders.clear();
  });
  start();
  work();
  must_be_issued();
  EXPECT_EQ(orders(), 1);
}

TEST_F(Issuance, O19_OtherNamesGiveUpWhatWasAskedFor) {
  ca_.desk([](auto& desk) { desk.settings.reads_while_validating = 1000; });
  apply_certificate();
  work(base::Seconds(5));
  ca_.desk([](auto& desk) { desk.settings.reads_while_validating = 0; });
  apply_certificate({"b.example"});
  work();
  must_be_issued();
  ca_.desk([](fakes::Desk& desk) {
    for (const auto& [id, one] : desk.authorizations) {
      EXPECT_EQ(one.status, one.identifier.value == "a.example" ? "deactivated" : "valid");
    }
  });
}

// Another order may rest on them: CAs use a valid authorization again.
TEST_F(Issuance, WhatIsValidatedStaysValidWhenTheSecretIsRefused) {
  api_.forbid("PATCH secrets web-tls");
  apply_certificate();
  work(base::Seconds(30));
  EXPECT_FALSE(is_issued());
  EXPECT_EQ(condition(api::kIssuing).reason, api::kClusterRefused);
  ca_.desk([](fakes::Desk& desk) {
    for (const auto& [id, one] : desk.authorizations) EXPECT_EQ(one.status, "valid");
  });
}

TEST_F(Issuance, AnOrderThatExpiresInTheMiddleIsMadeAgain) {
  ca_.desk([](auto& desk) { desk.settings.reads_while_validating = 1000; });
  apply_certificate();
  work(base::Seconds(5));
  ca_.desk([](fakes::Desk& desk) {
    desk.settings.reads_while_validating = 0;
    desk.orders.begin()->second.expires = base::WallTime();
  });
  work(base::Seconds(200));
  must_be_issued();
  EXPECT_EQ(orders(), 2);
}

TEST_F(Issuance, ACertificateIsReadOnceBeforeItsOrderAndItsSecretIsLookedForOnce) {
  work();
  const auto of_the_issuer = static_cast<std::ptrdiff_t>(api_.reads().size());
  apply_certificate();
  work();
  must_be_issued();
  auto reads = api_.reads();
  reads.erase(reads.begin(), reads.begin() + of_the_issuer);
  EXPECT_THAT(reads, testing::ElementsAre("GET secrets web-tls", "GET certificates web"));
  annotate("sallyport.dev/renew", "1");
  work(base::Seconds(90));
  EXPECT_EQ(orders(), 2);
  EXPECT_THAT(api_.reads().back(), "GET certificates web");
}

TEST_F(Issuance, WithoutTheKindOfTheAnswersTheOrderWaitsAndSaysSo) {
  api_.unlearn("challenges");
  apply_certificate();
  work(base::Seconds(100));
  EXPECT_THAT(condition(api::kIssuing).message, HasSubstr("the server knows no such kind"));
  EXPECT_EQ(condition(api::kIssuing).reason, api::kClusterRefused);
  const auto writes = api_.writes();
  const auto vain = std::count_if(writes.begin(), writes.end(), [](const std::string& write) {
    return write.starts_with("PATCH challenges ");
  });
  EXPECT_GE(vain, 2);
  EXPECT_LE(vain, 5);
  api_.unlearn("");
  work();
  must_be_issued();
  EXPECT_EQ(orders(), 1);
}

TEST_F(Issuance, F9_AChainThatIsNotWhatWasOrderedIsRefused) {
  apply_certificate();
  work();
  const std::string good = tls_secret();
  const base::WallTime now = base::SystemClock().wall_now();
  const std::vector<fakes::Trick> tricks{
      fakes::with_text("-----BEGIN CERTIFICATE-----", "-----BEGIN PRIVATE KEY-----"),
      fakes::changed([](auto& reply) { reply.body.resize(reply.body.size() / 2); }),
      fakes::changed([&](auto& reply) { reply.body = good; }),
      fakes::changed([](auto& reply) { reply.body = fakes::TestCa("CA").pem(); })};
  int count = 1;
  for (const auto& trick : tricks) {
    ca_.at("certificate", ++count, trick);
    annotate("sallyport.dev/renew", std::to_string(count));
    work();
    EXPECT_EQ(tls_secret(), good);
    EXPECT_EQ(condition(api::kIssuing).reason, api::kCertificateRejected) << why();
    EXPECT_EQ(orders(), count);
  }
  clock_.advance(std::chrono::hours(1));  // so many attempts in vain are enough for one
  ca_.desk([&](auto& desk) { desk.settings.validity.to = clock_.wall_now(); });
  annotate("sallyport.dev/renew", "expired");
  work();
  ca_.desk([&](auto& desk) {
    desk.settings.validity = {now + std::chrono::hours(24 * 365 * 3),
                              now + std::chrono::hours(24 * 365 * 4)};
  });
  annotate("sallyport.dev/renew", "in the future");
  work();
  EXPECT_EQ(tls_secret(), good);
  EXPECT_EQ(orders(), count + 2);
}

TEST_F(Issuance, F12_F16_ACertificateIsReadAgainAfterACrash) {
  apply_certificate();
  ca_.at("certificate", 1, fakes::drops_inside());
  ca_.at("certificate", 2, fakes::says({500, {}, ""}));
  work();
  must_be_issued();
  EXPECT_EQ(orders(), 1);
}

TEST_F(Issuance, L1_ARateLimitIsObeyed) {
  ca_.at("newOrder", 1, fakes::says_problem(429, "rateLimited", "slow", {{"Retry-After", "7200"}}));
  apply_certificate();
  work();
  const auto next = certificate().status.failure->next_try;
  EXPECT_GE(next, clock_.wall_now() + std::chrono::hours(2));
  EXPECT_LT(next, clock_.wall_now() + std::chrono::hours(3));
}

TEST_F(Issuance, T18_L16_TroublesOfTheCaAreWaitedOut) {
  for (const char* endpoint : {"newOrder", "authorization", "challenge", "order", "finalize"}) {
    ca_.at(endpoint, 1, fakes::says({503, {{"Retry-After", "5"}}, ""}));
    ca_.at(endpoint, 2, fakes::drops_before());
  }
  apply_certificate();
  work(std::chrono::minutes(10));
  must_be_issued();
  EXPECT_LE(orders(), 2);
}

}  // namespace
