#include <set>
#include <thread>

#include "acme/ca_script.h"
#include "acme/nonce_pool.h"

namespace {

using namespace scripted;
using acme::Error;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

const http::Headers kLocation{{"Location", "https://ca.example/order/1"}};

http::Response order_with(const std::string& nonce) {
  http::Headers headers = kLocation;
  if (!nonce.empty()) headers["Replay-Nonce"] = nonce;
  return reply(201, kOrder, headers);
}

http::Response bad_nonce(const std::string& next) {
  http::Headers headers;
  if (!next.empty()) headers["Replay-Nonce"] = next;
  return problem(400, "badNonce", "stale", headers);
}

TEST_F(Ca, N1_BadNonceIsRepeatedWithTheNonceOfThatVeryAnswer) {
  give_directory();
  // A second nonce lies in the pool while the first request of the two goes wrong.
  http_.once("POST", kOrderUrl, order_with("Pooled"));
  http_.once("POST", kOrderUrl, bad_nonce("Fresh1"));
  http_.once("POST", kOrderUrl, bad_nonce("Fresh2"));
  http_.once("POST", kOrderUrl, order_with(""));
  ASSERT_TRUE(client_.new_order(signer_, {names_, "", ""}, never_));
  ASSERT_TRUE(client_.new_order(signer_, {names_, "", ""}, never_));
  EXPECT_THAT(nonces(), ElementsAre("N0", "Pooled", "Fresh1", "Fresh2"));
  const auto sent = posts();
  EXPECT_EQ(sent.at(1).payload, sent.at(3).payload);
  EXPECT_NE(sent.at(1).outer.text("signature"), sent.at(3).outer.text("signature"));
}

TEST_F(Ca, N3_BadNonceForEverEndsAfterEightRepetitions) {
  give_directory();
  for (int i = 0; i < 9; ++i) http_.once("POST", kOrderUrl, bad_nonce("B" + std::to_string(i)));
  const auto order = client_.new_order(signer_, {names_, "", ""}, never_);
  ASSERT_FALSE(order);
  EXPECT_TRUE(order.error().is("badNonce"));
  EXPECT_THAT(nonces(), ElementsAre("N0", "B0", "B1", "B2", "B3", "B4", "B5", "B6", "B7"));
}

TEST_F(Ca, N4_BadNonceWithoutANonceFetchesOne) {
  give_directory();
  http_.once("POST", kOrderUrl, bad_nonce(""));
  http_.once("HEAD", kNonceUrl, reply(200, "", {{"Replay-Nonce", "Fetched"}}));
  http_.once("POST", kOrderUrl, order_with(""));
  ASSERT_TRUE(client_.new_order(signer_, {names_, "", ""}, never_));
  EXPECT_THAT(nonces(), ElementsAre("N0", "Fetched"));
}

TEST_F(Ca, NonceOfAnErrorIsUsedForTheNextRequest) {
  give_directory();
  http_.once("POST", kOrderUrl, problem(429, "rateLimited", "slow", {{"Replay-Nonce", "E1"}}));
  http_.once("POST", kOrderUrl, order_with(""));
  EXPECT_FALSE(client_.new_order(signer_, {names_, "", ""}, never_));
  EXPECT_TRUE(client_.new_order(signer_, {names_, "", ""}, never_));
  EXPECT_THAT(nonces(), ElementsAre("N0", "E1"));
}

TEST_F(Ca, N6_NonceThatIsNotBase64urlIsIgnored) {
  give_directory();
  http_.once("POST", kOrderUrl, order_with("with space, and comma"));
  http_.once("HEAD", kNonceUrl, reply(204, "", {{"Replay-Nonce", "Good_-9"}}));
  http_.once("POST", kOrderUrl, order_with(""));
  ASSERT_TRUE(client_.new_order(signer_, {names_, "", ""}, never_));
  ASSERT_TRUE(client_.new_order(signer_, {names_, "", ""}, never_));
  EXPECT_THAT(nonces(), ElementsAre("N0", "Good_-9"));
}

TEST_F(Ca, NonceIsSpentEvenWhenTheAnswerIsLost) {
  give_directory();
  http_.fail_once("POST", kOrderUrl, http::ErrorKind::kTimeout, "no answer in 30 s");
  http_.once("HEAD", kNonceUrl, reply(200, "", {{"Replay-Nonce", "N1"}}));
  http_.once("POST", kOrderUrl, order_with(""));
  const auto lost = client_.new_order(signer_, {names_, "", ""}, never_);
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().kind, Error::Kind::kNetwork);
  EXPECT_EQ(lost.error().message, "newOrder at https://ca.example/new-order: no answer in 30 s");
  EXPECT_TRUE(client_.new_order(signer_, {names_, "", ""}, never_));
  EXPECT_THAT(nonces(), ElementsAre("N0", "N1"));
}

