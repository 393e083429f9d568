#include "controller/status_write.h"

namespace controller {
namespace {

wire::Writer without_others(const wire::Object& written, const wire::Object& ours) {
  wire::Writer removed;
  for (const std::string& field : written.object("status").fields()) {
    if (!ours.object("status").has(field)) removed.set_null(field);
  }
  return removed;
}

}  // namespace

kube::Result<wire::Object> write_status(kube::Client& cluster, const kube::Resource& resource,
                                        const wire::Writer& body, std::stop_token stop) {
  const auto ours = wire::Object::parse(body.text());
  const kube::ObjectKey key = kube::read_meta(ours).key();
  auto written = cluster.apply(resource, key, body, kube::forced("status"), stop);
  if (!written) return written;
  const wire::Writer removed = without_others(*written, ours);
  if (removed.empty()) return written;
  const kube::Meta now = kube::read_meta(*written);
  const auto seen = wire::Writer().set("resourceVersion", now.resource_version);
  return cluster.merge_patch(
      resource, key, wire::Writer().set("metadata", seen).set("status", removed), "status", stop);
}

}  // namespace controller
