// manifests/crds.yaml against what reads it: each field of a schema reaches the code, and the
// status that the code writes is the one that it reads.

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "api/certificate.h"
#include "api/challenge.h"
#include "api/issuer.h"
#include "api/name_claim.h"
#include "api/name_policy.h"
#include "base/base64.h"
#include "base/packed.h"
#include "kube/lease.h"

namespace api {
namespace {

using nlohmann::json;
using Schema = YAML::Node;

using Reasons = std::map<std::string, std::string>;

// The same for each route of an issuer's solver.
void add_for_routes(Reasons& reasons, const std::string& kind, const std::string& field,
                    const std::string& why) {
  for (const char* place : {"", "routes[]."})
    reasons[kind + ".spec.acme.solvers[].http01." + place + field] = why;
}

// Fields that the code does not read, each with the reason.
const Reasons kNotRead = [] {
  Reasons reasons{
      {"Certificate.spec.issuerRef.group", "has one value"},
      {"Certificate.spec.fallbackIssuerRefs[].group", "has one value"},
      {"Certificate.spec.keystores.jks.create", "refused by the schema"},
      {"Certificate.spec.keystores.pkcs12.profile", "has one value"},
      {"Certificate.spec.isCA", "has one value"},
      {"Certificate.spec.encodeUsagesInRequest", "has one value"},
  };
  add_for_routes(reasons, "Issuer", "ingress.allowRuleWithoutHost", "refused by the schema");
  for (const std::string kind : {"Issuer", "ClusterIssuer"}) {
    reasons[kind + ".spec.acme.skipTLSVerify"] = "refused by the schema";
    reasons[kind + ".spec.acme.externalAccountBinding.keyAlgorithm"] = "has one value";
    reasons[kind + ".spec.acme.solvers[].http01.none"] = "means that there is no route";
    for (const char* field : {"ingress.podTemplate", "ingress.serviceType",
                              "gatewayHTTPRoute.podTemplate", "gatewayHTTPRoute.serviceType"})
      add_for_routes(reasons, kind, field, "refused by the schema");
    add_for_routes(reasons, kind, "ingress.ingressClassName", "the sample has `class`");
  }
  return reasons;
}();
// What a schema refuses as a whole, by the beginning of its fields.
const Reasons kNothingReadBelow = [] {
  Reasons reasons{{"Issuer.spec.acme.allowedOrigins", "refused by the schema"}};
  add_for_routes(reasons, "Issuer", "ingress.ingressTemplate.", "refused but for a list");
  add_for_routes(reasons, "Issuer", "gatewayHTTPRoute.labels", "refused by the schema");
  return reasons;
}();

// A valid object of a schema, in which each field has a value that no other one has, and what
// may be changed in it.
class Sample {
 public:
  enum class Extent {
    kWhole,
    kRequired
  };  // kRequired: each list and object, but of texts,
      // numbers and flags what must be there
  struct Change {
    std::string field;  // "Certificate.spec.dnsNames[]"
    json::json_pointer place;
    json value;  // discarded: the field is taken out
  };

  Sample(const std::string& kind, const Schema& schema, Extent extent) : extent_(extent) {
    object_ = {{"metadata", {{"name", "n"}, {"uid", "u"}, {"resourceVersion", "1"}}}};
    for (const char* part : {"spec", "status"}) {
      const Schema of_part = schema["properties"][part];
      if (of_part) object_[part] = fill(of_part, kind + "." + part, json::json_pointer() / part);
    }
  }

  const json& object() const { return object_; }
  const std::vector<Change>& changes() const { return changes_; }
  const std::vector<Change>& defaults() const { return defaults_; }
  json with(const Change& change) const {
    json changed = object_;
    json& parent = changed[change.place.parent_pointer()];
    if (change.value.is_discarded()) {
      parent.erase(change.place.back());
    } else {
      changed[change.place] = change.value;
    }
    return changed;
  }

 private:
  json fill(const Schema& schema, const std::string& field, const json::json_pointer& place) {
    const auto type = schema["type"].as<std::string>();
    if (type == "array") return fill_list(schema, field, place);
    if (type != "object") return fill_leaf(schema, field, place);
    if (schema["additionalProperties"]) return fill_map(schema, field, place);
    if (!schema["properties"]) {
      changes_.push_back({field, place, json(json::value_t::discarded)});
      return json::object();
    }
    json object = json::object();
    for (const auto& property : schema["properties"]) {
      const auto name = property.first.as<std::string>();
      if (is_refused(property.second)) continue;
      if (is_left_out(schema, property.second, name)) {
        note_default(property.second, field + "." + name, place / name);
      } else {
        object[name] = fill(property.second, field + "." + name, place / name);
      }
    }
    return object;
  }

