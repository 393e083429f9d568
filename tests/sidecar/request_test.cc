#include "sidecar/request.h"

#include <gtest/gtest.h>

#include <set>

#include "api/preflight.h"
#include "sidecar/challenge_builder.h"

namespace sidecar {
namespace {

const std::string kPath = "/.well-known/acme-challenge/";
const std::string kWord = "sallyport 0123";

class Request : public testing::Test {
 protected:
  Request() {
    table_.put(challenge("one", {answer_for("a.example")}));
    table_.put(challenge("another", {answer_for("b.example", 'b')}));
  }
  Answered ask(const std::string& target, std::string_view method = "GET",
               std::string_view host = "a.example") {
    return answer({method, target, host, "192.0.2.9"}, table_, complete_, kWord, kNow);
  }

  AnswerTable table_;
  bool complete_ = true;
};

TEST_F(Request, IsAnsweredWithExactlyTheKeyAuthorization) {
  const Answered answered = ask(kPath + token());
  EXPECT_EQ(answered.outcome, Outcome::kAnswered);
  EXPECT_EQ(answered.response.status, 200);
  EXPECT_EQ(answered.response.body, key_authorization());
  EXPECT_EQ(answered.response.content_type, "application/octet-stream");
}

TEST_F(Request, IsAnsweredWhateverTheQuery) {
  EXPECT_EQ(ask(kPath + token() + "?").outcome, Outcome::kAnswered);
  EXPECT_EQ(ask(kPath + token() + "?a=b/../c?d#e").outcome, Outcome::kAnswered);
}

TEST_F(Request, OfAnyOtherPathIsNotFound) {
  const std::string all[] = {
      "",
      "/",
      "*",
      kPath,
      kPath + "?" + token(),
      kPath + token() + "/",
      kPath + token() + ".",
      kPath + token() + "%00",
      kPath + token() + ";x",
      kPath + token() + "#x",
      kPath + "/" + token(),
      kPath + "./" + token(),
      kPath + "x/../" + token(),
      kPath + "%61" + token().substr(1),
      "/" + kPath + token(),
      "//a.example" + kPath + token(),
      "/x/.." + kPath + token(),
      "/.Well-Known/acme-challenge/" + token(),
      "/.well-known/acme-challenge%2F" + token(),
      "/%2ewell-known/acme-challenge/" + token(),
      "/.well-known//acme-challenge/" + token(),
      "/.well-known/acme-challenge",
      "http://a.example" + kPath + token(),
      "/healthz",
      "/metrics",
      "/challenges/one",
  };
  for (const std::string& target : all) {
    EXPECT_EQ(ask(target).outcome, Outcome::kNotFound) << target;
    EXPECT_EQ(ask(target).response.status, 404) << target;
  }
}

TEST_F(Request, SaysTheSameWhyeverThereIsNoAnswer) {
  const std::string other(43, 'x');
  EXPECT_EQ(ask(kPath + other).outcome, Outcome::kUnknownToken);
  EXPECT_EQ(ask(kPath + token('b')).outcome, Outcome::kWrongHost);
  table_.put(challenge("two", {answer_for("a.example", 'e', kNow)}));
  EXPECT_EQ(ask(kPath + token('e')).outcome, Outcome::kExpired);
  std::set<std::string> bodies;
  for (const std::string& target : {kPath + other, kPath + token('b'), kPath + token('e'),
                                    kPath + "<script>", std::string("/")}) {
    const http::ServerResponse response = ask(target).response;
    EXPECT_EQ(response.status, 404) << target;
    bodies.insert(response.content_type + response.body);
  }
  EXPECT_EQ(bodies.size(), 1u);
}

TEST_F(Request, AsksAtAnyTimeWhereANameLeads) {
  complete_ = false;
  const std::string target = kPath + api::preflight_token("a.example", std::string(32, '0'));
  EXPECT_EQ(ask(target).outcome, Outcome::kPreflight);
}

TEST_F(Request, DF40_BeforeEveryChallengeIsKnownATokenIsNotDenied) {
  complete_ = false;
  for (const std::string& target : {kPath + std::string(43, 'x'), kPath + token('b')}) {
    const Answered answered = ask(target);
    EXPECT_EQ(answered.outcome, Outcome::kNotReady) << target;
    EXPECT_EQ(answered.response.status, 503) << target;
    EXPECT_EQ(answered.response.headers.at("Retry-After"), "1");
    EXPECT_EQ(answered.response.headers.at("Cache-Control"), "no-store");
  }
  EXPECT_EQ(ask(kPath + token()).response.status, 200);
  EXPECT_EQ(ask("/elsewhere").response.status, 404);
  EXPECT_EQ(ask(kPath + token(), "POST").response.status, 405);
}

TEST_F(Request, ThatDoesNotReadIsRefused) {
  for (const char* method :
       {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "get", ""}) {
    const Answered answered = ask(kPath + token(), method);
    EXPECT_EQ(answered.outcome, Outcome::kBadMethod) << method;
    EXPECT_EQ(answered.response.status, 405) << method;
    EXPECT_EQ(answered.response.headers.at("Allow"), "GET, HEAD");
  }
  EXPECT_EQ(table_.report("one")->hits.at(token()), 0);
}

TEST_F(Request, IsNeverAnsweredForACacheOrABrowserToUse) {
  for (const auto& answered : {ask(kPath + token()), ask("/"), ask("/", "POST")}) {
    EXPECT_EQ(answered.response.headers.at("Cache-Control"), "no-store");
    EXPECT_EQ(answered.response.headers.at("X-Content-Type-Options"), "nosniff");
  }
}

TEST_F(Request, HasAWordForEachOutcome) {
  std::set<std::string_view> words;
  for (const Outcome outcome : kOutcomes) words.insert(word(outcome));
  EXPECT_EQ(words, (std::set<std::string_view>{"answered", "preflight", "unknown_token",
                                               "wrong_host", "expired", "not_found", "bad_method",
                                               "not_ready", "redirected", "health"}));
}

// ---- Where port 80 of names leads to the sidecar alone ------------------------------------------

class Door : public Request {
 protected:
  Answered ask_at(const FrontDoor& door, const std::string& target, std::string_view host,
                  std::string_view method = "GET") {
    return answer_at(door, {method, target, host, "192.0.2.9"}, table_, complete_, kWord, kNow);
  }
  std::string redirect(const std::string& target, std::string_view host,
                       std::string_view method = "GET") {
    const Answered answered = ask_at({true, ""}, target, host, method);
    if (answered.outcome != Outcome::kRedirected) return std::string(word(answered.outcome));
    EXPECT_EQ(answered.response.status, 308);
    EXPECT_EQ(answered.response.body, "");
    return answered.response.headers.at("Location");
  }
};

TEST_F(Door, LeadsWhatIsNoChallengeToHttps) {
  EXPECT_EQ(redirect("/", "a.example"), "https://a.example/");
  EXPECT_EQ(redirect("/shop?item=1&b=%2F", "A.Example:80"), "https://a.example/shop?item=1&b=%2F");
  EXPECT_EQ(redirect("//evil.example", "a.example"), "https://a.example//evil.example");
  EXPECT_EQ(redirect("/", "192.0.2.1"), "https://192.0.2.1/");
  EXPECT_EQ(redirect("/", "[2001:DB8::1]:80"), "https://[2001:db8::1]/");
  EXPECT_EQ(redirect("/form", "a.example", "POST"), "https://a.example/form")
      << "308 keeps the method";
}

TEST_F(Door, LeadsNowhereWhereThereIsNoHost) {
  for (const char* host : {"", ":80", "a.example@evil.example", "a.example/..", "a b", "[::1]x",
                           "a.example\\evil.example", "a:b:c"})
    EXPECT_EQ(redirect("/", host), "not_found") << host;
  EXPECT_EQ(redirect("*", "a.example", "OPTIONS"), "bad_method");
  EXPECT_EQ(redirect("evil.example:443", "a.example", "CONNECT"), "bad_method");
}

TEST_F(Door, AnswersChallengesAsEver) {
  EXPECT_EQ(redirect(kPath + token(), "a.example"), "answered");
  EXPECT_EQ(redirect(kPath + token(), "other.example"), "wrong_host");
  EXPECT_EQ(redirect(kPath, "a.example"), "not_found");
}

TEST_F(Door, SaysThatItAnswersAtThePathThatIsNamedAlone) {
  EXPECT_EQ(ask_at({false, "/up"}, "/up", "10.0.0.1").outcome, Outcome::kHealth);
  EXPECT_EQ(ask_at({true, "/up"}, "/up", "10.0.0.1").response.status, 200);
  EXPECT_EQ(ask_at({false, "/up"}, "/up?x", "10.0.0.1").outcome, Outcome::kNotFound);
  EXPECT_EQ(ask_at({false, "/up"}, "/", "10.0.0.1").outcome, Outcome::kNotFound);
  EXPECT_EQ(ask_at({}, "/up", "10.0.0.1").outcome, Outcome::kNotFound) << "off by default";
  EXPECT_EQ(ask_at({}, "/", "a.example").outcome, Outcome::kNotFound) << "off by default";
}

}  // namespace
}  // namespace sidecar
