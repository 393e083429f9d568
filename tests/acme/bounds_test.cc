// How much a CA may send, and what becomes of more: the failure of what was asked for, with a
// message that says which field, how much, and how much is taken; and no trouble of the CA.

#include "acme/ca_script.h"
#include "acme/client_bed.h"
#include "acme/error_of.h"

namespace {

using namespace scripted;
using testing::HasSubstr;
using testing::SizeIs;

constexpr char kAt[] = "https://ca.example/order/1";
constexpr char kAuthorizationAt[] = "https://ca.example/authz/1";

std::string list_of(std::size_t count, const std::string& item) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += (all.empty() ? "" : ",") + item;
  return "[" + all + "]";
}

std::string padded(std::size_t size) { return R"({"x":")" + std::string(size - 8, 'x') + "\"}"; }

class CaBounds : public Ca {
 protected:
  void SetUp() override {
    http_.once("GET", kDirectoryUrl, reply(200, kDirectory));
    http_.always("HEAD", kNonceUrl, [](const http::Request&) {
      return reply(200, "", {{"Replay-Nonce", "N0"}});
    });
  }

  std::string said(const acme::Error& error) const {
    EXPECT_EQ(error.kind, acme::Error::Kind::kNotTaken) << error.message;
    EXPECT_FALSE(error.is_trouble());
    return error.message;
  }
  std::string order_refusal(const std::string& body, int status = 200, http::Headers headers = {}) {
    headers["Replay-Nonce"] = "N";
    http_.once("POST", kAt, reply(status, body, std::move(headers)));
    const auto order = client_.order(signer_, kAt, never_);
    return order ? "taken" : said(order.error());
  }
  acme::Result<acme::Authorization> authorization(const std::string& challenges) {
    http_.once("POST", kAuthorizationAt,
               reply(200,
                     R"({"status":"pending","identifier":{"type":"dns","value":"a.example"},)"
                     R"("challenges":)" +
                         challenges + "}",
                     {{"Replay-Nonce", "N"}}));
    return client_.authorization(signer_, kAuthorizationAt, never_);
  }
};