TEST_F(Ca, N7_NewNonceIsAskedByGetWhereHeadIsRefused) {
  http_.once("GET", kDirectoryUrl, reply(200, kDirectory));
  http_.once("HEAD", kNonceUrl, reply(405, ""));
  http_.once("GET", kNonceUrl, reply(204, "", {{"Replay-Nonce", "ByGet"}}));
  http_.once("POST", kOrderUrl, order_with(""));
  ASSERT_TRUE(client_.new_order(signer_, {names_, "", ""}, never_));
  EXPECT_THAT(nonces(), ElementsAre("ByGet"));
}

TEST_F(Ca, DF45_ACaThatSaysWhenToComeAgainIsNotAskedForANonceOnceMoreAtOnce) {
  http_.once("GET", kDirectoryUrl, reply(200, kDirectory));
  http_.once("HEAD", kNonceUrl, reply(503, "", {{"Retry-After", "600"}}));
  const auto order = client_.new_order(signer_, {names_, "", ""}, never_);
  ASSERT_FALSE(order);
  EXPECT_EQ(order.error().status, 503);
  EXPECT_EQ(order.error().retry_after, base::Seconds(600));
}

TEST_F(Ca, NewNonceWithoutANonceIsAnError) {
  http_.once("GET", kDirectoryUrl, reply(200, kDirectory));
  http_.once("HEAD", kNonceUrl, reply(200, ""));
  http_.once("GET", kNonceUrl, reply(204, ""));
  const auto order = client_.new_order(signer_, {names_, "", ""}, never_);
  ASSERT_FALSE(order);
  EXPECT_EQ(order.error().kind, Error::Kind::kTrouble);
  EXPECT_EQ(order.error().message,
            "newNonce at https://ca.example/nonce: no Replay-Nonce in the answer");
}

TEST_F(Ca, N8_ManyThreadsNeverUseANonceTwice) {
  http_.always("GET", kDirectoryUrl, [](const auto&) { return reply(200, kDirectory); });
  std::atomic<int> count = 0;
  const auto fresh = [&] { return "n" + std::to_string(++count); };
  http_.always("HEAD", kNonceUrl, [&](const auto&) {
    return reply(200, "", {{"Replay-Nonce", fresh()}});
  });
  http_.always("POST", kOrderUrl, [&](const auto&) { return order_with(fresh()); });
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        for (int j = 0; j < 20; ++j)
          EXPECT_TRUE(client_.new_order(signer_, {names_, "", ""}, never_));
      });
    }
  }
  const auto used = nonces();
  EXPECT_THAT(used, SizeIs(160));
  EXPECT_THAT(std::set<std::string>(used.begin(), used.end()), SizeIs(160));
}

TEST(NoncePool, GivesTheNewestFirstAndForgetsTheOldest) {
  acme::NoncePool pool;
  for (int i = 0; i < 70; ++i) pool.put(std::to_string(i));
  EXPECT_EQ(pool.take(), "69");
  int held = 1;
  std::string last;
  while (const auto nonce = pool.take()) {
    last = *nonce;
    ++held;
  }
  EXPECT_EQ(held, 64);
  EXPECT_EQ(last, "6");
}

TEST(Nonce, IsOfBoundedLength) {
  EXPECT_TRUE(acme::read_nonce(std::string(1024, 'a')));
  EXPECT_FALSE(acme::read_nonce(std::string(1025, 'a')));
  EXPECT_FALSE(acme::read_nonce(""));
}

}  // namespace
