// Config: what the controller is told by flags and file, checked at the start.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "settings/settings.h"

namespace controller {

struct Config {
  std::string kubeconfig;  // "" in the cluster
  std::string system_namespace;
  std::string sidecar_service;
  std::string admin_listen;
  std::vector<std::string> watch_namespaces;  // sorted; empty for all
  int workers = 0;
  base::Seconds answer_grace{0};
};

const std::vector<settings::Setting>& known_settings();

// The error says which setting is wrong and what was expected.
base::Result<Config, std::string> read_config(const settings::Values& values);

std::string version_text();  // "sallyport-controller 0.1.0"

}  // namespace controller
