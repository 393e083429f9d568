#include "controller/config.h"

namespace controller {

const std::vector<settings::Setting>& known_settings() {
  static const std::vector<settings::Setting> known = {
      {"kubeconfig", "", "Kubeconfig file; empty: the pod's ServiceAccount."},
      {"system-namespace", "sallyport-system",
       "Namespace of Challenges, our Ingresses, the sidecar, and the Secrets of ClusterIssuers."},
      {"sidecar-service", "sallyport-sidecar", "The sidecar's Service in the system namespace."},
      {"admin-listen", "[::]:8090", "Address and port of /healthz, /readyz and /metrics."},
      {"workers", "8", "Certificates worked on at the same time, 1 to 256."},
      {"answer-grace", "60",
       "Seconds that answers stay after an issuance, since a CA may ask from several places, 0 to "
       "3600."},
  };
  return known;
}

base::Result<Config, std::string> read_config(const settings::Values& values) {
  const auto workers = values.number("workers", 1, 256);
  if (!workers) return base::unexpected(workers.error());
  const auto grace = values.number("answer-grace", 0, 3600);
  if (!grace) return base::unexpected(grace.error());
  for (const char* name : {"system-namespace", "sidecar-service", "admin-listen"}) {
    if (values.text(name).empty())
      return base::unexpected(std::string(name) + ": must not be empty");
  }
  return Config{values.text("kubeconfig"),      values.text("system-namespace"),
                values.text("sidecar-service"), values.text("admin-listen"),
                static_cast<int>(*workers),     base::Seconds(*grace)};
}

std::string version_text() { return "sallyport-controller " SALLYPORT_VERSION; }

}  // namespace controller
