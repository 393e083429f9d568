// MeasuredClient: an http::Client to the API server whose requests are counted and timed, under the
// names and labels that client-go uses. A stream counts once it has ended, and is not timed. Any
// thread.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include "base/clock.h"
#include "http/client.h"

namespace controller {

class MeasuredClient final : public http::Client {
 public:
  MeasuredClient(http::Client& inner, const base::Clock& clock, prometheus::Registry& registry);

  base::Result<http::Response, http::Error> send(const http::Request& request,
                                                 std::stop_token stop) override;
  base::Result<http::Response, http::Error> stream(const http::Request& request, base::Millis idle,
                                                   const http::Sink& sink,
                                                   std::stop_token stop) override;

 private:
  void count(const http::Request& request, const base::Result<http::Response, http::Error>& answer);

  http::Client& inner_;
  const base::Clock& clock_;
  prometheus::Family<prometheus::Counter>& requests_;
  prometheus::Family<prometheus::Histogram>& durations_;
};

}  // namespace controller
