#include "metrics/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/text_serializer.h>

#include <map>
#include <set>
#include <sstream>

#include "api/reasons.h"
#include "fakes/fake_clock.h"
#include "fakes/fake_http.h"
#include "fakes/observed_builder.h"
#include "metrics/measured_client.h"
#include "metrics/scrape.h"
#include "pacing/counted.h"

namespace controller {
namespace {

using namespace fakes;
using testing::HasSubstr;
using testing::Not;

class MetricsTest : public testing::Test {
 protected:
  std::string scraped() {
    std::ostringstream out;
    scrape(out, stores_, ledger_, metrics_, kToday);
    return out.str();
  }
  std::string counted() const {
    return prometheus::TextSerializer().Serialize(metrics_.registry()->Collect());
  }
  void put(api::Certificate certificate) {
    certificate.meta.resource_version = std::to_string(++version_);
    stores_.certificates.put(std::move(certificate));
  }
  void put_issuer(const std::string& namespace_, const std::string& name,
                  api::IssuerSpec spec = {}) {
    api::Issuer issuer;
    issuer.spec = std::move(spec);
    issuer.meta.namespace_ = namespace_;
    issuer.meta.name = name;
    issuer.meta.uid = std::to_string(version_);
    issuer.meta.resource_version = std::to_string(++version_);
    issuer.cluster_scoped = namespace_.empty();
    (issuer.cluster_scoped ? stores_.cluster_issuers : stores_.issuers).put(issuer);
  }

