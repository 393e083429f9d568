// Config: what the controller is told by flags and file, checked at the start.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "annotated/annotations.h"
#include "base/clock.h"
#include "base/result.h"
#include "kube_objects/object.h"
#include "preflight/fence.h"
#include "settings/settings.h"

namespace controller {

struct Config {
  std::string kubeconfig;  // "" in the cluster
  std::string system_namespace;
  std::string sidecar_service;
  std::vector<kube::ObjectKey> more_sidecars;  // their Services
  std::string admin_listen;
  std::string metrics_listen;
  std::vector<std::string> watch_namespaces;  // sorted; empty for all
  int workers = 0;
  base::Seconds answer_grace{0};
  std::string dns_servers;  // "" for those of the system
  preflight::Fence fence;   // around what strangers and tenants may have us connect to
  bool leader_elect = true;
  std::string identity;     // of this replica, in the Lease
  bool annotations = true;  // of Ingresses and the like make Certificates
  HeededAnnotations heeded_annotations;
  bool edit_ingresses = false;
};

const std::vector<settings::Setting>& known_settings();

// The error says which setting is wrong and what was expected.
base::Result<Config, std::string> read_config(const settings::Values& values);

// All Services of sidecars: their names with commas between them, by namespace.
std::map<std::string, std::string> sidecar_services(const Config& config);
}  // namespace controller
