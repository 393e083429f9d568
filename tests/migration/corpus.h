// The manifests of tests/migration/corpus, as the API server would give them.
#pragma once

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "migration/plan.h"
#include "wire/object.h"
#include "wire/time.h"

namespace migration {

inline const base::WallTime kNow = *wire::read_time("2026-11-30T15:00:00Z");
inline const std::filesystem::path kCorpus = SALLYPORT_SOURCE "/tests/migration/corpus";

inline std::string json_of(const YAML::Node& node) {
  if (node.IsMap()) {
    std::string text;
    for (const auto& each : node) {
      const std::string name = each.first.as<std::string>();
      text += (text.empty() ? "" : ",") + json_of(YAML::Node(name)) + ":" + json_of(each.second);
    }
    return "{" + text + "}";
  }
  if (node.IsSequence()) {
    std::string text;
    for (const YAML::Node& each : node) text += (text.empty() ? "" : ",") + json_of(each);
    return "[" + text + "]";
  }
  if (!node.IsScalar()) return "null";
  const std::string& text = node.Scalar();
  const bool is_number = node.Tag() == "?" && !text.empty() &&
                         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  if (is_number || (node.Tag() == "?" && (text == "true" || text == "false"))) return text;
  YAML::Emitter quoted;
  quoted << YAML::DoubleQuoted << text;
  return quoted.c_str();
}

inline Seen read_corpus(const std::string& file) {
  Seen seen;
  seen.cert_manager_namespace = "cert-manager";
  for (const YAML::Node& each : YAML::LoadAllFromFile((kCorpus / file).string())) {
    const auto object = wire::Object::parse(json_of(each));
    const std::string kind = object.text("kind");
    if (kind == "Issuer") seen.issuers.push_back(object);
    if (kind == "ClusterIssuer") seen.cluster_issuers.push_back(object);
    if (kind == "Certificate") seen.certificates.push_back(object);
    if (kind == "Ingress") seen.owners.push_back({kube::kIngresses, object});
    for (const char* secret : {"le-account", "eab"}) {
      seen.other_secrets.insert({"team-a", secret});
      seen.other_secrets.insert({"cert-manager", secret});
    }
  }
  return seen;
}

inline std::vector<std::string> corpus() {
  std::vector<std::string> files;
  for (const auto& each : std::filesystem::directory_iterator(kCorpus)) {
    if (each.path().extension() == ".yaml") files.push_back(each.path().filename());
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace migration
