// What came back, and whose trouble it is: one table for whatever a CA, a proxy before it and the
// network may answer, tried with each kind of request.
#include "ca_script.h"

namespace {

using namespace scripted;
using acme::Error;

constexpr char kAskedAt[] = "https://ca.example/order/1";
constexpr char kRefusalPage[] = "<html><body>429 Too Many Requests</body></html>";

struct Row {
  std::string about;
  http::Response came;
  Error::Kind kind;
  bool is_trouble;  // may pass by itself, and means nothing for what was asked
};

http::Response page(int status) {
  return reply(status, kRefusalPage, {{"Content-Type", "text/html"}});
}

const std::vector<Row> kRows = {
    {"bare 429", page(429), Error::Kind::kTooFast, true},
    {"429 without a body", reply(429, ""), Error::Kind::kTooFast, true},
    {"429 in another JSON", reply(429, R"({"message":"slow down"})"), Error::Kind::kTooFast, true},
    {"429 of a problem of HTTP", reply(429, R"({"type":"about:blank","title":"Too Many"})"),
     Error::Kind::kTooFast, true},
    {"429 userActionRequired", problem(429, "userActionRequired", "agree"), Error::Kind::kProblem,
     false},
    {"429 rateLimited", problem(429, "rateLimited", "too many certificates"), Error::Kind::kProblem,
     false},
    {"403 page of a filter", page(403), Error::Kind::kTrouble, true},
    {"404 page", page(404), Error::Kind::kTrouble, true},
    {"500 page", page(500), Error::Kind::kTrouble, true},
    {"502 without a body", reply(502, ""), Error::Kind::kTrouble, true},
    {"503 page", page(503), Error::Kind::kTrouble, true},
    {"500 serverInternal", problem(500, "serverInternal", "oops"), Error::Kind::kProblem, true},
    {"503 problem", problem(503, "rateLimited", "busy"), Error::Kind::kProblem, true},
    {"200 page", page(200), Error::Kind::kTrouble, true},
    {"200 JSON that is cut off", reply(200, R"({"status":"pend)"), Error::Kind::kTrouble, true},
    {"200 object without what is needed", reply(200, R"({"status":"pending"})"),
     Error::Kind::kProtocol, false},
    {"200 list", reply(200, "[]"), Error::Kind::kProtocol, false},
    {"302", reply(302, "", {{"Location", "/login"}}), Error::Kind::kTrouble, true},
    {"400 malformed", problem(400, "malformed", "no"), Error::Kind::kProblem, false},
    {"403 unauthorized", problem(403, "unauthorized", "no"), Error::Kind::kProblem, false},
    {"403 userActionRequired", problem(403, "userActionRequired", "agree"), Error::Kind::kProblem,
     false},
};

class Classes : public Ca {
 protected:
  // Of an order that is read, with enough nonces for what is sent again.
  Error error_after(const http::Response& came) {
    http_.always("GET", kDirectoryUrl, [](const auto&) { return reply(200, kDirectory); });
    http_.always("HEAD", kNonceUrl, [](const auto&) {
      return reply(200, "", {{"Replay-Nonce", "N"}});
    });
    http_.always("POST", kAskedAt, [&](const auto&) { return came; });
    const auto order = client_.order(signer_, kAskedAt, never_);
    return order ? Error() : order.error();
  }
};

TEST_F(Classes, TR01_TR11_AnAnswerIsNoOutage) {
  for (const Row& row : kRows) {
    if (row.kind == Error::Kind::kTooFast) continue;  // it is asked again, see Pace
    const Error error = error_after(row.came);
    EXPECT_EQ(error.kind, row.kind) << row.about;
    EXPECT_EQ(error.is_trouble(), row.is_trouble) << row.about;
    EXPECT_FALSE(error.message.empty()) << row.about;
    EXPECT_EQ(error.message.find("<html>"), std::string::npos) << row.about;
  }
}

TEST_F(Classes, TR01_WhatWasTooFastIsAskedAgainAFewTimes) {
  for (const Row& row : kRows) {
    if (row.kind != Error::Kind::kTooFast) continue;
    int left = 1;
    http_.always("GET", kDirectoryUrl, [](const auto&) { return reply(200, kDirectory); });
    http_.always("HEAD", kNonceUrl, [](const auto&) {
      return reply(200, "", {{"Replay-Nonce", "N"}});
    });
    http_.always("POST", kAskedAt,
                 [&](const auto&) { return left-- > 0 ? row.came : reply(200, kOrder); });
    acme::Client client(http_, clock_, kDirectoryUrl);
    EXPECT_TRUE(client.order(signer_, kAskedAt, never_)) << row.about;
  }
}

TEST_F(Classes, TR01_ACaThatIsNeverContentIsAskedSixTimesAndIsNoTrouble) {
  int asked = 0;
  http_.always("GET", kDirectoryUrl, [&](const auto&) {
    ++asked;
    return page(429);
  });
  const auto directory = client_.directory(never_);
  ASSERT_FALSE(directory);
  EXPECT_EQ(directory.error().kind, Error::Kind::kTooFast);
  EXPECT_EQ(asked, 6);
}

TEST_F(Classes, TR01_WhatTheCaAskedForIsToldToWhoeverWaits) {
  http_.always("GET", kDirectoryUrl, [&](const auto&) {
    http::Response refused = page(429);
    refused.headers["Retry-After"] = "3600";
    return refused;
  });
  const auto directory = client_.directory(never_);
  ASSERT_FALSE(directory);
  EXPECT_EQ(directory.error().retry_after, base::Seconds(3600));
  EXPECT_EQ(directory.error().status, 429);
  EXPECT_EQ(http_.requests().size(), 1U);
}

TEST_F(Classes, TR01_WhatNobodyWaitsForDoesNotWait) {
  std::string with_info = kDirectory;
  with_info.insert(1, R"("renewalInfo":"https://ca.example/ari",)");
  http_.once("GET", kDirectoryUrl, reply(200, with_info));
  http_.once("GET", "https://ca.example/ari/id", page(429));
  EXPECT_EQ(client_.renewal_info("id", never_).error().status, 429);
  EXPECT_EQ(client_.renewal_info("id", never_).error().status, 0) << "it was not asked";
}

TEST_F(Classes, ADirectoryThatIsNoneIsTroubleOfTheCa) {
  http_.once("GET", kDirectoryUrl, reply(200, R"({"status":"maintenance"})"));
  EXPECT_TRUE(client_.directory(never_).error().is_trouble());
  http_.once("GET", kDirectoryUrl, reply(302, "", {{"Location", "https://status.example/"}}));
  EXPECT_TRUE(client_.directory(never_).error().is_trouble());
}

// RFC 8555 leaves these open, or CAs do not keep to it, as their users report.
struct Quirk {
  std::string about;
  std::string order;
};

constexpr char kOneName[] = R"("identifiers":[{"type":"dns","value":"a.example"}],)";

const std::vector<Quirk> kQuirks = {
    {"no expires", R"("status":"pending","authorizations":[],"finalize":"https://ca.example/f")"},
    {"expires is empty",
     R"("status":"pending","expires":"","authorizations":[],"finalize":"https://ca.example/f")"},
    {"a status that nobody knows",
     R"("status":"deferred","authorizations":[],"finalize":"https://ca.example/f")"},
    {"relative URLs", R"("status":"ready","authorizations":["/a/1","a/2"],"finalize":"/f")"},
    {"fields that nobody knows",
     R"("status":"ready","x":{"y":[1]},"authorizations":[],"finalize":"https://ca.example/f")"},
    {"a certificate before its time",
     R"("status":"ready","certificate":"","authorizations":[],"finalize":"https://ca.example/f")"},
};

TEST_F(Classes, S1_S7_AnOrderIsUnderstoodAsFarAsThatIsSafe) {
  for (const Quirk& quirk : kQuirks) {
    give_directory();
    http_.once(
        "POST", kAskedAt,
        reply(200, "{" + std::string(kOneName) + quirk.order + "}", {{"Replay-Nonce", "N"}}));
    const auto order = acme::Client(http_, clock_, kDirectoryUrl).order(signer_, kAskedAt, never_);
    EXPECT_TRUE(order) << quirk.about << ": " << order.error().message;
  }
}

TEST_F(Classes, DF11_AnUnknownWordIsThatOfACaWhichWorksOnIt) {
  give_directory();
  http_.once(
      "POST", kAskedAt,
      reply(200, "{" + std::string(kOneName) + kQuirks[2].order + "}", {{"Replay-Nonce", "N"}}));
  const auto order = client_.order(signer_, kAskedAt, never_);
  ASSERT_TRUE(order);
  EXPECT_EQ(order->status, acme::OrderStatus::kProcessing);
}

TEST_F(Classes, S7_RelativeUrlsAreThoseOfWhatWasAsked) {
  give_directory();
  http_.once(
      "POST", kAskedAt,
      reply(200, "{" + std::string(kOneName) + kQuirks[3].order + "}", {{"Replay-Nonce", "N"}}));
  const auto order = client_.order(signer_, kAskedAt, never_);
  ASSERT_TRUE(order);
  EXPECT_THAT(order->authorizations,
              testing::ElementsAre("https://ca.example/a/1", "https://ca.example/order/a/2"));
  EXPECT_EQ(order->finalize, "https://ca.example/f");
}

TEST_F(Classes, S7_ARelativeLocationIsWhereTheAccountOrTheOrderIs) {
  give_directory();
  http_.once("POST", kAccountUrl,
             reply(201, R"({"status":"valid"})", {{"Location", "/acct/1"}, {"Replay-Nonce", "N"}}));
  EXPECT_EQ(client_.new_account(key_, {}, never_)->url, "https://ca.example/acct/1");
  http_.once("POST", kOrderUrl, reply(201, kOrder, {{"Location", "/order/1"}}));
  EXPECT_EQ(client_.new_order(signer_, {names_, "", ""}, never_)->url, kAskedAt);
}

TEST_F(Classes, TR12_AnswersWithALocationAndNoBodyAreUnderstood) {
  give_directory();
  const http::Headers account{{"Location", "https://ca.example/acct/1"}, {"Replay-Nonce", "N"}};
  http_.once("POST", kAccountUrl, reply(201, "", account));
  const auto made = client_.new_account(key_, {}, never_);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->url, "https://ca.example/acct/1");
  EXPECT_EQ(made->status, "valid");
  http_.once("POST", kOrderUrl, reply(201, "", {{"Location", kAskedAt}, {"Replay-Nonce", "N"}}));
  http_.once("POST", kAskedAt, reply(200, kOrder, {{"Replay-Nonce", "N"}}));
  const auto order = client_.new_order(signer_, {names_, "", ""}, never_);
  ASSERT_TRUE(order);
  EXPECT_EQ(order->url, kAskedAt);
  http_.once("POST", order->finalize, reply(200, "", {{"Replay-Nonce", "N"}}));
  http_.once("POST", kAskedAt, reply(200, kOrder, {{"Replay-Nonce", "N"}}));
  EXPECT_TRUE(client_.finalize(signer_, *order, "csr", never_));
  http_.once("POST", "https://ca.example/c/1", reply(200, ""));
  EXPECT_EQ(client_.answer(signer_, "https://ca.example/c/1", never_)->status, "processing");
}

// Else the CA is asked for another one.
TEST_F(Classes, DF35_AnOrderThatIsMadeAndCannotBeReadIsKnownByItsUrl) {
  give_directory();
  const http::Headers made{{"Location", kAskedAt}, {"Replay-Nonce", "N"}};
  http_.always("POST", kAskedAt, [](const auto&) { return page(503); });
  http_.always("HEAD", kNonceUrl, [](const auto&) {
    return reply(200, "", {{"Replay-Nonce", "N"}});
  });
  for (const std::string body : {"", "{", "<html/>", R"({"status":"pending"})"}) {
    http_.once("POST", kOrderUrl, reply(201, body, made));
    const auto order = client_.new_order(signer_, {names_, "", ""}, never_);
    ASSERT_TRUE(order) << body;
    EXPECT_EQ(order->url, kAskedAt);
    EXPECT_EQ(order->finalize, "") << "it is to be read";
  }
}

TEST_F(Classes, DF35_AnUnknownUrlOfAnotherThreadDisturbsNobody) {
  int directories = 0;
  http_.always("GET", kDirectoryUrl, [&](const auto&) {
    ++directories;
    return reply(200, kDirectory);
  });
  http_.once("POST", kAskedAt, page(404));
  int nonces = 0;
  http_.always("HEAD", kNonceUrl, [&](const auto&) {
    // Of another thread, meanwhile.
    if (++nonces == 1) {
      EXPECT_FALSE(client_.order(signer_, kAskedAt, never_));
    }
    return reply(200, "", {{"Replay-Nonce", "N2"}});
  });
  http_.once("POST", kOrderUrl, reply(201, kOrder, {{"Location", kAskedAt}}));
  const auto order = client_.new_order(signer_, {names_, "", ""}, never_);
  ASSERT_TRUE(order) << order.error().message;
  EXPECT_EQ(directories, 1);
  EXPECT_TRUE(client_.directory(never_));
  EXPECT_EQ(directories, 2) << "the 404 had it read again";
}

TEST_F(Classes, TR12_WithoutALocationNothingWasMade) {
  give_directory();
  http_.once("POST", kAccountUrl, reply(201, "", {{"Replay-Nonce", "N"}}));
  EXPECT_EQ(client_.new_account(key_, {}, never_).error().message,
            "newAccount at https://ca.example/new-account: Location: not an https URL");
}

TEST_F(Classes, TR11_AChallengeWithoutAStatusIsOneThatNobodyHasAnsweredYet) {
  give_directory();
  const auto read = [&](const std::string& status) {
    http_.once(
        "POST", kAskedAt,
        reply(200,
              R"({"status":"pending","identifier":{"type":"dns","value":"a.example"},)"
              R"("challenges":[{"type":"http-01","url":"/c","token":"AAAAAAAAAAAAAAAAAAAAAA")" +
                  status + "}]}",
              {{"Replay-Nonce", "N"}}));
    return client_.authorization(signer_, kAskedAt, never_)->http01()->status;
  };
  EXPECT_EQ(read(""), "pending");
  EXPECT_EQ(read(R"(,"status":"valid")"), "valid");
  EXPECT_EQ(read(R"(,"status":"waiting")"), "processing");
}

}  // namespace