  json fill_leaf(const Schema& schema, const std::string& field, const json::json_pointer& place) {
    const auto change_to = [&](json value) {
      changes_.push_back({field, place, std::move(value)});
    };
    if (schema["type"].as<std::string>() == "boolean") {
      change_to(false);
      return true;
    }
    if (const Schema words = schema["enum"]) {
      const std::size_t first = words.size() > 1 ? 1 : 0;  // of one word there is no other
      for (std::size_t i = first; i < words.size(); ++i) change_to(words[i].as<std::string>());
      return words[other_ ? words.size() - 1 : 0].as<std::string>();
    }
    change_to(fresh(schema));
    return fresh(schema);
  }

  json fill_list(const Schema& schema, const std::string& field, const json::json_pointer& place) {
    const json first = fill(schema["items"], field + "[]", place / 0);
    const json second = unnoted([&] {
      other_ = true;
      return fill(schema["items"], "", json::json_pointer());
    });
    changes_.push_back({field + " with two items", place, json::array({first, second})});
    return json::array({first});
  }

  json fill_map(const Schema& schema, const std::string& field, const json::json_pointer& place) {
    const json one = fill(schema["additionalProperties"], field + "{}", place / "key");
    changes_.push_back({field + " with another key", place, {{"other", one}}});
    return {{"key", one}};
  }

  json unnoted(const std::function<json()>& make) {
    const auto changes = changes_;
    const auto defaults = defaults_;
    json made = make();
    other_ = false;
    changes_ = changes;
    defaults_ = defaults;
    return made;
  }

  static bool is_refused(const Schema& schema) {
    return schema["description"].as<std::string>("") == "Refused. cert-manager knows it.";
  }
  bool is_left_out(const Schema& parent, const Schema& schema, const std::string& name) const {
    const auto type = schema["type"].as<std::string>();
    if (extent_ == Extent::kWhole || type == "object" || type == "array") return false;
    for (const auto& required : parent["required"]) {
      if (required.as<std::string>() == name) return false;
    }
    return true;
  }

  void note_default(const Schema& schema, const std::string& field,
                    const json::json_pointer& place) {
    const Schema given = schema["default"];
    if (!given) return;
    const bool is_flag = schema["type"].as<std::string>() == "boolean";
    defaults_.push_back(
        {field, place, is_flag ? json(given.as<bool>()) : json(given.as<std::string>())});
  }

  // A text or a number that was not given before.
  json fresh(const Schema& schema) {
    ++count_;
    if (schema["type"].as<std::string>() != "integer") return text(schema);
    return schema["minimum"].as<std::int64_t>() + ++numbers_;
  }
  std::string text(const Schema& schema) const {
    const auto format = schema["format"] ? schema["format"].as<std::string>() : "";
    const auto pattern = schema["pattern"] ? schema["pattern"].as<std::string>() : "";
    const std::string number = std::to_string(100 + count_);
    const std::string minutes =
        std::to_string(10 + count_ / 50 % 14) + ":" + std::to_string(10 + count_ % 50);
    if (format == "date-time")
      return "2026-11-29T" + minutes + ":" + std::to_string(10 + count_ / 50) + "Z";
    if (format == "byte") return base::base64(number);
    if (pattern.find(":[0-5][0-9]") != std::string::npos) return minutes;
    const bool duration = YAML::Dump(schema).find("duration(self)") != std::string::npos;
    return duration ? number + "h" : "text-" + number;
  }

