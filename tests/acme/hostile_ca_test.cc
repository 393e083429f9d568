#include "acme/ca_script.h"

namespace {

using namespace scripted;
using acme::Error;
using testing::HasSubstr;
using testing::Not;
using testing::Optional;
using testing::SizeIs;
using testing::StartsWith;

const std::string kOrderAt = "https://ca.example/order/1";

TEST_F(Ca, T10_DirectoryErrorsSayPlainlyWhatStandsThere) {
  const auto refusal = [&](http::Response answer) {
    http_.once("GET", kDirectoryUrl, std::move(answer));
    const auto directory = client_.directory(never_);
    return directory ? "accepted" : directory.error().message;
  };
  const std::string start = "https://ca.example/dir: not an ACME directory: ";
  EXPECT_EQ(refusal(reply(200, "<html>internal</html>")), start + "not JSON");
  EXPECT_EQ(refusal(reply(200, "")), start + "not JSON");
  EXPECT_EQ(refusal(reply(200, "[]")), start + "expected an object, found a array");
  EXPECT_EQ(refusal(reply(200, "{}")), start + "newNonce: missing");
  EXPECT_EQ(refusal(reply(200, R"({"newNonce":7})")),
            start + "newNonce: expected a string, found a number");
  EXPECT_EQ(refusal(reply(200, R"({"newNonce":"http://ca.example/n"})")),
            start + "newNonce: not an https URL");
  EXPECT_EQ(refusal(reply(200, R"({"newNonce":"file:///etc/passwd"})")),
            start + "newNonce: not a URL");
  EXPECT_EQ(refusal(reply(200, std::string(60'000, '['))), start + "nested deeper than 64");
  EXPECT_EQ(refusal(reply(404, "<html>secret</html>")),
            "directory at https://ca.example/dir: 404 without a problem document");
  EXPECT_EQ(
      refusal(reply(302, "", {{"Location", "https://169.254.169.254/"}})),
      "directory at https://ca.example/dir: a redirect to another server, which is not followed");
}

TEST_F(Ca, DirectoryThatCannotBeReachedSaysWhy) {
  const auto failure = [&](http::ErrorKind kind, const std::string& why) {
    http_.fail_once("GET", kDirectoryUrl, kind, why);
    return client_.directory(never_).error();
  };
  const auto tls = failure(http::ErrorKind::kTls, "certificate has expired");
  EXPECT_EQ(tls.kind, Error::Kind::kNetwork);
  EXPECT_EQ(tls.message, "directory at https://ca.example/dir: certificate has expired");
  EXPECT_EQ(failure(http::ErrorKind::kConnect, "refused").kind, Error::Kind::kNetwork);
  EXPECT_EQ(failure(http::ErrorKind::kProtocol, "ended early").kind, Error::Kind::kNetwork);
  EXPECT_EQ(failure(http::ErrorKind::kTooLarge, "over 64 KiB").kind, Error::Kind::kNotTaken);
}

TEST_F(Ca, FailedDirectoryIsNotKept) {
  http_.once("GET", kDirectoryUrl, reply(503, "", {{"Retry-After", "120"}}));
  http_.once("GET", kDirectoryUrl, reply(200, kDirectory));
  const auto first = client_.directory(never_);
  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().status, 503);
  EXPECT_THAT(first.error().retry_after, Optional(base::Seconds(120)));
  EXPECT_TRUE(client_.directory(never_));
}

TEST_F(Ca, T3_DirectoryByPlainHttpIsNeverAsked) {
  acme::Client plain(http_, clock_, "http://ca.example/dir");
  const auto directory = plain.directory(never_);
  ASSERT_FALSE(directory);
  EXPECT_EQ(directory.error().message, "directory at http://ca.example/dir: not an https URL");
  EXPECT_THAT(http_.requests(), SizeIs(0));
}

TEST_F(Ca, UrlsThatTheCallerStoredAreCheckedToo) {
  EXPECT_EQ(client_.order(signer_, "http://ca.example/order/1", never_).error().message,
            "order at http://ca.example/order/1: not an https URL");
  EXPECT_EQ(client_.certificate(signer_, "", never_).error().message,
            "certificate at : not an https URL");
  EXPECT_THAT(http_.requests(), SizeIs(0));
}

// What the client says to an order that reads so.
class BadOrder : public Ca,
                 public testing::WithParamInterface<std::pair<const char*, const char*>> {};

TEST_P(BadOrder, IsAClearError) {
  give_directory();
  http_.once("POST", kOrderAt, reply(200, GetParam().first));
  const auto order = client_.order(signer_, kOrderAt, never_);
  ASSERT_FALSE(order);
  const bool is_page = GetParam().second == std::string("not JSON");
  EXPECT_EQ(order.error().kind, is_page ? Error::Kind::kTrouble : Error::Kind::kProtocol);
  EXPECT_EQ(order.error().is_trouble(), is_page);
  EXPECT_EQ(order.error().status, 200);
  EXPECT_EQ(order.error().message,
            "order at https://ca.example/order/1: " + std::string(GetParam().second));
}

constexpr char kName[] = R"("identifiers":[{"type":"dns","value":"a.example"}])";

INSTANTIATE_TEST_SUITE_P(
    Each, BadOrder,
    testing::Values(
        std::pair{"", "not JSON"}, std::pair{"null", "expected an object, found a null"},
        std::pair{"{\"status\":\"pending\"", "not JSON"},
        std::pair{"{\"status\":\"\xff\"}", "not JSON"}, std::pair{"{}", "status: missing"},
        std::pair{R"({"status":1})", "status: expected a string, found a number"},
        std::pair{R"({"status":"happy"})", "identifiers: missing"},
        std::pair{R"({"status":"pending"})", "identifiers: missing"},
        std::pair{R"({"status":"pending","identifiers":{}})",
                  "identifiers: expected a list, found a object"},
        std::pair{R"({"status":"pending","identifiers":[{"type":"mail","value":"x"}]})",
                  R"(identifiers[0].type: "mail" is unknown)"},
        std::pair{R"({"status":"pending","identifiers":[{"type":"dns","value":"a b"}]})",
                  "identifiers[0].value: not a DNS name"},
        std::pair{R"({"status":"pending","identifiers":[{"type":"dns","value":"a\u0000b"}]})",
                  "identifiers[0].value: not a DNS name"},
        std::pair{R"({"status":"pending","identifiers":[{"type":"ip","value":"1.2.3"}]})",
                  "identifiers[0].value: not an IP address"}));

const std::string kNamed = std::string(R"({"status":"pending",)") + kName;

TEST_F(Ca, OrderWithBadUrlsIsAClearError) {
  give_directory();
  const auto refusal = [&](const std::string& body) {
    http_.once("POST", kOrderAt, reply(200, body, {{"Replay-Nonce", "N"}}));
    const auto order = client_.order(signer_, kOrderAt, never_);
    return order ? "accepted" : order.error().message.substr(kOrderAt.size() + 11);
  };
  EXPECT_EQ(refusal(kNamed + "}"), "finalize: missing");
  EXPECT_EQ(refusal(kNamed + R"(,"authorizations":["http://ca.example/a"]})"),
            "authorizations: not an https URL");
  EXPECT_EQ(refusal(kNamed + R"(,"finalize":"https://user:pass@ca.example/f"})"),
            "finalize: not a URL");
  EXPECT_EQ(refusal(kNamed + R"(,"finalize":"https://ca.example/f","expires":"soon"})"),
            "expires: expected a time as in RFC 3339");
  EXPECT_EQ(refusal(std::string(R"({"status":"valid",)") + kName +
                    R"(,"finalize":"https://ca.example/f"})"),
            "certificate: missing");
  EXPECT_EQ(refusal(std::string(R"({"status":"valid",)") + kName +
                    R"(,"finalize":"https://ca.example/f","certificate":"data:,x"})"),
            "certificate: not a URL");
}

TEST_F(Ca, NewOrderWithoutAnHttpsLocationIsAnError) {
  give_directory();
  for (const http::Headers& headers :
       {http::Headers{{"Replay-Nonce", "N"}},
        http::Headers{{"Replay-Nonce", "N"}, {"Location", "http://ca.example/order/1"}},
        http::Headers{{"Replay-Nonce", "N"}, {"Location", "https:///order/1"}}}) {
    http_.once("POST", kOrderUrl, reply(201, kOrder, headers));
    const auto order = client_.new_order(signer_, {names_, "", ""}, never_);
    ASSERT_FALSE(order);
    EXPECT_EQ(order.error().message,
              "newOrder at https://ca.example/new-order: Location: not an https URL");
  }
}

TEST_F(Ca, AccountOfUnknownStatusIsAnError) {
  give_directory();
  http_.once("POST", kAccountUrl,
             reply(200, R"({"status":"ok"})", {{"Location", "https://ca.example/account/1"}}));
  EXPECT_EQ(client_.find_account(key_, never_).error().message,
            R"(newAccount at https://ca.example/new-account: status: "ok" is unknown)");
}

TEST_F(Ca, AuthorizationWithABrokenHttp01IsAnError) {
  give_directory();
  const std::string url = "https://ca.example/authz/1";
  const std::string start =
      R"({"status":"pending","identifier":{"type":"dns","value":"a.example"},"challenges":[)"
      R"({"type":"http-01",)";
  const auto refusal = [&](const std::string& rest) {
    http_.once("POST", url, reply(200, start + rest + "}]}", {{"Replay-Nonce", "N"}}));
    const auto authorization = client_.authorization(signer_, url, never_);
    return authorization ? "accepted" : authorization.error().message.substr(url.size() + 19);
  };
  EXPECT_EQ(refusal(R"("status":"pending")"), "challenges[0].url: missing");
  EXPECT_EQ(refusal(R"("url":"http://ca.example/c")"), "challenges[0].url: not an https URL");
  EXPECT_EQ(refusal(R"("url":"https://ca.example/c","token":[])"),
            "challenges[0].token: expected a string, found a array");
}

TEST_F(Ca, ProblemNamesWhatWasAskedAndEachIdentifier) {
  give_directory();
  http_.once("POST", kOrderUrl,
             reply(400, R"({"type":"urn:ietf:params:acme:error:compound","detail":"two errors",)"
                        R"("subproblems":[{"type":"urn:ietf:params:acme:error:rejectedIdentifier",)"
                        R"("detail":"on a list","identifier":{"type":"dns","value":"b.example"}},)"
                        R"({"type":"urn:ietf:params:acme:error:caa"}]})"));
  const auto order = client_.new_order(signer_, {names_, "", ""}, never_);
  ASSERT_FALSE(order);
  EXPECT_EQ(order.error().message,
            "newOrder at https://ca.example/new-order: 400 compound: two errors; b.example: "
            "rejectedIdentifier: on a list; caa");
  EXPECT_EQ(order.error().problem->subproblems.at(0).identifier->value, "b.example");
  EXPECT_EQ(order.error().problem->status, 400);
}

TEST_F(Ca, ProblemIsAProblemEvenWhenItIsToldBadly) {
  give_directory();
  const auto error = [&](const std::string& body) {
    http_.once("POST", kOrderUrl, reply(500, body, {{"Replay-Nonce", "N"}}));
    return client_.new_order(signer_, {names_, "", ""}, never_).error();
  };
  const std::string start = "newOrder at https://ca.example/new-order: 500 ";
  EXPECT_EQ(error(R"({"type":"about:blank","detail":7})").message, start + "about:blank");
  EXPECT_EQ(error(R"({"detail":"down"})").message, start + "about:blank: down");
  EXPECT_EQ(error(R"({"type":"t","detail":"d","subproblems":7})").message, start + "t: d");
  EXPECT_EQ(error(R"({"message":"proxy"})").message, start + "without a problem document");
  EXPECT_EQ(error("upstream down").kind, Error::Kind::kTrouble);
}

TEST_F(Ca, ProblemCannotFloodOrMoveTheCursor) {
  give_directory();
  std::string detail = "\\u001b[2J\\n";
  for (int i = 0; i < 1500; ++i) detail += "\u00e9";
  http_.once("POST", kOrderUrl, problem(400, "malformed", detail));
  const auto error = client_.new_order(signer_, {names_, "", ""}, never_).error();
  EXPECT_LT(error.message.size(), 2200U);
  EXPECT_THAT(error.message, HasSubstr("malformed:  [2J \u00e9"));
  EXPECT_TRUE(error.message.ends_with("\u00e9..."));
}

TEST_F(Ca, RateLimitTellsWhenToComeBackInEitherForm) {
  give_directory();
  const auto wait = [&](const std::string& header) {
    http_.once(
        "POST", kOrderUrl,
        problem(429, "rateLimited", "too many", {{"Retry-After", header}, {"Replay-Nonce", "N"}}));
    return client_.new_order(signer_, {names_, "", ""}, never_).error().retry_after;
  };
  EXPECT_THAT(wait("3600"), Optional(base::Seconds(3600)));
  // The fake clock stands at 1970 + 56 * 365 days.
  EXPECT_THAT(wait("Thu, 18 Dec 2025 01:00:00 GMT"), Optional(base::Seconds(3600)));
  EXPECT_EQ(wait("tomorrow"), std::nullopt);
}

TEST_F(Ca, N16_RedirectOfASignedRequestIsNotFollowed) {
  give_directory();
  http_.once("POST", kOrderUrl, reply(307, "", {{"Location", "https://other.example/"}}));
  EXPECT_EQ(client_.new_order(signer_, {names_, "", ""}, never_).error().message,
            "newOrder at https://ca.example/new-order: 307, a redirect, which is not followed");
}

TEST_F(Ca, SecretsNeverReachAnError) {
  give_directory();
  http_.once("POST", kAccountUrl, problem(400, "malformed", "bad MAC"));
  const acme::ExternalAccount external{"kid-1", base::Secret("hunter2hunter2hunter2")};
  const auto error = client_.new_account(key_, {{}, external}, never_).error();
  EXPECT_THAT(error.message, Not(HasSubstr("hunter2")));
  EXPECT_THAT(error.message, StartsWith("newAccount at "));
}

}  // namespace
