// RFC 8555 sections 6.2 to 7.6: what a CA may say, to each kind of request.

#include <thread>

#include "acme/client_bed.h"

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Optional;

class Protocol : public ClientBed {};

TEST_F(Protocol, N1_BadNonceIsRepeatedWithTheNonceOfThatVeryAnswer) {
  sign_up();
  ca_.at("newOrder", 1, [](fakes::Turn& turn) {
    turn.send(
        fakes::problem_reply(400, "badNonce", "stale", {{"Replay-Nonce", turn.fresh_nonce()}}));
  });
  EXPECT_TRUE(order());
  const auto all = ca_.requests();
  const auto& first = all[all.size() - 2];
  const auto& second = all.back();
  EXPECT_EQ(first.jws->payload, second.jws->payload);
  EXPECT_NE(first.jws->signature, second.jws->signature);
}

TEST_F(Protocol, N3_BadNonceForEverEndsSoon) {
  sign_up();
  ca_.always("newOrder", fakes::says_problem(400, "badNonce", "stale"));
  const auto made = order();
  ASSERT_FALSE(made);
  EXPECT_TRUE(made.error().is("badNonce"));
  EXPECT_EQ(ca_.count("newOrder"), 9);
}

TEST_F(Protocol, N4_N6_ANonceThatIsNotGivenIsFetched) {
  sign_up();
  ca_.at("newOrder", 1, fakes::without_header("Replay-Nonce"));
  ca_.at("newOrder", 2,
         [](fakes::Turn& turn) { turn.send(fakes::problem_reply(400, "badNonce", "stale")); });
  EXPECT_TRUE(order());
  EXPECT_TRUE(order());
  EXPECT_EQ(ca_.count("newNonce"), 1 + 2);
}

TEST_F(Protocol, N7_NewNonceIsTakenByHeadOrGet) {
  ca_.at("newNonce", 1, fakes::says({405, {}, ""}));
  sign_up();
  EXPECT_EQ(ca_.requests().at(2).method, "GET");
}

TEST_F(Protocol, N8_TwentyOrdersAtOnceUseNoNonceTwice) {
  sign_up();
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 20; ++i) threads.emplace_back([&] { EXPECT_TRUE(order()); });
  }
  EXPECT_EQ(ca_.count("newOrder"), 20);  // none was refused for its nonce
}

TEST_F(Protocol, N14_N15_ARefusedAlgorithmIsToldAndNotTriedAgain) {
  ca_.desk([](fakes::Desk& desk) { desk.settings.algorithms = {"none", "HS256"}; });
  const auto refused = client_.new_account(key_, {}, never_);
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().is("badSignatureAlgorithm"));
  EXPECT_THAT(refused.error().problem->algorithms, ElementsAre("HS256", "none"));
  ca_.at("newAccount", 2, fakes::says_problem(400, "malformed", "unsupported algorithm"));
  EXPECT_FALSE(client_.new_account(key_, {}, never_));
  EXPECT_EQ(ca_.count("newAccount"), 2);
}

TEST_F(Protocol, N16_ARedirectOfASignedRequestIsNotFollowed) {
  sign_up();
  ca_.at("newOrder", 1, fakes::redirects(307, "/new-order"));
  const auto made = order();
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().status, 307);
  EXPECT_EQ(ca_.count("newOrder"), 1);
}

TEST_F(Protocol, A4_AnAccountWhoseAnswerWasLostIsFound) {
  ca_.at("newAccount", 1, fakes::drops_after());
  EXPECT_FALSE(client_.new_account(key_, {}, never_));
  const auto found = client_.find_account(key_, never_);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(ca_.desk([](auto& desk) { return desk.accounts.size(); }), 1U);
}

