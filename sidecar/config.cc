#include "sidecar/config.h"

namespace sidecar {

const std::vector<settings::Setting>& known_settings() {
  static const std::vector<settings::Setting> known = {
      {"kubeconfig", "", "Kubeconfig file; empty: the pod's ServiceAccount."},
      {"system-namespace", "sallyport-system", "Namespace of the Challenges that are answered."},
      {"listen", "[::]:8089", "Public address and port: challenge answers and nothing else."},
      {"admin-listen", "[::]:8090",
       "Address and port of the probes, /healthz and /readyz, and of the controller's questions."},
      {"metrics-listen", "[::]:8091", "Address and port of /metrics."},
  };
  return known;
}

base::Result<Config, std::string> read_config(const settings::Values& values) {
  for (const char* name : {"system-namespace", "listen", "admin-listen", "metrics-listen"}) {
    if (values.text(name).empty())
      return base::unexpected(std::string(name) + ": must not be empty");
  }
  return Config{values.text("kubeconfig"), values.text("system-namespace"), values.text("listen"),
                values.text("admin-listen"), values.text("metrics-listen")};
}

}  // namespace sidecar
