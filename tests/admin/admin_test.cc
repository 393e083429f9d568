#include "admin/admin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/counter.h>
#include <prometheus/family.h>

#include <atomic>

#include "fakes/fake_clock.h"

namespace {

using testing::ContainsRegex;
using testing::StartsWith;

constexpr std::uint16_t kMetricsPort = 8091;

std::string read_all(const http::Stream& stream) {
  std::string text;
  while (text.size() < stream.size) text += stream.next();
  return text;
}

class Admin : public testing::Test {
 protected:
  http::ServerResponse ask(std::string_view target, std::string_view method = "GET",
                           http::Handler fallback = {}, std::string_view host = "admin") {
    const auto handler = admin::probes([this] { return missing_; }, [this] { return stale_; },
                                       kMetricsPort, std::move(fallback));
    return handler({method, target, host, "127.0.0.1"});
  }
  http::ServerResponse ask_metrics(std::string_view target = "/metrics",
                                   std::string_view method = "GET") {
    return metrics_({method, target, "admin", "127.0.0.1"});
  }

  std::string metrics_text() { return read_all(*ask_metrics().stream); }

  std::shared_ptr<prometheus::Registry> registry_ = std::make_shared<prometheus::Registry>();
  std::vector<std::string> missing_;
  std::vector<std::string> stale_;
  fakes::FakeClock clock_;
  int looks_ = 0;
  http::Handler metrics_ = admin::metrics(
      registry_, [this](std::ostream& out) { out << "looked " << ++looks_ << "\n"; }, clock_);
};

TEST_F(Admin, HealthIsGoodWhileTheProcessAnswers) {
  missing_ = {"the watch of Challenges"};
  EXPECT_EQ(ask("/healthz").status, 200);
}

TEST_F(Admin, WhatIsOnlyOutOfDateIsToldToWhoAsksForThat) {
  EXPECT_EQ(ask("/readyz/current").status, 200);
  stale_ = {"the watch of Challenges is deaf"};
  EXPECT_EQ(ask("/readyz").status, 200);
  EXPECT_EQ(ask("/readyz/current").status, 503);
  missing_ = {"the lease"};
  EXPECT_EQ(ask("/readyz/current").body, "the lease\nthe watch of Challenges is deaf\n");
  EXPECT_EQ(ask("/readyz").body, "the lease\n");
  EXPECT_EQ(ask("/readyz/current", "POST").status, 405);
}

TEST_F(Admin, ReadinessNamesWhatIsMissingOneALine) {
  EXPECT_EQ(ask("/readyz").status, 200);
  missing_ = {"the lease", "the watch of Challenges"};
  const auto answer = ask("/readyz?verbose");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.body, "the lease\nthe watch of Challenges\n");
}

TEST_F(Admin, MetricsAreInTheTextFormatOfPrometheus) {
  auto& family = prometheus::BuildCounter().Name("x_total").Help("Things.").Register(*registry_);
  family.Add({{"reason", "a \"b\"\n"}}).Increment(3);
  const auto answer = ask_metrics("/metrics?name=x");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.content_type, "text/plain; version=0.0.4");
  EXPECT_THAT(read_all(*answer.stream),
              StartsWith("looked 1\n# HELP x_total Things.\n# TYPE x_total counter\n"
                         "x_total{reason=\"a \\\"b\\\"\\n\"} 3\n"));
}

TEST_F(Admin, WhatTheProcessUsesIsAmongTheMetrics) {
  const auto text = metrics_text();
  for (const char* name :
       {"process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds",
        "process_max_fds", "process_virtual_memory_bytes", "process_start_time_seconds"}) {
    EXPECT_THAT(text, ContainsRegex(std::string("\n") + name + " [0-9]")) << name;
  }
}

TEST_F(Admin, DF07_MetricsAreMadeOnceASecondForAllWhoAsk) {
  const auto first = ask_metrics().stream;
  clock_.advance(base::Millis(999));
  EXPECT_THAT(metrics_text(), StartsWith("looked 1\n"));
  clock_.advance(base::Millis(1));
  EXPECT_THAT(metrics_text(), StartsWith("looked 2\n"));
  EXPECT_THAT(read_all(*first), StartsWith("looked 1\n")) << "whoever still sends it has it";
}

