// Config: what the sidecar is told by flags and file, checked at the start.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "settings/settings.h"
#include "sidecar/request.h"

namespace sidecar {

struct Config {
  std::string kubeconfig;  // "" in the cluster
  std::string system_namespace;
  std::string listen;
  FrontDoor front_door;
  std::string admin_listen;
  std::string metrics_listen;
};

const std::vector<settings::Setting>& known_settings();

// The error says which setting is wrong and what was expected.
base::Result<Config, std::string> read_config(const settings::Values& values);

inline constexpr const char* kProgram = "sallyport-sidecar";

}  // namespace sidecar
