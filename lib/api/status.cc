#include "api/status.h"

#include "base/text.h"

namespace api {

std::string annotation(const kube::Meta& meta, std::string_view name) {
  constexpr std::size_t kLongest = 1024;
  const auto found = meta.annotations.find(std::string(name));
  return found == meta.annotations.end() ? "" : base::cut(found->second, kLongest);
}

std::vector<kube::Condition> read_conditions(const wire::Object& status) {
  std::vector<kube::Condition> conditions;
  const auto items = status.objects("conditions");
  conditions.reserve(items.size());
  for (const wire::Object& item : items) {
    conditions.push_back(kube::read_condition(item));
  }
  return conditions;
}

std::int64_t read_observed_generation(const wire::Object& status) {
  return std::max<std::int64_t>(0, status.integer("observedGeneration").value_or(0));
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
  return kube::conditional(kube::new_object(resource, meta.key()), meta).set("status", status);
}

}  // namespace api