TEST_F(Admin, DF07_TheMetricsPortAnswersNothingElse) {
  for (const char* target : {"/healthz", "/readyz", "/challenges/x", "/", "/metrics/"}) {
    EXPECT_EQ(ask_metrics(target).status, 404) << target;
  }
  EXPECT_EQ(looks_, 0);
}

TEST_F(Admin, WhoAsksTheAdminPortForMetricsIsLedToTheirPort) {
  using Case = std::pair<const char*, const char*>;
  for (const auto& [host, place] :
       {Case("10.0.0.1:8090", "http://10.0.0.1:8091/metrics"),
        Case("[fd00::1]:8090", "http://[fd00::1]:8091/metrics"),
        Case("[fd00::1]", "http://[fd00::1]:8091/metrics"),
        Case("sidecar.example", "http://sidecar.example:8091/metrics")}) {
    const auto answer = ask("/metrics", "GET", {}, host);
    EXPECT_EQ(answer.status, 308);
    EXPECT_EQ(answer.headers.at("Location"), place);
  }
  EXPECT_EQ(looks_, 0);
}

TEST_F(Admin, OnlyReadingIsAllowed) {
  for (const char* target : {"/healthz", "/readyz", "/metrics"}) {
    const auto answer = ask(target, "POST");
    EXPECT_EQ(answer.status, 405) << target;
    EXPECT_EQ(answer.headers.at("Allow"), "GET, HEAD");
  }
  EXPECT_EQ(ask_metrics("/metrics", "POST").status, 405);
}

TEST_F(Admin, OtherPathsGoToTheFallbackOrAreNotFound) {
  EXPECT_EQ(ask("/other").status, 404);
  EXPECT_EQ(ask("/healthz/").status, 404);
  const auto answer = ask("/other?q", "PUT", [](const http::ServerRequest& request) {
    http::ServerResponse response;
    response.body = request.target;
    return response;
  });
  EXPECT_EQ(answer.body, "/other?q");
}

// Both ports, with `missing`, which also says how long the first answer is held back.
struct Starting {
  explicit Starting(const admin::Missing& missing)
      : listeners({.admin_listen = "127.0.0.1:0",
                   .metrics_listen = "127.0.0.1:0",
                   .registry = std::make_shared<prometheus::Registry>(),
                   .missing = missing},
                  admin::kProbeConnections, clock) {}
  const base::SystemClock clock;
  const admin::Listeners listeners;
};

base::Result<http::Response, http::Error> get(std::uint16_t port, const std::string& path) {
  http::Request request;
  request.url = *http::parse_url("http://127.0.0.1:" + std::to_string(port) + path);
  return http::make_beast_client({})->send(request, {});
}

TEST(AdminPorts, ServeOverTheWire) {
  const Starting starting([] { return std::vector<std::string>{}; });
  const auto answer = get(starting.listeners.metrics_port(), "/metrics");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->header("Content-Type"), "text/plain; version=0.0.4");
  EXPECT_THAT(answer->body, testing::HasSubstr("process_open_fds"));
  const auto led = get(starting.listeners.admin_port(), "/metrics");
  ASSERT_TRUE(led) << led.error().message;
  EXPECT_EQ(led->header("Location"),
            "http://127.0.0.1:" + std::to_string(starting.listeners.metrics_port()) + "/metrics");
}

TEST(AdminAtTheStart, TheFirstProbeWaitsUntilNothingIsMissing) {
  std::atomic<int> looks = 0;
  const Starting starting([&] { return std::vector<std::string>(++looks < 4 ? 1 : 0, "a watch"); });
  const auto answer = get(starting.listeners.admin_port(), "/readyz");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 200);
}

TEST(AdminAtTheStart, ItDoesNotWaitForEver) {
  const Starting starting([] { return std::vector<std::string>{"a watch"}; });
  const auto answer = get(starting.listeners.admin_port(), "/readyz");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 503);
  EXPECT_EQ(answer->body, "a watch\n");
}

}  // namespace
