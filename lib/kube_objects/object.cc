#include "kube_objects/object.h"

#include <algorithm>
#include <cctype>

#include "wire/time.h"

namespace kube {

std::string ObjectKey::text() const { return namespace_.empty() ? name : namespace_ + "/" + name; }

// What `kubectl apply` keeps for itself: the whole object once more.
const std::string kLastApplied = "kubectl.kubernetes.io/last-applied-configuration";

namespace {

constexpr std::size_t kMostWords = 64;  // and owners; the API has one controller among them
constexpr std::size_t kMostWordBytes = 16 * 1024;

using Words = std::map<std::string, std::string>;

bool is_ours(const std::string& key) {
  return key.find("sallyport.dev/") != key.npos || key == "app.kubernetes.io/managed-by";
}

// Takes them over, our own first, as long as there is room. Whether all found room.
bool take_words(const Words& from, Words& kept) {
  std::size_t bytes = 0;
  for (const bool ours : {true, false}) {
    for (const auto& [key, value] : from) {
      if (is_ours(key) != ours) continue;
      bytes += key.size() + value.size();
      if (kept.size() == kMostWords || bytes > kMostWordBytes) return false;
      kept.emplace(key, value);
    }
  }
  return true;
}

}  // namespace

Meta read_meta(const wire::Object& object) {
  const wire::Object from = object.object("metadata");
  Meta meta;
  meta.name = from.text("name");
  meta.namespace_ = from.text_or("namespace", "");
  meta.uid = from.text_or("uid", "");
  meta.resource_version = from.text_or("resourceVersion", "");
  meta.generation = from.integer("generation").value_or(0);
  meta.created = from.time("creationTimestamp").value_or(base::WallTime());
  meta.deleting = from.has("deletionTimestamp");
  Words annotations = from.text_map("annotations");
  annotations.erase(kLastApplied);
  const bool all_labels = take_words(from.text_map("labels"), meta.labels);
  const bool all_annotations = take_words(annotations, meta.annotations);
  meta.partial = !all_labels || !all_annotations;
  for (const wire::Object& owner : from.objects("ownerReferences")) {
    if (meta.owners.size() >= kMostWords && !owner.flag("controller")) continue;
    meta.owners.push_back({owner.text("apiVersion"), owner.text("kind"), owner.text("name"),
                           owner.text_or("uid", ""), owner.flag("controller")});
  }
  return meta;
}

std::string Resource::api_version() const {
  return group.empty() ? std::string(version) : std::string(group) + "/" + std::string(version);
}

std::string Resource::path(std::string_view namespace_, std::string_view name,
                           std::string_view subresource) const {
  std::string path = (group.empty() ? "/api/" : "/apis/") + api_version();
  if (!namespace_.empty()) path += "/namespaces/" + encoded(namespace_);
  path += "/" + std::string(plural);
  if (!name.empty()) path += "/" + encoded(name);
  if (!subresource.empty()) path += "/" + std::string(subresource);
  return path;
}

std::string encoded(std::string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '-' || c == '_' || c == '.' || c == '~') {
      out += c;
    } else {
      out += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return out;
}

Condition read_condition(const wire::Object& object) {
  return {object.text("type"),
          object.text("status"),
          object.text_or("reason", ""),
          object.text_or("message", ""),
          object.integer("observedGeneration").value_or(0),
          object.time("lastTransitionTime").value_or(base::WallTime())};
}

wire::Writer write_condition(const Condition& condition) {
  return wire::Writer()
      .set("type", condition.type)
      .set("status", condition.status)
      .set("reason", condition.reason)
      .set("message", condition.message)
      .set("observedGeneration", condition.observed_generation)
      .set("lastTransitionTime", wire::write_time(condition.last_transition));
}

void set_condition(std::vector<Condition>& conditions, Condition next, base::WallTime now) {
  const auto old = std::find_if(conditions.begin(), conditions.end(),
                                [&](const Condition& each) { return each.type == next.type; });
  if (old == conditions.end()) {
    next.last_transition = now;
    conditions.push_back(std::move(next));
    return;
  }
  next.last_transition = old->status == next.status ? old->last_transition : now;
  *old = std::move(next);
}

const Condition* find_condition(const std::vector<Condition>& conditions, std::string_view type) {
  for (const Condition& condition : conditions) {
    if (condition.type == type) return &condition;
  }
  return nullptr;
}

wire::Writer new_object(const Resource& resource, const ObjectKey& key,
                        const std::map<std::string, std::string>& labels,
                        const std::map<std::string, std::string>& annotations,
                        const std::vector<OwnerReference>& owners) {
  wire::Writer metadata;
  metadata.set("name", key.name).set_unless_empty("namespace", key.namespace_);
  if (!labels.empty()) metadata.set("labels", labels);
  if (!annotations.empty()) metadata.set("annotations", annotations);
  std::vector<wire::Writer> references;
  for (const OwnerReference& owner : owners) {
    references.push_back(wire::Writer()
                             .set("apiVersion", owner.api_version)
                             .set("kind", owner.kind)
                             .set("name", owner.name)
                             .set("uid", owner.uid)
                             .set("controller", owner.controller));
  }
  if (!references.empty()) metadata.set("ownerReferences", references);
  return wire::Writer()
      .set("apiVersion", resource.api_version())
      .set("kind", resource.kind)
      .set("metadata", metadata);
}

wire::Writer conditional(const wire::Writer& body, const Meta& seen) {
  wire::Writer metadata(body.object().object("metadata"));
  metadata.set("uid", seen.uid).set("resourceVersion", seen.resource_version);
  return wire::Writer(body).set("metadata", metadata);
}

// No object is of that version: etcd gives the first one 2.
wire::Writer only_new(const wire::Writer& body) {
  wire::Writer metadata(body.object().object("metadata"));
  metadata.set("resourceVersion", "1");
  return wire::Writer(body).set("metadata", metadata);
}

}  // namespace kube
