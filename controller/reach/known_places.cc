#include "reach/known_places.h"

#include <utility>

#include "http/resolve.h"

namespace controller {
namespace {

constexpr base::Millis kAddressesKept = std::chrono::minutes(1);  // as long as most clouds' names
constexpr base::Millis kResolvePatience{2000};

}  // namespace

std::vector<std::string> KnownPlaces::by_the_system(const std::string& host) {
  auto found = http::resolve(host, base::SystemClock().mono_now() + kResolvePatience, {});
  return found ? *std::move(found) : std::vector<std::string>();
}

KnownPlaces::KnownPlaces(std::vector<http::Url> api_servers,
                         const kube::Store<installation::SliceSeen>& slices,
                         const base::Clock& clock, Resolve resolve)
    : api_servers_(std::move(api_servers)),
      slices_(slices),
      clock_(clock),
      resolve_(std::move(resolve)) {
  look_up();
}

// For one of those who ask; the others go on with what was known before.
bool KnownPlaces::is_due() {
  const base::MonoTime now = clock_.mono_now();
  return resolved_.with([&](Resolved& resolved) {
    const bool due = now - resolved.at >= kAddressesKept;
    if (due) resolved.at = now;
    return due;
  });
}

void KnownPlaces::look_up() {
  const base::MonoTime now = clock_.mono_now();
  Places places;
  for (const http::Url& server : api_servers_) {
    for (std::string& address : resolve_(server.host)) {
      places.push_back({std::move(address), server.port, "the API server"});
    }
  }
  resolved_.with([&](Resolved& resolved) {
    resolved.at = now;
    if (!places.empty()) resolved.places = std::move(places);
  });
}

std::vector<preflight::KnownPlace> KnownPlaces::all() {
  if (is_due()) look_up();
  Places places = resolved_.with([](const Resolved& resolved) { return resolved.places; });
  for (const auto& slice : slices_.all()) {
    for (const installation::Replica& replica : slice->ready) {
      for (const std::uint16_t port : {replica.admin_port, replica.metrics_port}) {
        places.push_back({replica.address, port, "a sidecar"});
      }
    }
  }
  return places;
}

}  // namespace controller