  const Extent extent_;
  json object_;
  std::vector<Change> changes_;
  std::vector<Change> defaults_;
  int count_ = 0;
  int numbers_ = 0;
  bool other_ = false;
};

template <class T>
std::string all_of(const T& value) {
  base::Packer packer;
  packer.put(value);
  return packer.bytes();
}

using Bytes = std::function<std::string(const wire::Object&)>;
// All that the code has of an object, by kind.
const std::map<std::string, Bytes> kReaders{
    {"Certificate", [](const auto& object) { return all_of(read_certificate(object)); }},
    {"Issuer", [](const auto& object) { return all_of(read_issuer(object)); }},
    {"ClusterIssuer", [](const auto& object) { return all_of(read_cluster_issuer(object)); }},
    {"Challenge", [](const auto& object) { return all_of(read_challenge(object)); }},
    {"NameClaim", [](const auto& object) { return all_of(read_name_claim(object)); }},
    {"NamePolicy", [](const auto& object) { return all_of(read_name_policy(object)); }},
    {"Installation",
     [](const auto& object) { return kube::write_lease_spec(kube::read_lease(object)).text(); }},
};

wire::Object parsed(const json& object) { return wire::Object::parse(object.dump()); }

std::string read(const std::string& kind, const json& object) {
  return kReaders.at(kind)(parsed(object));
}

// By kind.
std::map<std::string, Schema> schemas() {
  std::map<std::string, Schema> all;
  for (const Schema& crd : YAML::LoadAllFromFile(SALLYPORT_SOURCE "/manifests/crds.yaml")) {
    all[crd["spec"]["names"]["kind"].as<std::string>()] =
        crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"];
  }
  return all;
}

Sample sample(const std::string& kind, Sample::Extent extent = Sample::Extent::kWhole) {
  return Sample(kind, schemas().at(kind), extent);
}

bool is_read_by_nobody(const std::string& field) {
  for (const auto& [beginning, why] : kNothingReadBelow) {
    if (field.starts_with(beginning)) return true;
  }
  return kNotRead.contains(field);
}

json written(const wire::Writer& body, const char* part) {
  return json::parse(body.text()).at(part);
}

TEST(Fields, OfEverySchemaAreReadOrListedAsNotRead) {
  std::set<std::string> not_read;
  for (const auto& [kind, schema] : schemas()) {
    const Sample whole(kind, schema, Sample::Extent::kWhole);
    const std::string before = read(kind, whole.object());
    std::map<std::string, std::set<std::string>> different;  // by field
    EXPECT_GT(whole.changes().size(), 2U) << kind;
    for (const Sample::Change& change : whole.changes()) {
      const std::string changed = read(kind, whole.with(change));
      const bool same = changed == before || !different[change.field].insert(changed).second;
      EXPECT_EQ(same, is_read_by_nobody(change.field))
          << change.field
          << (same ? ": nothing reads it, or two values of it are read alike"
                   : ": it is read, so do not list it");
      if (same) not_read.insert(change.field);
    }
  }
  for (const auto& [field, why] : kNotRead)
    EXPECT_TRUE(not_read.contains(field)) << field << ": no schema has it";
}

TEST(Fields, OfAStatusAreWrittenAsTheyWereRead) {
  const json certificate = sample("Certificate").object();
  EXPECT_EQ(written(write_status(read_certificate(parsed(certificate))), "status"),
            certificate["status"]);
  const json issuer = sample("Issuer").object();
  EXPECT_EQ(written(write_status(read_issuer(parsed(issuer))), "status"), issuer["status"]);
  const json cluster_issuer = sample("ClusterIssuer").object();
  EXPECT_EQ(written(write_status(read_cluster_issuer(parsed(cluster_issuer))), "status"),
            cluster_issuer["status"]);
}

TEST(Fields, OfWhatIsOursAloneAreWrittenAsTheyWereRead) {
  const json challenge = sample("Challenge").object();
  const auto seen = read_challenge(parsed(challenge));
  EXPECT_EQ(written(write_challenge(seen.meta, seen.answers), "spec"), challenge["spec"]);
  const json claim = sample("NameClaim").object();
  const auto claimed = read_name_claim(parsed(claim));
  EXPECT_EQ(written(write_name_claim({"n", "n"}, claimed.certificate, claimed.names), "spec"),
            claim["spec"]);
  EXPECT_EQ(written(change_name_claim(claimed, claimed.names), "spec")["names"],
            claim["spec"]["names"]);
}

TEST(Fields, ThatNoSchemaDemandsMayBeAbsent) {
  for (const auto& [kind, schema] : schemas()) {
    const Sample required(kind, schema, Sample::Extent::kRequired);
    EXPECT_NO_THROW(read(kind, required.object())) << required.object().dump(1);
  }
}

TEST(Fields, ThatTheSchemaFillsAreReadTheSameWhenAbsent) {
  int seen = 0;
  for (const auto& [kind, schema] : schemas()) {
    const Sample required(kind, schema, Sample::Extent::kRequired);
    for (const Sample::Change& filled : required.defaults()) {
      EXPECT_EQ(read(kind, required.with(filled)), read(kind, required.object())) << filled.field;
      ++seen;
    }
  }
  EXPECT_GT(seen, 5);
}

}  // namespace
}  // namespace api
