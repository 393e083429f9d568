#include "acme/ca_script.h"

namespace {

using namespace scripted;
using testing::ElementsAre;

class Observed : public Ca {
 protected:
  std::vector<std::string> heard_;
  acme::Client observed_{
      http_, clock_, kDirectoryUrl, {.observer = [this](const acme::Exchanged& exchanged) {
        heard_.push_back(std::string(exchanged.endpoint) + " " + std::string(exchanged.outcome));
      }}};
};

TEST_F(Observed, HearsOfEachRequestWithItsEndpointAndOutcome) {
  give_directory();
  http_.once("POST", kOrderUrl, problem(400, "badNonce", "old", {{"Replay-Nonce", "N1"}}));
  http_.once("POST", kOrderUrl, problem(429, "rateLimited", "too many"));
  EXPECT_FALSE(observed_.new_order(signer_, {names_, "", ""}, never_));
  EXPECT_THAT(heard_, ElementsAre("directory ok", "newNonce ok", "newOrder badNonce",
                                  "newOrder rateLimited"));
}

TEST_F(Observed, NoWordOfTheCaBecomesAnOutcomeUnlessItIsAKnownOne) {
  http_.once("GET", kDirectoryUrl, problem(403, "whatever-a-stranger-likes", "no"));
  EXPECT_FALSE(observed_.directory(never_));
  http_.once("GET", kDirectoryUrl, reply(503, "<html>"));
  EXPECT_FALSE(observed_.directory(never_));
  http_.once("GET", kDirectoryUrl, reply(302, ""));
  EXPECT_FALSE(observed_.directory(never_));
  http_.fail_once("GET", kDirectoryUrl, http::ErrorKind::kConnect, "refused");
  EXPECT_FALSE(observed_.directory(never_));
  EXPECT_THAT(heard_, ElementsAre("directory http_4xx", "directory http_5xx", "directory http_3xx",
                                  "directory unreachable"));
}

TEST_F(Observed, TheTimeIsThatOfTheRequest) {
  base::MonoTime::duration took{};
  acme::Client client(http_, clock_, kDirectoryUrl,
                      {.observer = [&](const auto& exchanged) { took = exchanged.duration; }});
  http_.always("GET", kDirectoryUrl, [&](const http::Request&) {
    clock_.advance(base::Seconds(2));
    return reply(200, kDirectory);
  });
  ASSERT_TRUE(client.directory(never_));
  EXPECT_EQ(took, base::Seconds(2));
}

}  // namespace
