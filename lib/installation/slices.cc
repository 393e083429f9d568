#include "installation/slices.h"

#include <map>

namespace installation {
namespace {

std::uint16_t port_named(const wire::Object& slice, std::string_view name) {
  for (const wire::Object& port : slice.objects("ports")) {
    if (port.text_or("name", "") != name) continue;
    return port.integer<std::uint16_t>("port").value_or(0);
  }
  return 0;
}

}  // namespace

SliceSeen read_slice(const wire::Object& object) {
  SliceSeen slice{kube::read_meta(object), object.text_or("addressType", ""), {}, 0};
  const std::uint16_t port = port_named(object, "admin");
  if (port == 0) return slice;
  const std::uint16_t http_port = port_named(object, "http");
  const std::uint16_t metrics_port = port_named(object, "metrics");
  for (const wire::Object& endpoint : object.objects("endpoints")) {
    if (!endpoint.object("conditions").flag("ready", true)) {
      ++slice.not_ready;
      continue;
    }
    for (const std::string& address : endpoint.texts("addresses")) {
      slice.ready.push_back({address, port, http_port, metrics_port});
    }
  }
  return slice;
}

ReplicaCount count_replicas(const kube::Store<SliceSeen>& slices) {
  std::map<std::string, ReplicaCount> by_type;
  for (const auto& slice : slices.all()) {
    ReplicaCount& count = by_type[slice->address_type];
    count.ready += slice->ready.size();
    count.not_ready += slice->not_ready;
  }
  ReplicaCount most;
  for (const auto& [type, count] : by_type) {
    if (count.ready + count.not_ready > most.ready + most.not_ready) most = count;
  }
  return most;
}

std::string slices_of(const std::string& names) {
  return "kubernetes.io/service-name in (" + names + ")";
}

}  // namespace installation
