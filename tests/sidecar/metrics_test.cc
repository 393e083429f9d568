#include "sidecar/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "admin/admin.h"

namespace sidecar {
namespace {

using testing::HasSubstr;

std::string text_of(const Metrics& metrics) {
  const auto handler =
      admin::handler(metrics.registry(), [] { return std::vector<std::string>{}; });
  return handler({"GET", "/metrics", "admin", "192.0.2.9"}).body;
}

TEST(Metrics, HaveEverySeriesFromTheStart) {
  const std::string text = text_of(Metrics());
  for (const Outcome outcome : kOutcomes) {
    EXPECT_THAT(text, HasSubstr("sallyport_sidecar_requests_total{result=\"" +
                                std::string(word(outcome)) + "\"} 0\n"));
  }
  EXPECT_THAT(text, HasSubstr("sallyport_sidecar_answers 0\n"));
  EXPECT_THAT(text, HasSubstr("sallyport_sidecar_watch_synced 0\n"));
}

TEST(Metrics, CountRequestsByTheirOutcome) {
  Metrics metrics;
  metrics.request(Outcome::kAnswered);
  metrics.request(Outcome::kAnswered);
  metrics.request(Outcome::kBadMethod);
  metrics.answers(12);
  metrics.synced(true);
  const std::string text = text_of(metrics);
  EXPECT_THAT(text, HasSubstr("sallyport_sidecar_requests_total{result=\"answered\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("sallyport_sidecar_requests_total{result=\"bad_method\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("sallyport_sidecar_answers 12\n"));
  EXPECT_THAT(text, HasSubstr("sallyport_sidecar_watch_synced 1\n"));
}

}  // namespace
}  // namespace sidecar
