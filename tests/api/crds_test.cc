// manifests/crds.yaml against its own promises: every field is described and bounded.

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <set>
#include <string>

namespace {

using YAML::Node;

// Every fault of a schema and of what is below it, as "path: what is missing".
class SchemaFaults {
 public:
  std::vector<std::string> of(const Node& schema, const std::string& path) {
    check(schema, path);
    return faults_;
  }

 private:
  void check(const Node& schema, const std::string& path) {
    if (!schema["type"]) return fault(path, "no type");
    const auto type = schema["type"].as<std::string>();
    if (type == "string") check_string(schema, path);
    if (type == "integer" && !schema["minimum"]) fault(path, "no minimum");
    if (type == "array") check_array(schema, path);
    if (type == "object") check_object(schema, path);
    ++seen;
  }
  void check_string(const Node& schema, const std::string& path) {
    const bool time = schema["format"] && schema["format"].as<std::string>() == "date-time";
    if (!time && !schema["maxLength"] && !schema["enum"] && !schema["pattern"]) {
      fault(path, "no maxLength, enum or pattern");
    }
  }
  void check_array(const Node& schema, const std::string& path) {
    if (!schema["maxItems"]) fault(path, "no maxItems");
    if (!schema["x-kubernetes-list-type"]) fault(path, "no list type");
    check(schema["items"], path + "[]");
  }
  void check_object(const Node& schema, const std::string& path) {
    // What is refused as a whole may be anything.
    const bool refused = schema["description"].as<std::string>("").starts_with("Refused.");
    if (schema["x-kubernetes-preserve-unknown-fields"] && !refused)
      fault(path, "keeps unknown fields");
    if (schema["additionalProperties"]) {
      if (!schema["maxProperties"]) fault(path, "no maxProperties");
      check(schema["additionalProperties"], path + "{}");
    }
    for (const auto& property : schema["properties"]) {
      const std::string name = path + "." + property.first.as<std::string>();
      if (name == ".metadata" || name == ".apiVersion" || name == ".kind") continue;
      if (!property.second["description"]) fault(name, "no description");
      check(property.second, name);
    }
  }
  void fault(const std::string& path, const std::string& what) {
    faults_.push_back(path + ": " + what);
  }

 public:
  int seen = 0;

 private:
  std::vector<std::string> faults_;
};

TEST(Crds, DescribeAndBoundEveryField) {
  std::set<std::string> kinds;
  for (const Node& crd : YAML::LoadAllFromFile(SALLYPORT_SOURCE "/manifests/crds.yaml")) {
    const auto kind = crd["spec"]["names"]["kind"].as<std::string>();
    kinds.insert(kind);
    SchemaFaults faults;
    for (const auto& fault :
         faults.of(crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"], "")) {
      ADD_FAILURE() << kind << fault;
    }
    EXPECT_GT(faults.seen, 5) << kind;
  }
  EXPECT_EQ(kinds, (std::set<std::string>{"Certificate", "Challenge", "ClusterIssuer",
                                          "Installation", "Issuer", "NameClaim", "NamePolicy"}));
}

TEST(Crds, KeepTheirStatusApartAndShowReadiness) {
  for (const Node& crd : YAML::LoadAllFromFile(SALLYPORT_SOURCE "/manifests/crds.yaml")) {
    const auto kind = crd["spec"]["names"]["kind"].as<std::string>();
    const Node version = crd["spec"]["versions"][0];
    const std::set<std::string> without{"Challenge", "Installation", "NameClaim", "NamePolicy"};
    if (without.contains(kind)) continue;
    EXPECT_TRUE(version["subresources"]["status"]) << kind;
    EXPECT_EQ(version["additionalPrinterColumns"][0]["name"].as<std::string>(), "Ready") << kind;
  }
}

}  // namespace
