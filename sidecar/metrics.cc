#include "sidecar/metrics.h"

#include "settings/version.h"
#include "sidecar/config.h"

namespace sidecar {
namespace {

prometheus::Gauge& gauge(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
}

std::size_t index(Outcome outcome) { return static_cast<std::size_t>(outcome); }

}  // namespace

Metrics::Metrics()
    : registry_(std::make_shared<prometheus::Registry>()),
      answers_(gauge(*registry_, "sallyport_sidecar_answers", "Answers that are held")),
      synced_(gauge(*registry_, "sallyport_sidecar_watch_synced",
                    "1 while the watch of Challenges has seen everything and can hear more")) {
  prometheus::BuildGauge()
      .Name("sallyport_build_info")
      .Help("1, for the version of the program and its commit")
      .Register(*registry_)
      .Add(settings::build_labels(kProgram))
      .Set(1);
  auto& requests = prometheus::BuildCounter()
                       .Name("sallyport_sidecar_requests_total")
                       .Help("Requests on the public port, by what came of them")
                       .Register(*registry_);
  for (const Outcome outcome : kOutcomes) {
    requests_[index(outcome)] = &requests.Add({{"result", std::string(word(outcome))}});
  }
}

void Metrics::request(Outcome outcome) { requests_[index(outcome)]->Increment(); }
void Metrics::answers(std::size_t count) { answers_.Set(static_cast<double>(count)); }
void Metrics::synced(bool synced) { synced_.Set(synced ? 1 : 0); }

}  // namespace sidecar