std::string order_with(const std::string& field, const std::string& value) {
  std::map<std::string, std::string> fields{
      {"status", R"("pending")"},
      {"identifiers", R"([{"type":"dns","value":"a.example"}])"},
      {"authorizations", "[]"},
      {"finalize", R"("https://ca.example/f")"}};
  fields[field] = value;
  std::string all;
  for (const auto& [name, text] : fields) all += (all.empty() ? "\"" : ",\"") + name + "\":" + text;
  return "{" + all + "}";
}

TEST_F(CaBounds, DF03_AnOrderHasNoMoreAuthorizationsThanNamesAndAFew) {
  const auto with = [](std::size_t count) {
    return order_with("authorizations", list_of(count, R"("https://ca.example/a")"));
  };
  EXPECT_EQ(order_refusal(with(11)), "taken");
  EXPECT_EQ(
      order_refusal(with(1000)),
      "order at https://ca.example/order/1: authorizations: 1000 entries, of which at most 11 "
      "are taken");
}

TEST_F(CaBounds, DF03_ListsAndTextsOfAnOrderAreBounded) {
  EXPECT_THAT(
      order_refusal(order_with("identifiers", list_of(251, R"({"type":"dns","value":"a.b"})"))),
      HasSubstr("identifiers: 251 entries, of which at most 250 are taken"));
  EXPECT_THAT(order_refusal(order_with(
                  "authorizations", R"(["https://ca.example/)" + std::string(1100, 'a') + R"("])")),
              HasSubstr("authorizations: 1119 bytes of a URL, of which at most 1024 are taken"));
}

TEST_F(CaBounds, DF03_AnObjectHas64KiBAtMost) {
  EXPECT_EQ(order_refusal(padded(64 * 1024 + 1)),
            "order at https://ca.example/order/1: an answer of more than 65536 bytes, of which at "
            "most 65536 are taken");
  EXPECT_THAT(order_refusal(padded(1 << 20), 200, {{"Content-Length", "1048576"}}),
              HasSubstr("an answer of 1048576 bytes, of which at most 65536 are taken"));
  http_.once("POST", kAt, reply(200, padded(64 * 1024)));
  EXPECT_THAT(client_.order(signer_, kAt, never_).error().message, HasSubstr("status: missing"));
}

TEST_F(CaBounds, DF03_AnObjectHas2048ValuesAtMost) {
  EXPECT_THAT(order_refusal(R"({"x":)" + list_of(3000, "[]") + "}"),
              HasSubstr("more than 2048 values"));
}

TEST_F(CaBounds, DF03_ALongRefusalIsOfTheOrderAndALongPageIsTroubleOfTheCa) {
  const http::Headers headers{{"Content-Type", "application/problem+json"}};
  EXPECT_THAT(order_refusal(padded(70'000), 400, headers), HasSubstr("an answer of more than"));
  for (const int status : {403, 502}) {
    http_.once("POST", kAt, reply(status, std::string(70'000, ' '), {{"Replay-Nonce", "N"}}));
    const auto error = client_.order(signer_, kAt, never_).error();
    EXPECT_TRUE(error.is_trouble());
    EXPECT_EQ(error.status, status);
  }
}

TEST_F(CaBounds, DF03_OfForeignChallengesTheTypesOfTheFirstFewAreKept) {
  std::string challenges;
  for (int i = 0; i < 9; ++i) {
    challenges += R"({"type":"dns-0)" + std::to_string(i) + std::string(100, 'x') +
                  R"(","url":"https://ca.example/c","token":"t"},)";
  }
  const auto read = authorization("[" + challenges +
                                  R"({"type":"http-01","url":"https://ca.example/c","token":"t",)"
                                  R"("status":"pending"}])");
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_THAT(read->challenges, SizeIs(6));
  EXPECT_EQ(read->http01()->url, "https://ca.example/c");
  for (const acme::Challenge& one : read->challenges) {
    EXPECT_LE(one.type.size(), 43U);
    const bool is_empty = (one.url + one.token + one.status).empty();
    EXPECT_EQ(is_empty, one.type != "http-01");
  }
}

TEST_F(CaBounds, DF03_ChallengesAreBoundedInNumberAndInEachOfTheirTexts) {
  const auto refusal = [&](const std::string& challenges) {
    const auto read = authorization(challenges);
    return read ? "taken" : said(read.error());
  };
  const auto http01 = [](const std::string& url, const std::string& token) {
    return R"([{"type":"http-01","status":"pending","url":")" + url + R"(","token":")" + token +
           R"("}])";
  };
  const std::string url = "https://ca.example/c";
  EXPECT_THAT(refusal(list_of(21, R"({"type":"dns-01"})")),
              HasSubstr("challenges: 21 entries, of which at most 20 are taken"));
  const auto of_long_token = authorization(http01(url, std::string(4096, 't')));
  EXPECT_EQ(of_long_token->http01()->token, std::string(129, 't'));
  EXPECT_THAT(refusal(http01(url + std::string(1100, 'c'), "t")),
              HasSubstr("challenges[0].url: 1120 bytes, of which at most 1024 are taken"));
}

TEST_F(CaBounds, DF03_WhatIsKeptOfAFailedChallengeIsShort) {
  const std::string part =
      R"({"type":")" + std::string(1000, 't') + R"(","detail":")" + std::string(1000, 'd') + "\"}";
  const auto read = authorization(R"([{"type":"http-01","url":"https://ca.example/c","token":"t",)"
                                  R"("status":"invalid","error":{"type":"connection","detail":")" +
                                  std::string(5000, 'd') +
                                  R"(","instance":"https://ca.example/i","subproblems":)" +
                                  list_of(20, part) + "}}]");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_LT(read->http01()->error->text().size(), 3U * 1024);
}

TEST_F(CaBounds, DF03_AProblemAtLengthIsStillAProblemAndItsMessageIsShort) {
  http_.once(
      "POST", kOrderUrl,
      reply(400, R"({"type":"urn:ietf:params:acme:error:rejectedIdentifier","detail":"no",)"
                 R"("algorithms":)" +
                     list_of(100, R"("ES256")") + R"(,"subproblems":)" +
                     list_of(300, R"({"type":"caa","detail":")" + std::string(100, 'd') + "\"}") +
                     "}"));
  const auto error = client_.new_order(signer_, {names_, "", ""}, never_).error();
  EXPECT_TRUE(error.is("rejectedIdentifier"));
  EXPECT_THAT(error.problem->algorithms, SizeIs(20));
  EXPECT_THAT(error.problem->subproblems, SizeIs(250));
  EXPECT_LE(error.message.size(), 3500U);
}

// Of the "meta" of a directory.
std::string refusal_of_meta(const std::string& meta) {
  const fakes::FakeClock clock;
  fakes::FakeHttp http;
  http.once("GET", kDirectoryUrl,
            reply(200, R"({"newNonce":"https://ca.example/n","newAccount":"https://ca.example/a",)"
                       R"("newOrder":"https://ca.example/o","meta":{)" +
                           meta + "}}"));
  acme::Client client(http, clock, kDirectoryUrl);
  const auto read = client.directory({});
  if (read) return "taken";
  EXPECT_EQ(read.error().kind, acme::Error::Kind::kNotTaken) << read.error().message;
  return read.error().message;
}

TEST(DirectoryBounds, DF03_ListsAreBounded) {
  std::string profiles;
  for (int i = 0; i < 101; ++i)
    profiles += (i == 0 ? "\"p" : ",\"p") + std::to_string(i) + R"(":"d")";
  EXPECT_EQ(refusal_of_meta(R"("profiles":{)" + profiles + "}"),
            "directory at https://ca.example/dir: meta.profiles: 101 entries, of which at most 100 "
            "are taken");
  EXPECT_THAT(refusal_of_meta(R"("caaIdentities":)" + list_of(21, R"("ca.example")")),
              HasSubstr("meta.caaIdentities: 21 entries, of which at most 20 are taken"));
  EXPECT_THAT(refusal_of_meta(R"("caaIdentities":[")" + std::string(300, 'c') + R"("])"),
              HasSubstr("meta.caaIdentities: 300 bytes of a name, of which at most 253 are taken"));
  EXPECT_EQ(refusal_of_meta(R"("caaIdentities":["ca.example"],"profiles":{"classic":"d"})"),
            "taken");
}

