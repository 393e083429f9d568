#include "sidecar/config.h"

namespace sidecar {

const std::vector<settings::Setting>& known_settings() {
  static const std::vector<settings::Setting> known = {
      {"kubeconfig", "", "Kubeconfig file; empty: the pod's ServiceAccount."},
      {"system-namespace", "sallyport-system", "Namespace of the Challenges that are answered."},
      {"listen", "[::]:8089", "Public address and port: challenge answers and nothing else."},
      {"admin-listen", "[::]:8090",
       "Address and port of /healthz, /readyz, /metrics and the controller's questions."},
  };
  return known;
}

base::Result<Config, std::string> read_config(const settings::Values& values) {
  for (const char* name : {"system-namespace", "listen", "admin-listen"}) {
    if (values.text(name).empty())
      return base::unexpected(std::string(name) + ": must not be empty");
  }
  return Config{values.text("kubeconfig"), values.text("system-namespace"), values.text("listen"),
                values.text("admin-listen")};
}

}  // namespace sidecar
