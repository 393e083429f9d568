#include "acme/ca_clock.h"

#include "acme/ca_script.h"

namespace {

using namespace scripted;
using std::chrono::minutes;

class CaWithDate : public Ca {
 protected:
  void give_date(const std::string& date) {
    http_.once("GET", kDirectoryUrl, reply(200, kDirectory));
    http_.once("HEAD", kNonceUrl, reply(200, "", {{"Replay-Nonce", "N0"}, {"Date", date}}));
  }
};

TEST_F(CaWithDate, IsNotKnownBeforeTheFirstAnswer) { EXPECT_FALSE(client_.time()); }

TEST_F(CaWithDate, GoesOnFromWhatTheAnswerSaid) {
  give_date("Tue, 01 Dec 2026 00:00:00 GMT");
  ASSERT_TRUE(client_.ask_time(never_));
  clock_.advance(minutes(7));
  const auto time = client_.time();
  ASSERT_TRUE(time);
  EXPECT_EQ(time->now,
            base::WallTime(std::chrono::sys_days{std::chrono::December / 1 / 2026}) + minutes(7));
  EXPECT_EQ(time->age, minutes(7));
}

TEST_F(CaWithDate, ACaThatTellsNoTimeWasAskedAllTheSame) {
  give_directory();
  ASSERT_TRUE(client_.ask_time(never_));
  ASSERT_TRUE(client_.time());
  EXPECT_EQ(client_.time()->now, std::nullopt);
}

TEST_F(CaWithDate, TheNonceOfTheAnswerIsNotLost) {
  give_date("Tue, 01 Dec 2026 00:00:00 GMT");
  ASSERT_TRUE(client_.ask_time(never_));
  http_.once("POST", kOrderUrl, reply(201, kOrder, {{"Location", "https://ca.example/order/1"}}));
  EXPECT_TRUE(client_.new_order(signer_, {names_, "", ""}, never_));
  EXPECT_THAT(nonces(), testing::ElementsAre("N0"));
}

}  // namespace
