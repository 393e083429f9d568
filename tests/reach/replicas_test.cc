// What the controller asks of the sidecars.

#include "reach/replicas.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.h"
#include "base/stop.h"
#include "fakes/fake_http.h"

namespace controller {
namespace {

using testing::HasSubstr;

constexpr auto kSlice = R"({"metadata":{"name":"s","namespace":"n","resourceVersion":"1"},
  "ports":[{"name":"http","port":8089},{"name":"admin","port":8090}],
  "endpoints":[{"addresses":["10.0.0.1"],"conditions":{"ready":true}},
               {"addresses":["10.0.0.2"],"conditions":{"ready":false}},
               {"addresses":["10.0.0.3"]}]})";
constexpr auto kFirstReplica = "http://10.0.0.1:8090/challenges/c";
constexpr auto kThirdReplica = "http://10.0.0.3:8090/challenges/c";

class ReplicasTest : public testing::Test {
 protected:
  ReplicasTest() { slices_.put(installation::read_slice(wire::Object::parse(kSlice))); }
  ReplicaReport ask() { return Replicas(http_, slices_, clock_).ask("c", "10", {}); }
  static http::Response json(const std::string& body) { return {200, {}, body}; }

  const base::SystemClock clock_;
  fakes::FakeHttp http_;
  kube::Store<installation::SliceSeen> slices_;
};

TEST_F(ReplicasTest, OnlyReadyOnesAreAskedAndTheirHitsAdded) {
  http_.once("GET", kFirstReplica, json(R"({"resourceVersion":"10","hits":{"t":2}})"));
  http_.once("GET", kThirdReplica, json(R"({"resourceVersion":"11","hits":{"t":3}})"));
  const ReplicaReport report = ask();
  EXPECT_EQ(report.asked, 2U);
  EXPECT_EQ(report.confirmed, 2U);
  EXPECT_EQ(report.hits.at("t"), 5);
}

TEST_F(ReplicasTest, Z1_AnOlderVersionIsNoConfirmation) {
  http_.once("GET", kFirstReplica, json(R"({"resourceVersion":"9","hits":{}})"));
  http_.once("GET", kThirdReplica, {404, {}, ""});
  const ReplicaReport report = ask();
  EXPECT_EQ(report.confirmed, 0U);
  EXPECT_EQ(report.problem, "");
  EXPECT_THAT(report.denial, HasSubstr("answered 404"));
}

TEST_F(ReplicasTest, DF23_OneThatHasNoAnswerIsToldFromOneThatCannotBeAsked) {
  http_.once("GET", kFirstReplica, json(R"({"resourceVersion":"9","hits":{}})"));
  http_.once("GET", kThirdReplica, {503, {}, ""});
  const ReplicaReport report = ask();
  EXPECT_THAT(report.denial, HasSubstr("10.0.0.1:8090/challenges/c: has an older version"));
  EXPECT_THAT(report.problem, HasSubstr("10.0.0.3:8090/challenges/c: answered 503"));
}

TEST_F(ReplicasTest, ABrokenReplicaIsReportedAndNothingWorse) {
  http_.once("GET", kFirstReplica, json("<html>"));
  http_.fail_once("GET", kThirdReplica, http::ErrorKind::kConnect, "connection refused");
  const ReplicaReport report = ask();
  EXPECT_EQ(report.asked, 2U);
  EXPECT_EQ(report.confirmed, 0U);
  EXPECT_THAT(report.problem, HasSubstr("connection refused"));
}

TEST_F(ReplicasTest, HitsThatNobodyCanHaveCountedConfirmNothing) {
  http_.once("GET", kFirstReplica,
             json(R"({"resourceVersion":"10","hits":{"t":9223372036854775807}})"));
  http_.once("GET", kThirdReplica, json(R"({"resourceVersion":"10","hits":{"t":-1}})"));
  const ReplicaReport report = ask();
  EXPECT_EQ(report.confirmed, 0U);
  EXPECT_THAT(report.problem, HasSubstr("t: expected a whole number from 0"));
}

// So many replicas in place of the two; all but the last one are dead. A second of theirs is 100
// ms.
struct Dead {
  explicit Dead(int count) {
    std::string endpoints;
    for (int i = 1; i <= count; ++i) {
      const std::string address = "10.1." + std::to_string(i / 250) + "." + std::to_string(i % 250);
      endpoints += (i == 1 ? "" : ",") + (R"({"addresses":[")" + address + R"("]})");
      http.always("GET", "http://" + address + ":8090/challenges/c",
                  [this, lives = i == count](const http::Request& request) -> Reply {
                    if (lives) return http::Response{200, {}, R"({"resourceVersion":"10"})"};
                    base::sleep_for(request.deadline / 10, {});
                    return base::unexpected(http::Error{http::ErrorKind::kTimeout, "late", false});
                  });
    }
    slices.put(installation::read_slice(wire::Object::parse(
        R"({"metadata":{"name":"s","namespace":"n","resourceVersion":"1"},
            "ports":[{"name":"admin","port":8090}],"endpoints":[)" +
        endpoints + "]}")));
  }
  ReplicaReport ask() const { return Replicas(http, slices, clock).ask("c", "10", {}); }

  using Reply = fakes::FakeHttp::Reply;
  const base::SystemClock clock;
  mutable fakes::FakeHttp http;
  kube::Store<installation::SliceSeen> slices;
};

TEST_F(ReplicasTest, DF42_AReplicaAmongManyHasTimeForItsAnswer) {
  const Dead dead(200);
  EXPECT_EQ(dead.ask().confirmed, 1U);
  for (const http::Request& request : dead.http.requests()) {
    EXPECT_GE(request.deadline, base::Millis(100));
  }
}

TEST_F(ReplicasTest, DF42_TwoThousandDeadOnesTakeNoLongerThanTwoSeconds) {
  const Dead dead(2000);
  const auto from = base::SystemClock().mono_now();
  const ReplicaReport report = dead.ask();
  EXPECT_LT(base::SystemClock().mono_now() - from, base::Millis(2500));  // 800, if all goes well
  EXPECT_EQ(report.asked, 2000U);
  EXPECT_EQ(report.confirmed, 1U);
}

TEST_F(ReplicasTest, TheReadyOnesSayTheirWords) {
  http_.once("GET", "http://10.0.0.1:8090/preflight", {200, {}, "sallyport 01"});
  http_.once("GET", "http://10.0.0.3:8090/preflight", {404, {}, ""});
  const PreflightAnswers answers = Replicas(http_, slices_, clock_).preflight_answers({});
  EXPECT_EQ(answers.asked, 2U);
  EXPECT_THAT(answers.texts, testing::ElementsAre("sallyport 01"));
  EXPECT_THAT(answers.problem, HasSubstr("answered 404"));
}

}  // namespace
}  // namespace controller
