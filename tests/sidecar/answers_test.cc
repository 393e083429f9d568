#include "sidecar/answers.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "sidecar/challenge_builder.h"

namespace sidecar {
namespace {

class Answers : public testing::Test {
 protected:
  Found find(std::string_view host, char of = 'a', base::WallTime now = kNow) {
    return table_.find(host, token(of), now);
  }
  Finding finding(std::string_view host, char of = 'a', base::WallTime now = kNow) {
    return find(host, of, now).finding;
  }
  std::int64_t hits(const std::string& name, char of = 'a') {
    return table_.report(name).value().hits.at(token(of));
  }

  AnswerTable table_;
};

TEST_F(Answers, AreGivenForHostAndToken) {
  table_.put(challenge("one", {answer_for("a.example"), answer_for("b.example", 'b')}));
  EXPECT_EQ(find("a.example").key_authorization, key_authorization());
  EXPECT_EQ(find("B.example.:80", 'b').key_authorization, key_authorization('b'));
  EXPECT_EQ(finding("a.example", 'c'), Finding::kUnknownToken);
}

TEST_F(Answers, AnAddressIsAHostInAnySpelling) {
  table_.put(challenge("one", {answer_for("2001:db8::1")}));
  table_.put(challenge("two", {answer_for("192.0.2.1", 'b')}));
  EXPECT_EQ(finding("[2001:DB8:0::1]:80"), Finding::kAnswer);
  EXPECT_EQ(finding("192.0.2.1", 'b'), Finding::kAnswer);
}

TEST_F(Answers, NoHostGetsAnothersWhetherItHasAnswersOrNot) {
  table_.put(challenge("one", {answer_for("a.example")}));
  table_.put(challenge("two", {answer_for("b.example", 'b')}));
  EXPECT_EQ(finding("b.example", 'a'), Finding::kWrongHost);
  EXPECT_EQ(find("a.example", 'b').key_authorization, "");
  for (const char* host : {"victim.example", "10.0.0.7", "", "sidecar.svc:80"}) {
    EXPECT_EQ(finding(host, 'a'), Finding::kWrongHost) << host;
  }
}

TEST_F(Answers, ARedirectToAnotherNameOfTheSameCertificateFindsTheAnswerThere) {
  table_.put(challenge("one", {answer_for("www.example"), answer_for("apex.example", 'b')}));
  table_.put(challenge("two", {answer_for("victim.example", 'c')}));
  EXPECT_EQ(find("apex.example", 'a').key_authorization, key_authorization());
  EXPECT_EQ(hits("one", 'a'), 1);
  EXPECT_EQ(hits("one", 'b'), 0);
  EXPECT_EQ(finding("victim.example", 'a'), Finding::kWrongHost);
  EXPECT_EQ(finding("apex.example", 'a', kLater), Finding::kExpired);
}

TEST_F(Answers, ATokenOfTwoHostsIsToldApartByTheHost) {
  api::Answer other = answer_for("b.example");
  other.key_authorization = key_authorization('b');
  table_.put(challenge("one", {answer_for("a.example"), other}));
  EXPECT_EQ(find("a.example").key_authorization, key_authorization());
  EXPECT_EQ(find("b.example").key_authorization, key_authorization('b'));
}

TEST_F(Answers, EndAtTheirTime) {
  table_.put(challenge("one", {answer_for("a.example", 'a', kLater)}));
  EXPECT_EQ(finding("a.example", 'a', kLater - base::Millis(1)), Finding::kAnswer);
  EXPECT_EQ(finding("a.example", 'a', kLater), Finding::kExpired);
  EXPECT_EQ(find("", 'a', kLater).key_authorization, "");
  EXPECT_EQ(hits("one"), 1);
}

TEST_F(Answers, OfTwoForTheSameTheLongerIsGivenAndBothAreToldOfTheHit) {
  api::Answer longer = answer_for("a.example", 'a', kLater + base::Seconds(1));
  longer.key_authorization = key_authorization('n');
  for (const char* last : {"shorter", "longer"}) {
    table_.put(challenge("shorter", {answer_for("a.example")}));
    table_.put(challenge("longer", {longer}));
    table_.put(challenge(last, {last == std::string("longer") ? longer : answer_for("a.example")}));
    EXPECT_EQ(find("a.example").key_authorization, key_authorization('n')) << last;
  }
  EXPECT_EQ(hits("shorter"), 2);
  EXPECT_EQ(hits("longer"), 2);
}

TEST_F(Answers, TheEndOfOneDoesNotEndTheSameOfAnother) {
  for (const char* first : {"one", "two"}) {
    table_.put(challenge("one", {answer_for("a.example")}));
    table_.put(challenge("two", {answer_for("a.example")}));
    table_.remove({"sallyport-system", first});
    EXPECT_EQ(finding("a.example"), Finding::kAnswer) << first;
  }
}

TEST_F(Answers, AnExpiredOneDoesNotHideTheSameThatLivesOn) {
  table_.put(challenge("lives", {answer_for("a.example", 'a', kLater)}));
  table_.put(challenge("expired", {answer_for("a.example", 'a', kNow)}));
  EXPECT_EQ(finding("a.example"), Finding::kAnswer);
  EXPECT_EQ(hits("expired"), 0);
}

TEST_F(Answers, GoWithTheirChallenge) {
  table_.put(challenge("one", {answer_for("a.example"), answer_for("b.example", 'b')}));
  EXPECT_EQ(table_.size(), 2u);
  table_.remove({"sallyport-system", "one"});
  EXPECT_EQ(table_.size(), 0u);
  EXPECT_EQ(finding("a.example"), Finding::kUnknownToken);
  EXPECT_FALSE(table_.report("one"));
  table_.remove({"sallyport-system", "never-seen"});
}

TEST_F(Answers, AnUpdateReplacesThemAndKeepsTheHits) {
  table_.put(challenge("one", {answer_for("a.example"), answer_for("b.example", 'b')}, "7"));
  find("a.example");
  find("b.example", 'b');
  table_.put(challenge("one", {answer_for("a.example"), answer_for("c.example", 'c')}, "8"));
  EXPECT_EQ(finding("b.example", 'b'), Finding::kUnknownToken);
  const auto report = table_.report("one");
  ASSERT_TRUE(report);
  EXPECT_EQ(report->resource_version, "8");
  EXPECT_EQ(report->answers, 2u);
  EXPECT_EQ(report->hits, (std::map<std::string, std::int64_t>{{token('a'), 1}, {token('c'), 0}}));
}

TEST_F(Answers, OnlyAnAnswerIsAHit) {
  table_.put(challenge("one", {answer_for("a.example")}));
  table_.put(challenge("two", {answer_for("b.example", 'b')}));
  for (int i = 0; i < 1000; ++i) {
    table_.find("a.example", "wrong-token-" + std::to_string(100'000'000'000 + i), kNow);
    find("b.example", 'a');
  }
  EXPECT_EQ(hits("one"), 0);
  EXPECT_EQ(table_.size(), 2u);
}

TEST_F(Answers, AreWholeWhileTheyChange) {
  table_.put(challenge("one", {answer_for("a.example")}));
  std::atomic<int> wrong = 0;
  std::jthread reader([&](std::stop_token stop) {
    while (!stop.stop_requested()) {
      if (find("a.example").key_authorization != key_authorization()) ++wrong;
    }
  });
  for (int i = 0; i < 2000; ++i) {
    table_.put(challenge("one", {answer_for("a.example")}, std::to_string(i)));
    table_.put(challenge("two", {answer_for("b.example", 'b')}));
    table_.remove({"sallyport-system", "two"});
  }
  reader.request_stop();
  reader.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace sidecar
