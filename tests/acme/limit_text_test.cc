#include "acme/limit_text.h"

#include <gtest/gtest.h>

#include "acme/error_of.h"
#include "wire/time.h"

namespace {

using acme::PauseLinks;

std::string link_of(const std::string& detail, const std::vector<std::string>& links = {},
                    PauseLinks which = PauseLinks::kNamed) {
  acme::Problem problem;
  problem.type = "rateLimited";
  problem.detail = detail;
  return acme::take_unpause_link(problem, links, which);
}

TEST(LimitWords, TellWhenToAskAgain) {
  EXPECT_EQ(acme::time_in("too many, retry after 2026-11-24 19:35:42 UTC: see https://ca/"),
            wire::read_time("2026-11-24T19:35:42Z"));
  for (const char* other : {"", "retry after ", "retry after tomorrow at noon, please!",
                            "retry after 2026-11-24", "retry after 2026-99-24 19:35:42 UTC"}) {
    EXPECT_FALSE(acme::time_in(other)) << other;
  }
}

TEST(LimitWords, TellWhereAPauseIsEnded) {
  EXPECT_EQ(link_of("visit: https://p.ca/sfe/v1/unpause?jwt=a.b."),
            "https://p.ca/sfe/v1/unpause?jwt=a.b");
  EXPECT_EQ(link_of("see https://ca/docs (or \"https://p.ca/unpause\")"), "https://p.ca/unpause");
  EXPECT_EQ(link_of("paused", {"https://ca/docs", "https://p.ca/unpause"}), "https://p.ca/unpause");
}

TEST(LimitWords, AreNoLinkThatIsOfNoUse) {
  for (const std::string& other :
       {std::string("see http://p.ca/unpause"), std::string("see https://ca/docs?topic=unpause"),
        std::string("unpause at the portal"), std::string("https://"),
        "https://p.ca/unpause?jwt=" + std::string(3000, 'a')}) {
    EXPECT_EQ(link_of(other), "") << other;
  }
}

TEST(LimitWords, KeepTheTokenOutOfTheText) {
  acme::Problem problem;
  problem.type = "rateLimited";
  problem.detail = "visit https://p.ca/unpause?jwt=token, really https://p.ca/unpause?jwt=token";
  problem.subproblems = {{"rateLimited", "at https://p.ca/unpause?jwt=token", {}}};
  acme::take_unpause_link(problem, {}, PauseLinks::kNamed);
  EXPECT_EQ(problem.text(),
            "rateLimited: visit (a link), really (a link); rateLimited: at (a link)");
}

TEST(LimitWords, KeepTheTokenOfEachLinkOutOfEachText) {
  acme::Problem problem;
  problem.type = "rateLimited";
  problem.detail = "visit https://p.ca/unpause or HTTPS://p.ca/unpause?jwt=token";
  problem.subproblems = {{"https://p.ca/unpause?jwt=other", "at https://p.ca/unpause?jwt=b", {}}};
  problem.instance = "https://p.ca/unpause?jwt=c";
  EXPECT_EQ(acme::take_unpause_link(problem, {}, PauseLinks::kNamed), "https://p.ca/unpause");
  EXPECT_EQ(problem.text(),
            "rateLimited: visit (a link) or (a link); (a link): at (a link); go to (a link)");
}

TEST(LimitWords, AreKeptOutOfTheMessageWhereALinkHeaderHasAnotherToken) {
  http::Response response;
  response.status = 429;
  response.headers["Link"] = "<https://p.ca/unpause?jwt=token>;rel=\"help\"";
  response.body = R"({"type":"urn:ietf:params:acme:error:rateLimited",)"
                  R"("detail":"paused: https://p.ca/unpause?"})";
  const auto error = acme::error_of({"newOrder", "https://ca.example/order"}, response, {});
  EXPECT_EQ(error.unpause, "https://p.ca/unpause?");
  EXPECT_EQ(error.link, "");
  EXPECT_EQ(error.message,
            "newOrder at https://ca.example/order: 429 rateLimited: paused: (a link)");
}

// ---- Where the CA tells no time, each URL with a query may be such a link.

acme::Error limited(const std::string& detail, http::Headers headers = {}) {
  const http::Response response{
      429, std::move(headers),
      R"({"type":"urn:ietf:params:acme:error:rateLimited","detail":")" + detail + "\"}"};
  return acme::error_of({"newOrder", "https://ca.example/order"}, response, {});
}

TEST(LimitWords, DF27_ALinkWithATokenIsAPauseLinkWhateverItsPath) {
  const auto error = limited("your account is paused, visit https://p.ca/resume?jwt=a.token.");
  EXPECT_EQ(error.unpause, "https://p.ca/resume?jwt=a.token");
  EXPECT_EQ(error.message,
            "newOrder at https://ca.example/order: 429 rateLimited: your account is paused, visit "
            "(a link).");
}

TEST(LimitWords, DF27_NoFormOfSuchALinkReachesTheMessage) {
  for (const std::string& url :
       {std::string("http://p.ca/resume?jwt=token"), std::string("HTTPS://p.ca/x#token"),
        std::string("https://p.ca?token"), "https://p.ca/r?jwt=" + std::string(1900, 'a') + "token",
        "https://p.ca/unpause?jwt=" + std::string(1800, 'a') + "token",
        std::string("https://user:token@p.ca/resume?x")}) {
    for (const auto& error : {limited("see " + url + " or " + url),
                              limited("paused", {{"Link", "<" + url + ">;rel=\"help\""}})}) {
      EXPECT_EQ(error.message.find("token"), std::string::npos) << error.message;
      EXPECT_EQ(error.link, "") << url;
    }
  }
}

TEST(LimitWords, DF27_ALinkThatIsNamedSoIsRatherTheOne) {
  EXPECT_EQ(link_of("https://ca/docs?page=limits, https://p.ca/unpause", {}, PauseLinks::kAll),
            "https://p.ca/unpause");
  EXPECT_EQ(link_of("paused", {"https://ca/help", "https://p.ca/r?t"}, PauseLinks::kAll),
            "https://p.ca/r?t");
  EXPECT_EQ(link_of("http://p.ca/r?t", {}, PauseLinks::kAll), "");
}

TEST(LimitWords, DF27_WhereTheCaSaysWhenToComeAgainAPageIsAPage) {
  const auto error = limited("see https://ca/docs?page=limits", {{"Retry-After", "60"}});
  EXPECT_EQ(error.unpause, "");
  EXPECT_NE(error.message.find("https://ca/docs?page=limits"), std::string::npos);
}

TEST(LimitWords, DF27_TheLinkOfEveryAnswerIsNoPauseLink) {
  EXPECT_EQ(limited("paused", {{"Link", "<https://ca.example/dir?x>;rel=\"index\""}}).unpause, "");
}

}  // namespace
