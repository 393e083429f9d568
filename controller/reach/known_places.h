// KnownPlaces: where something of the cluster's or of ours listens, as far as it can be known
// without being told: the API server, by the addresses that its name has, and the ports of the
// sidecars that only the cluster may ask, by the EndpointSlices. For the fence: a tenant's CA or
// name must not lead there.
//
// Only address and port together are such a place: on a node with a public address, port 80 of it
// may well be where the internet finds the names that certificates are for.
//
// A name is resolved at most once a minute, which may take 2 s; while that fails, the addresses of
// before count. Any thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/guarded.h"
#include "http/url.h"
#include "installation/slices.h"
#include "preflight/fence.h"

namespace controller {

class KnownPlaces {
 public:
  // The addresses of a host; empty when that cannot be known now.
  using Resolve = std::function<std::vector<std::string>(const std::string& host)>;
  static std::vector<std::string> by_the_system(const std::string& host);

  // Store and clock must outlive it.
  KnownPlaces(std::vector<http::Url> api_servers,
              const kube::Store<installation::SliceSeen>& slices, const base::Clock& clock,
              Resolve resolve = by_the_system);

  std::vector<preflight::KnownPlace> all();

 private:
  using Places = std::vector<preflight::KnownPlace>;
  struct Resolved {
    Places places;
    base::MonoTime at;
  };
  bool is_due();
  void look_up();
  const std::vector<http::Url> api_servers_;
  const kube::Store<installation::SliceSeen>& slices_;
  const base::Clock& clock_;
  const Resolve resolve_;
  base::Guarded<Resolved> resolved_;
};

}  // namespace controller