TEST_F(Protocol, A6_TermsThatAPersonMustReadAreToldWithBothPages) {
  sign_up();
  ca_.at("newOrder", 1,
         fakes::says(fakes::problem_reply(
             403,
             fakes::problem_json("userActionRequired", "the terms have changed")
                 .set("instance", "https://ca.example/agree?token=1"),
             {{"Link", "<https://ca.example/terms-2>;rel=\"terms-of-service\""}})));
  const auto made = order();
  ASSERT_FALSE(made);
  EXPECT_TRUE(made.error().is("userActionRequired"));
  EXPECT_EQ(made.error().link, "https://ca.example/terms-2");
  EXPECT_THAT(made.error().message, HasSubstr("go to https://ca.example/agree?token=1"));
  EXPECT_THAT(made.error().message, HasSubstr("see https://ca.example/terms-2"));
}

TEST_F(Protocol, L6_ARateLimitIsToldWithThePageThatExplainsIt) {
  sign_up();
  ca_.at("newOrder", 1,
         fakes::says_problem(
             429, "rateLimited", "too many certificates",
             {{"Retry-After", "3600"}, {"Link", "<https://ca.example/limits>;rel=\"help\""}}));
  const auto made = order();
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().link, "https://ca.example/limits");
  EXPECT_THAT(made.error().retry_after, Optional(base::Seconds(3600)));
}

TEST_F(Protocol, TheKeyOfAnotherAccountIsNoNewKey) {
  sign_up();
  const auto others = crypto::PrivateKey::generate({});
  ASSERT_TRUE(client_.new_account(others, {}, never_));
  const auto changed = client_.change_key(signer(), others, never_);
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().status, 409);
}

TEST_F(Protocol, AKeyChangeWhoseAnswerWasLostIsFoundOut) {
  sign_up();
  const auto next = crypto::PrivateKey::generate({});
  ca_.at("keyChange", 1, fakes::drops_after());
  EXPECT_FALSE(client_.change_key(signer(), next, never_));
  EXPECT_EQ(client_.find_account(next, never_)->url, url_);
  EXPECT_TRUE(client_.find_account(key_, never_).error().is("accountDoesNotExist"));
}

TEST_F(Protocol, O5_AnOldOrderThatIsGivenAgainIsTheOrder) {
  sign_up();
  ca_.desk([](fakes::Desk& desk) { desk.settings.reuse_orders = true; });
  const auto first = order();
  const auto second = order();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->url, first->url);
}

TEST_F(Protocol, O13_FinalizeMayTellThatTheOrderIsValid) {
  sign_up();
  ca_.desk([](fakes::Desk& desk) { desk.settings.reuse_authorizations = true; });
  issue();
  const auto ready = order();
  ASSERT_TRUE(ready);
  EXPECT_EQ(ready->status, acme::OrderStatus::kReady);
  EXPECT_EQ(finalize(*ready)->status, acme::OrderStatus::kValid);
}

TEST_F(Protocol, O28_AnErrorAfterTheOrderWasMadeCostsOneOrderAtMost) {
  sign_up();
  ca_.at("newOrder", 1, fakes::changed([](fakes::CaReply& reply) {
           reply = fakes::problem_reply(500, "serverInternal", "oops");
         }));
  EXPECT_EQ(order().error().status, 500);
  EXPECT_TRUE(order());
  EXPECT_EQ(ca_.desk([](auto& desk) { return desk.orders.size(); }), 2U);
}

TEST_F(Protocol, F12_ACertificateThatBreaksOffIsReadAgain) {
  sign_up();
  ca_.at("certificate", 1, fakes::drops_inside());
  ca_.at("certificate", 2, fakes::says({500, {}, ""}));
  EXPECT_EQ(wrong_with(issue(3)), "");
}

TEST_F(Protocol, V1_AStrangersCertificateIsNotRevoked) {
  sign_up();
  const auto chain = crypto::parse_chain(issue());
  const auto stranger = crypto::PrivateKey::generate({});
  const auto account = client_.new_account(stranger, {}, never_);
  const auto refused = client_.revoke({stranger, account->url}, chain->front().der, {}, never_);
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().is("unauthorized"));
  const auto done = client_.revoke({certificate_key_, ""}, chain->front().der,
                                   acme::RevocationReason::kKeyCompromise, never_);
  EXPECT_TRUE(done) << done.error().message;
}

}  // namespace