// ---- What answers may take together.

TEST_F(CaBounds, DF03_WithoutRoomTheCaIsNotAskedAndThatIsNoWordOfTheCa) {
  base::ByteBudget budget(acme::kAnswerCost, acme::kAnswerCost);
  acme::Client client(http_, clock_, kDirectoryUrl, {.budget = &budget, .sharer = "team"});
  auto held = budget.take("other", acme::kAnswerCost, base::Millis(0), never_);
  ASSERT_TRUE(held);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(client.directory(stop.get_token()).error().kind, acme::Error::Kind::kStopped);
  held.reset();
  EXPECT_TRUE(client.directory(never_));
  EXPECT_EQ(budget.most(), acme::kAnswerCost);
  EXPECT_TRUE(budget.take("other", acme::kAnswerCost, base::Millis(0), never_));
}

TEST(NoRoom, DF03_IsNoTroubleThatACaHasAndMayPass) {
  const auto busy = acme::no_room({"order", kAt}, false);
  EXPECT_EQ(busy.kind, acme::Error::Kind::kBusy);
  EXPECT_TRUE(busy.is_trouble());
  EXPECT_EQ(
      busy.message,
      "order at https://ca.example/order/1: not asked, since answers that are awaited from CAs "
      "take all the memory that is set aside for them");
}

// ---- Through real HTTP.

class RealBounds : public ClientBed {};

TEST_F(RealBounds, DF03_AChainMayBeLongerThanAnObject) {
  sign_up();
  ca_.always("certificate", fakes::changed([](fakes::CaReply& reply) {
               reply.body += std::string(100'000, '\n');
             }));
  EXPECT_EQ(issue().size() > 100'000U, true);
}

TEST_F(RealBounds, DF03_AChainHas256KiBAtMost) {
  sign_up();
  ca_.always("certificate", fakes::says({200, {}, std::string(256 * 1024 + 1, '\n')}));
  try {
    issue();
    FAIL() << "taken";
  } catch (const std::runtime_error& refused) {
    EXPECT_THAT(refused.what(), HasSubstr("an answer of 262145 bytes, of which at most 262144"));
  }
}

TEST_F(RealBounds, DF03_AnAnswerWithoutEndIsLeftAtItsBound) {
  sign_up();
  ca_.always("newOrder", fakes::never_ends());
  const auto made = order();
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().message, HasSubstr("an answer of more than 65536 bytes"));
}

TEST_F(RealBounds, DF03_AHeaderOfManyFieldsIsNotTaken) {
  sign_up();
  ca_.always("newOrder", fakes::changed([](fakes::CaReply& reply) {
               for (int i = 0; i < 250; ++i) reply.headers["X-" + std::to_string(i)] = "";
             }));
  const auto made = order();
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, acme::Error::Kind::kNotTaken);
  EXPECT_THAT(made.error().message, HasSubstr("a header of more than 64 KiB or 200 fields"));
}

}  // namespace
