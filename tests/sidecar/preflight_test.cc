// What the sidecar says to the controller's throw-away tokens.
#include "api/preflight.h"

#include <gtest/gtest.h>

#include "sidecar/challenge_builder.h"
#include "sidecar/reports.h"
#include "sidecar/request.h"

namespace sidecar {
namespace {

const std::string kWord = "sallyport 0123456789abcdef";
const std::string kRandom(32, '0');

class Preflight : public testing::Test {
 protected:
  Answered ask(const std::string& token, std::string_view host) {
    return answer({"GET", "/.well-known/acme-challenge/" + token, host, "192.0.2.9"}, table_, true,
                  kWord, kNow);
  }
  AnswerTable table_;
};

TEST_F(Preflight, IsAnsweredWithItsOwnWordWhateverTheHostsThatThereAre) {
  table_.put(challenge("one", {answer_for("a.example")}));
  for (const char* host : {"a.example", "unknown.example", "2001:db8::1"}) {
    const Answered answered = ask(api::preflight_token(host, kRandom), host);
    EXPECT_EQ(answered.outcome, Outcome::kPreflight) << host;
    EXPECT_EQ(answered.response.status, 200);
    EXPECT_EQ(answered.response.body, kWord);
    EXPECT_EQ(answered.response.content_type, "application/octet-stream");
  }
}

TEST_F(Preflight, AHostThatWasChangedOnTheWayIsNotFound) {
  const std::string token = api::preflight_token("www.example.com", kRandom);
  EXPECT_EQ(ask(token, "www.example.com").response.status, 200);
  EXPECT_EQ(ask(token, "WWW.example.com.:80").response.status, 200);
  EXPECT_EQ(ask(token, "10.0.0.1:8089").response.status, 404);
}

TEST_F(Preflight, PF13_AThrowAwayTokenIsOfNoUseToACa) {
  const std::string token = api::preflight_token("a.example", kRandom);
  const std::string body = ask(token, "a.example").response.body;
  EXPECT_FALSE(body.starts_with(token)) << "it could be a key authorization";
  EXPECT_EQ(body.find('.'), std::string::npos);
  EXPECT_EQ(table_.size(), 0U);
}

TEST_F(Preflight, ARealAnswerGoesBeforeIt) {
  api::Answer real = answer_for("a.example");
  real.token = api::preflight_token("a.example", kRandom);
  table_.put(challenge("one", {real}));
  const Answered answered = ask(real.token, "a.example");
  EXPECT_EQ(answered.outcome, Outcome::kAnswered);
  EXPECT_EQ(answered.response.body, real.key_authorization);
}

TEST_F(Preflight, TheWordIsToldOnTheAdminPort) {
  EXPECT_EQ(report({"GET", "/preflight", "admin", "192.0.2.9"}, table_, kWord).body, kWord);
  EXPECT_EQ(report({"POST", "/preflight", "admin", "192.0.2.9"}, table_, kWord).status, 405);
}

}  // namespace
}  // namespace sidecar
