#include "admin/admin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/counter.h>
#include <prometheus/family.h>

#include <atomic>

namespace {

using testing::ContainsRegex;
using testing::StartsWith;

class Admin : public testing::Test {
 protected:
  http::ServerResponse ask(std::string_view target, std::string_view method = "GET",
                           http::Handler fallback = {}) {
    const auto handler = admin::handler(
        registry_, [this] { return missing_; }, [](std::ostream& out) { out << "looked 1\n"; },
        std::move(fallback));
    return handler({method, target, "admin", "127.0.0.1"});
  }

  std::shared_ptr<prometheus::Registry> registry_ = std::make_shared<prometheus::Registry>();
  std::vector<std::string> missing_;
};

TEST_F(Admin, HealthIsGoodWhileTheProcessAnswers) {
  missing_ = {"the watch of Challenges"};
  EXPECT_EQ(ask("/healthz").status, 200);
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
  const auto answer = ask("/metrics");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.content_type, "text/plain; version=0.0.4");
  EXPECT_THAT(answer.body, StartsWith("looked 1\n# HELP x_total Things.\n# TYPE x_total counter\n"
                                      "x_total{reason=\"a \\\"b\\\"\\n\"} 3\n"));
}

TEST_F(Admin, WhatTheProcessUsesIsAmongTheMetrics) {
  const std::string text = ask("/metrics").body;
  for (const char* name :
       {"process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds",
        "process_max_fds", "process_virtual_memory_bytes", "process_start_time_seconds"}) {
    EXPECT_THAT(text, ContainsRegex(std::string("\n") + name + " [0-9]")) << name;
  }
}

TEST_F(Admin, OnlyReadingIsAllowed) {
  for (const char* target : {"/healthz", "/readyz", "/metrics"}) {
    const auto answer = ask(target, "POST");
    EXPECT_EQ(answer.status, 405) << target;
    EXPECT_EQ(answer.headers.at("Allow"), "GET, HEAD");
  }
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

base::Result<http::Response, http::Error> get(const http::Server& server, const std::string& path) {
  http::Request request;
  request.url = *http::parse_url("http://127.0.0.1:" + std::to_string(server.port()) + path);
  return http::make_beast_client({})->send(request, {});
}

TEST_F(Admin, ItServesOverTheWire) {
  http::Server server("127.0.0.1:0", {}, admin::handler(registry_, [this] { return missing_; }));
  const auto answer = get(server, "/metrics");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->header("Content-Type"), "text/plain; version=0.0.4");
}

// Served with `missing`, which also says how long the first answer is held back.
struct Starting {
  explicit Starting(const admin::Missing& missing)
      : server("127.0.0.1:0", {}, admin::handler(std::make_shared<prometheus::Registry>(), missing),
               admin::until_ready(missing)) {}
  http::Server server;
};

TEST(AdminAtTheStart, TheFirstProbeWaitsUntilNothingIsMissing) {
  std::atomic<int> looks = 0;
  const Starting starting([&] { return std::vector<std::string>(++looks < 4 ? 1 : 0, "a watch"); });
  const auto answer = get(starting.server, "/readyz");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 200);
}

TEST(AdminAtTheStart, ItDoesNotWaitForEver) {
  const Starting starting([] { return std::vector<std::string>{"a watch"}; });
  const auto answer = get(starting.server, "/readyz");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 503);
  EXPECT_EQ(answer->body, "a watch\n");
}

}  // namespace
