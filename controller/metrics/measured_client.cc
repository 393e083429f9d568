#include "metrics/measured_client.h"

namespace controller {
namespace {

std::string host_of(const http::Request& request) {
  return request.url.host + ":" + std::to_string(request.url.port);
}

}  // namespace

MeasuredClient::MeasuredClient(http::Client& inner, const base::Clock& clock,
                               prometheus::Registry& registry)
    : inner_(inner),
      clock_(clock),
      requests_(prometheus::BuildCounter()
                    .Name("rest_client_requests_total")
                    .Help("Requests to the API server")
                    .Register(registry)),
      durations_(prometheus::BuildHistogram()
                     .Name("rest_client_request_duration_seconds")
                     .Help("How long requests to the API server took, without watches")
                     .Register(registry)) {}

base::Result<http::Response, http::Error> MeasuredClient::send(const http::Request& request,
                                                               std::stop_token stop) {
  const base::MonoTime begun = clock_.mono_now();
  auto answer = inner_.send(request, stop);
  const std::chrono::duration<double> took = clock_.mono_now() - begun;
  durations_
      .Add(
          {{"verb", request.method}, {"host", host_of(request)}},
          prometheus::Histogram::BucketBoundaries{0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30})
      .Observe(took.count());
  count(request, answer);
  return answer;
}

base::Result<http::Response, http::Error> MeasuredClient::stream(const http::Request& request,
                                                                 base::Millis idle,
                                                                 const http::Sink& sink,
                                                                 std::stop_token stop) {
  auto answer = inner_.stream(request, idle, sink, stop);
  count(request, answer);
  return answer;
}

void MeasuredClient::count(const http::Request& request,
                           const base::Result<http::Response, http::Error>& answer) {
  requests_
      .Add({{"code", answer ? std::to_string(answer->status) : "<error>"},
            {"method", request.method},
            {"host", host_of(request)}})
      .Increment();
}

}  // namespace controller
