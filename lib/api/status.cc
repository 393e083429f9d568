#include "api/status.h"

namespace api {

std::vector<kube::Condition> read_conditions(const wire::Object& status) {
  std::vector<kube::Condition> conditions;
  for (const wire::Object& item : status.objects("conditions")) {
    conditions.push_back(kube::read_condition(item));
  }
  return conditions;
}

std::vector<wire::Writer> write_conditions(const std::vector<kube::Condition>& conditions) {
  std::vector<wire::Writer> list;
  for (const kube::Condition& condition : conditions) {
    list.push_back(kube::write_condition(condition));
  }
  return list;
}

wire::Writer status_body(const kube::Resource& resource, const kube::Meta& meta,
                         const wire::Writer& status) {
  wire::Writer metadata;
  metadata.set("name", meta.name)
      .set_unless_empty("namespace", meta.namespace_)
      .set("uid", meta.uid)
      .set("resourceVersion", meta.resource_version);
  return wire::Writer()
      .set("apiVersion", resource.api_version())
      .set("kind", resource.kind)
      .set("metadata", metadata)
      .set("status", status);
}

}  // namespace api
