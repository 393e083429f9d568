#include "kube/status_write.h"

#include "kube/undeclared.h"

namespace kube {
namespace {

wire::Writer without_others(const wire::Object& written, const wire::Object& ours) {
  wire::Writer removed;
  for (const std::string& field : written.object("status").fields()) {
    if (!ours.object("status").has(field)) removed.set_null(field);
  }
  return removed;
}

}  // namespace

Result<wire::Object> write_status(Client& cluster, const Resource& resource,
                                  const wire::Writer& body, std::stop_token stop) {
  const ObjectKey key = read_meta(body.object()).key();
  wire::Writer ours = declared_part(resource, body);
  auto written = cluster.apply(resource, key, ours, forced("status"), stop);
  while (!written && learn_undeclared(resource, written.error())) {
    ours = declared_part(resource, body);
    written = cluster.apply(resource, key, ours, forced("status"), stop);
  }
  if (!written) return written;
  const wire::Writer removed = without_others(*written, ours.object());
  if (removed.empty()) return written;
  const Meta now = read_meta(*written);
  const auto seen = wire::Writer().set("resourceVersion", now.resource_version);
  return cluster.merge_patch(
      resource, key, wire::Writer().set("metadata", seen).set("status", removed), "status", stop);
}

bool is_same_status(const Resource& resource, const wire::Writer& one, const wire::Writer& other) {
  return declared_part(resource, one).text() == declared_part(resource, other).text();
}

}  // namespace kube
