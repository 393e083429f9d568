#include "sidecar/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "admin/admin.h"

namespace sidecar {
namespace {

using testing::HasSubstr;

std::string text_of(const Metrics& metrics) {
  const base::SystemClock clock;
  const auto handler = admin::metrics(metrics.registry(), {}, clock);
  const http::ServerResponse response = handler({"GET", "/metrics", "admin", "192.0.2.9"});
  std::string text;
  while (text.size() < response.stream->size) text += response.stream->next();
  return text;
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

// Without its values.
std::vector<std::string> series_of(const Metrics& metrics) {
  std::vector<std::string> all;
  std::istringstream text(text_of(metrics));
  for (std::string line; std::getline(text, line);) all.push_back(line.substr(0, line.rfind(' ')));
  return all;
}

TEST(Metrics, HaveNoSeriesOfWhatStrangersSend) {
  Metrics metrics;
  AnswerTable table;
  const auto before = series_of(metrics);
  for (int i = 0; i < 1000; ++i) {
    const std::string some = std::to_string(i);
    const std::string host = some + ".example";
    for (const std::string& target : {"/.well-known/acme-challenge/" + some, "/" + some}) {
      const std::string method = i % 2 == 0 ? "GET" : some;
      const http::ServerRequest request{method, target, host, some};
      metrics.request(answer(request, table, true, "word", {}).outcome);
    }
  }
  EXPECT_EQ(series_of(metrics), before);
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
