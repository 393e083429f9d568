#include "routes/edits.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/http01.h"
#include "crypto/digest.h"
#include "records/labels.h"
#include "routes/ingresses.h"

namespace controller {
namespace {

constexpr std::size_t kMostRules = 256;
constexpr std::size_t kMostEndpoints = 500;  // of a slice; the API takes 1,000
constexpr int kDoorPort = 80;
constexpr const char* kServiceLabel = "kubernetes.io/service-name";
constexpr const char* kSliceManager = "endpointslice.kubernetes.io/managed-by";
constexpr std::array<std::string_view, 2> kFamilies{"IPv4", "IPv6"};

std::string backend_of(const wire::Object& path) {
  return path.object("backend").object("service").text_or("name", "");
}

// The challenge path itself, with or without its last slash.
bool is_challenge_path(const wire::Object& path) {
  const std::string text = path.text_or("path", "");
  return text == base::kChallengePath || text + "/" == base::kChallengePath;
}

UserRule read_rule(const wire::Object& rule, std::size_t number) {
  UserRule seen{rule.text_or("host", ""), number, 0, -1, ""};
  for (const wire::Object& path : rule.object("http").objects("paths")) {
    if (is_challenge_path(path)) {
      if (backend_of(path) == kDoor)
        seen.ours = static_cast<std::int64_t>(seen.paths);
      else
        seen.elsewhere = backend_of(path);
    }
    ++seen.paths;
  }
  return seen;
}

std::string place_of(const UserRule& rule) { return "/spec/rules/" + std::to_string(rule.number); }

wire::Writer operation(const std::string& op, const std::string& path) {
  return wire::Writer().set("op", op).set("path", path);
}

// All of it, or nothing where there is nothing to do: the API server makes no write whose tests
// fail, and each object that was changed has another version.
std::string patch_of(const UserIngressSeen& ingress, const std::vector<wire::Writer>& operations) {
  if (operations.empty()) return "";
  std::vector<wire::Writer> all{
      operation("test", "/metadata/uid").set("value", ingress.meta.uid),
      operation("test", "/metadata/resourceVersion").set("value", ingress.meta.resource_version)};
  all.insert(all.end(), operations.begin(), operations.end());
  std::string text;
  for (const wire::Writer& each : all) text += (text.empty() ? "[" : ",") + each.text();
  return text + "]";
}

wire::Writer our_path(const std::string& path_type) {
  const auto port = wire::Writer().set("name", "http");
  const auto service = wire::Writer().set("name", kDoor).set("port", port);
  return wire::Writer()
      .set("path", base::kChallengePath)
      .set("pathType", path_type)
      .set("backend", wire::Writer().set("service", service));
}

// The sidecar's ready addresses of one family, each once, all at one port.
struct Addresses {
  std::set<std::string> all;
  std::uint16_t port = 0;
};
Addresses addresses_of(const std::vector<installation::SliceSeen>& slices, std::string_view family,
                       const RouteTarget& target) {
  Addresses found;
  for (const installation::SliceSeen& slice : slices) {
    const bool ours = slice.meta.namespace_ == target.system_namespace &&
                      slice.address_type == family &&
                      records::value_of(slice.meta.labels, kServiceLabel) == target.service;
    if (!ours) continue;
    for (const installation::Replica& replica : slice.ready) {
      if (found.port == 0) found.port = replica.http_port;
      const bool fits = replica.http_port == found.port && found.port != 0;
      if (fits && found.all.size() < kMostEndpoints) found.all.insert(replica.address);
    }
  }
  return found;
}

kube::ObjectKey slice_key(const std::string& namespace_, std::string_view family) {
  return {namespace_, std::string(kDoor) + (family == "IPv4" ? "-ipv4" : "-ipv6")};
}

wire::Writer slice_body(const kube::ObjectKey& key, std::string_view family,
                        const Addresses& addresses) {
  records::Words labels = records::labels_for(records::kRoleRoute);
  labels[kServiceLabel] = kDoor;
  labels[kSliceManager] = records::kSallyport;
  std::vector<wire::Writer> endpoints;
  for (const std::string& address : addresses.all) {
    endpoints.push_back(wire::Writer()
                            .set("addresses", std::vector<std::string>{address})
                            .set("conditions", wire::Writer().set("ready", true)));
  }
  const auto port =
      wire::Writer().set("name", "http").set("port", addresses.port).set("protocol", "TCP");
  return kube::new_object(kube::kEndpointSlices, key, labels)
      .set("addressType", std::string(family))
      .set("endpoints", endpoints)
      .set("ports", std::vector<wire::Writer>{port});
}

}  // namespace

bool UserIngressSeen::has_ours() const {
  return std::ranges::any_of(rules, [](const UserRule& rule) { return rule.ours >= 0; });
}

UserIngressSeen read_user_ingress(const wire::Object& object) {
  UserIngressSeen seen{kube::read_meta(object), {}, places_of(object)};
  seen.meta.labels.clear();
  seen.meta.annotations.clear();
  seen.meta.owners.clear();
  std::size_t number = 0;
  for (const wire::Object& each : object.object("spec").objects("rules")) {
    UserRule rule = read_rule(each, number++);
    if (!rule.host.empty() && seen.rules.size() < kMostRules) seen.rules.push_back(std::move(rule));
  }
  return seen;
}

EditVerdict verdict_of(const UserIngressSeen& ingress, const std::string& host) {
  const std::string name = "Ingress " + ingress.meta.key().text();
  const auto rule = std::ranges::find(ingress.rules, host, &UserRule::host);
  if (rule == ingress.rules.end() || rule->paths == 0) {
    return {false, name + " has no rule with paths for " + host +
                       ": add one, or take name out of the issuer's solver, and an Ingress of "
                       "Sallyport's own is made"};
  }
  if (rule->ours >= 0) return {true, ""};
  if (rule->elsewhere.empty()) return {};
  return {false, name + " leads " + std::string(base::kChallengePath) + " of " + host +
                     " to Service " + rule->elsewhere + ": take that path out"};
}

std::vector<std::string> hosts_to_add(const UserIngressSeen& ingress,
                                      const std::vector<std::string>& hosts) {
  std::vector<std::string> missing;
  for (const std::string& host : hosts) {
    const EditVerdict verdict = verdict_of(ingress, host);
    if (!verdict.in_place && verdict.refusal.empty()) missing.push_back(host);
  }
  return missing;
}

std::string patch_to_add(const UserIngressSeen& ingress, const std::vector<std::string>& hosts,
                         const std::string& path_type) {
  std::vector<wire::Writer> operations;
  for (const std::string& host : hosts_to_add(ingress, hosts)) {
    const UserRule& rule = *std::ranges::find(ingress.rules, host, &UserRule::host);
    operations.push_back(operation("test", place_of(rule) + "/host").set("value", host));
    // First of all: where paths count in their order, it must come before the others.
    operations.push_back(
        operation("add", place_of(rule) + "/http/paths/0").set("value", our_path(path_type)));
  }
  return patch_of(ingress, operations);
}

std::string patch_to_remove(const UserIngressSeen& ingress,
                            const std::function<bool(const std::string&)>& wants) {
  std::vector<wire::Writer> operations;
  for (const UserRule& rule : ingress.rules) {
    if (rule.ours < 0 || wants(rule.host)) continue;
    // A rule needs a path, or has none at all.
    const std::string place = place_of(rule) + "/http";
    operations.push_back(operation(
        "remove", rule.paths == 1 ? place : place + "/paths/" + std::to_string(rule.ours)));
  }
  return patch_of(ingress, operations);
}

Door door_in(const std::string& namespace_, const std::vector<installation::SliceSeen>& slices,
             const RouteTarget& target) {
  Door door;
  std::string text;
  for (const std::string_view family : kFamilies) {
    const Addresses addresses = addresses_of(slices, family, target);
    if (addresses.all.empty()) continue;
    const kube::ObjectKey key = slice_key(namespace_, family);
    door.slices.emplace_back(key, slice_body(key, family, addresses));
    text += door.slices.back().second.text();
  }
  door.hash = crypto::short_hash(text);
  const auto port = wire::Writer().set("name", "http").set("port", kDoorPort);
  door.service =
      kube::new_object(kServices, {namespace_, kDoor}, records::labels_for(records::kRoleRoute),
                       {{std::string(records::kHashAnnotation), door.hash}})
          .set("spec", wire::Writer()
                           .set("ipFamilyPolicy", "PreferDualStack")
                           .set("ports", std::vector<wire::Writer>{port}));
  return door;
}

std::vector<kube::ObjectKey> slices_of_door(const std::string& namespace_) {
  std::vector<kube::ObjectKey> all;
  for (const std::string_view family : kFamilies) all.push_back(slice_key(namespace_, family));
  return all;
}

DoorSeen read_door(const wire::Object& object) { return {kube::read_meta(object)}; }

DoorSliceSeen read_door_slice(const wire::Object& object) {
  DoorSliceSeen seen{kube::read_meta(object), ""};
  std::string text = object.text_or("addressType", "") + " " +
                     records::value_of(seen.meta.labels, kServiceLabel) + " " +
                     records::value_of(seen.meta.labels, kSliceManager);
  for (const wire::Object& port : object.objects("ports")) {
    text += "\n" + port.text_or("name", "") + " " + port.text_or("protocol", "TCP") + " " +
            std::to_string(port.integer("port").value_or(0));
  }
  for (const wire::Object& endpoint : object.objects("endpoints")) {
    text += endpoint.object("conditions").flag("ready", true) ? "\nready" : "\nnot";
    for (const std::string& address : endpoint.texts("addresses")) text += " " + address;
  }
  seen.hash = crypto::short_hash(text);
  return seen;
}

}  // namespace controller