  Stores stores_;
  limits::Ledger ledger_;
  Metrics metrics_;
  int version_ = 0;
};

constexpr char kLabels[] =
    R"({name="web",namespace="team-a",issuer_name="le",issuer_kind="Issuer",)"
    R"(issuer_group="sallyport.dev")";

TEST_F(MetricsTest, ACertificateHasTheLabelsThatDashboardsKnow) {
  api::Certificate certificate = *ObservedBuilder().build().certificate;
  certificate.status.not_before = base::WallTime(base::Seconds(1'700'000'000));
  certificate.status.not_after = base::WallTime(base::Seconds(1'707'776'000));
  certificate.status.renewal_time = base::WallTime(base::Seconds(1'705'184'000));
  kube::set_condition(certificate.status.conditions,
                      {std::string(api::kReady), "True", "Issued", "", 1, {}}, kToday);
  put(certificate);
  const std::string text = scraped();
  const std::string labels(kLabels);
  const std::string of = "sallyport_certificate_";
  EXPECT_THAT(text, HasSubstr(of + "not_before_timestamp_seconds" + labels + "} 1700000000\n"));
  EXPECT_THAT(text, HasSubstr(of + "expiration_timestamp_seconds" + labels + "} 1707776000\n"));
  EXPECT_THAT(text, HasSubstr(of + "renewal_timestamp_seconds" + labels + "} 1705184000\n"));
  EXPECT_THAT(text, HasSubstr(of + "ready_status" + labels + ",condition=\"True\"} 1\n"));
  EXPECT_THAT(text, HasSubstr(of + "ready_status" + labels + ",condition=\"False\"} 0\n"));
  EXPECT_THAT(text, HasSubstr(of + "failed_attempts" + labels + "} 0\n"));
}

TEST_F(MetricsTest, WhatWasNeverIssuedHasNoTimesAndAnUnknownStatus) {
  put(*ObservedBuilder().build().certificate);
  const std::string text = scraped();
  EXPECT_THAT(text, Not(HasSubstr("timestamp_seconds")));
  EXPECT_THAT(text, HasSubstr(std::string(kLabels) + ",condition=\"Unknown\"} 1\n"));
}

TEST_F(MetricsTest, AFamilyHasOneHeadAndEachOfItsLinesOnceHoweverManyThereAre) {
  for (int i = 0; i < 400; ++i) {
    api::Certificate certificate = *ObservedBuilder().build().certificate;
    certificate.meta.name += std::to_string(i);
    put(certificate);
  }
  std::istringstream text(scraped());
  std::map<std::string, int> heads;
  std::set<std::string> series;
  for (std::string line; std::getline(text, line);) {
    if (line.starts_with("#")) {
      ++heads[line];
    } else {
      EXPECT_TRUE(series.insert(line).second) << line;
    }
  }
  for (const auto& [head, times] : heads) EXPECT_EQ(times, 1) << head;
  EXPECT_EQ(heads.size(), 2U * 2U);          // help and type of two families
  EXPECT_EQ(series.size(), 400U * (3 + 1));  // three statuses, and the attempts that failed
}

TEST_F(MetricsTest, OfACertificateThatIsGoneNothingIsLeft) {
  put(*ObservedBuilder().failed(base::Seconds(60)).build().certificate);
  EXPECT_THAT(scraped(), HasSubstr("team-a"));
  stores_.certificates.remove({"team-a", "web"});
  EXPECT_EQ(scraped(), "");
}

TEST_F(MetricsTest, TheLatestTryThatARateLimitPutOffIsTheIssuersOwn) {
  put_issuer("team-a", "le");
  for (const int seconds : {90, 30}) {
    api::Certificate certificate =
        *ObservedBuilder().failed(base::Seconds(seconds)).build().certificate;
    certificate.status.failure->reason = api::kRateLimited;
    certificate.meta.name += std::to_string(seconds);
    put(certificate);
  }
  const auto until = std::chrono::floor<base::Seconds>(kToday.time_since_epoch()).count() + 90;
  EXPECT_THAT(scraped(),
              HasSubstr("sallyport_issuer_rate_limited_until_timestamp_seconds{issuer_kind="
                        "\"Issuer\",issuer_name=\"le\",namespace=\"team-a\"} " +
                        std::to_string(until) + "\n"));
  put(*ObservedBuilder().build().certificate);
  stores_.issuers.remove({"team-a", "le"});
  EXPECT_THAT(scraped(), Not(HasSubstr("rate_limited")));
}

TEST_F(MetricsTest, OrdersAreCountedByIssuerAndForgottenWithIt) {
  put_issuer("team-a", "le");
  put_issuer("", "le");
  metrics_.order_made({"team-a", "le"});
  metrics_.order_made({"team-a", "le"});
  metrics_.order_made({"team-b", "gone"});
  const std::string of = "sallyport_issuer_orders_total{issuer_kind=";
  EXPECT_THAT(scraped(), HasSubstr(of + "\"Issuer\",issuer_name=\"le\",namespace=\"team-a\"} 2\n"));
  EXPECT_THAT(scraped(), HasSubstr(of + "\"ClusterIssuer\",issuer_name=\"le\"} 0\n"));
  EXPECT_THAT(scraped(), Not(HasSubstr("gone")));
  stores_.issuers.remove({"team-a", "le"});
  scraped();
  put_issuer("team-a", "le");
  EXPECT_THAT(scraped(), HasSubstr("namespace=\"team-a\"} 0\n"));
}

TEST_F(MetricsTest, WhatIsLeftOfLimitsIsTheIssuersOwnAndNeitherADomainsNorANames) {
  api::IssuerSpec spec;
  spec.server = "https://ca.example/dir";
  spec.rate_limits.orders_per_account = api::RateLimit{300, base::Seconds(3600)};
  put_issuer("", "le", spec);
  put_issuer("team-a", "le", spec);
  put_issuer("team-a", "without-limits");
  const auto order_by = [&](const std::shared_ptr<const api::Issuer>& issuer, const char* name) {
    const limits::Order order{spec.server, "", "team-a", {name}, false, false};
    EXPECT_FALSE(ledger_.reserve(order, rules_of(*issuer), kToday));
  };
  for (const char* name : {"a.example", "b.example"})
    order_by(stores_.cluster_issuers.get({"", "le"}), name);
  order_by(stores_.issuers.get({"team-a", "le"}), "c.example");
  const std::string text = scraped();
  const std::string of = "sallyport_issuer_limit_left{issuer_kind=";
  EXPECT_THAT(text, HasSubstr(of + "\"Issuer\",issuer_name=\"le\",namespace=\"team-a\","
                                   "limit=\"ordersPerAccount\"} 299\n"));
  EXPECT_THAT(text, HasSubstr(of + "\"ClusterIssuer\",issuer_name=\"le\","
                                   "limit=\"ordersPerAccount\"} 298\n"));
  EXPECT_THAT(text, Not(HasSubstr("a.example")));
  EXPECT_THAT(text, Not(HasSubstr(of + "\"Issuer\",issuer_name=\"without-limits\"")));
}

TEST_F(MetricsTest, AStageAndAnAcmeRequestAreTimed) {
  metrics_.stage(api::kValidated, base::Millis(700));
  metrics_.acme({"newOrder", "rateLimited", base::Millis(40)});
  const std::string text = counted();
  EXPECT_THAT(text, HasSubstr("sallyport_issuance_stage_duration_seconds_bucket"
                              "{stage=\"Validated\",le=\"0.5\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("sallyport_issuance_stage_duration_seconds_bucket"
                              "{stage=\"Validated\",le=\"1\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("sallyport_acme_requests_total"
                              "{endpoint=\"newOrder\",outcome=\"rateLimited\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("sallyport_acme_request_duration_seconds_count"
                              "{endpoint=\"newOrder\"} 1\n"));
}

TEST_F(MetricsTest, TheQueueHasTheNamesThatDashboardsKnow) {
  metrics_.turn({base::Seconds(2), base::Millis(20)}, true);
  base::QueueLoad load;
  load.due = 3;
  load.became_due = 5;
  metrics_.queue(load);
  load.became_due = 9;
  metrics_.queue(load);
  const std::string text = counted();
  EXPECT_THAT(text, HasSubstr("workqueue_depth{name=\"sallyport\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("workqueue_adds_total{name=\"sallyport\"} 9\n"));
  EXPECT_THAT(text, HasSubstr("workqueue_retries_total{name=\"sallyport\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("workqueue_queue_duration_seconds_sum{name=\"sallyport\"} 2\n"));
}

TEST_F(MetricsTest, NobodyLeadsBeforeItIsSaid) {
  const std::string of = "leader_election_master_status{name=\"sallyport-controller\"} ";
  EXPECT_THAT(counted(), HasSubstr(of + "0\n"));
  metrics_.leads(true);
  EXPECT_THAT(counted(), HasSubstr(of + "1\n"));
}

TEST_F(MetricsTest, RequestsToTheApiServerAreCountedByCodeMethodAndHost) {
  fakes::FakeHttp http;
  fakes::FakeClock clock;
  MeasuredClient client(http, clock, *metrics_.registry());
  http::Request request;
  request.method = "PATCH";
  request.url = *http::parse_url("https://api.example:6443/apis");
  http.once("PATCH", request.url.text(), http::Response{409, {}, ""});
  http.fail_once("PATCH", request.url.text(), http::ErrorKind::kTimeout, "late");
  EXPECT_EQ(client.send(request, {})->status, 409);
  EXPECT_FALSE(client.send(request, {}));
  const std::string of = ",host=\"api.example:6443\",method=\"PATCH\"} 1\n";
  const std::string text = counted();
  EXPECT_THAT(text, HasSubstr("rest_client_requests_total{code=\"409\"" + of));
  EXPECT_THAT(text, HasSubstr("rest_client_requests_total{code=\"<error>\"" + of));
  EXPECT_THAT(text, HasSubstr("rest_client_request_duration_seconds_count"
                              "{host=\"api.example:6443\",verb=\"PATCH\"} 2\n"));
}

TEST(CountReplicas, EachCountsOnceThoughItHasTwoAddresses) {
  kube::Store<installation::SliceSeen> slices;
  int version = 0;
  const auto put = [&](const std::string& type, std::size_t ready, std::size_t not_ready) {
    installation::SliceSeen slice;
    slice.meta.name = type + std::to_string(++version);
    slice.meta.resource_version = std::to_string(version);
    slice.address_type = type;
    slice.ready.resize(ready);
    slice.not_ready = not_ready;
    slices.put(slice);
  };
  put("IPv4", 2, 0);
  put("IPv4", 1, 1);
  put("IPv6", 3, 1);
  EXPECT_EQ(installation::count_replicas(slices).ready, 3u);
  EXPECT_EQ(installation::count_replicas(slices).not_ready, 1u);
}

}  // namespace
}  // namespace controller
