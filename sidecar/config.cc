#include "sidecar/config.h"

#include "base/http01.h"

namespace sidecar {

const std::vector<settings::Setting>& known_settings() {
  static const std::vector<settings::Setting> known = {
      {"kubeconfig", "", "Kubeconfig file; empty: the pod's ServiceAccount."},
      {"system-namespace", "sallyport-system", "Namespace of the Challenges that are answered."},
      {"listen", "[::]:8089", "Public address and port: challenge answers and nothing else."},
      {"redirect-others", "false",
       "Answer what is no challenge by a redirect to https (308), where port 80 of your names "
       "leads "
       "here: true or false, which is 404."},
      {"health-path", "",
       "Path on the public port that is answered with 200, for load balancers that look at each "
       "backend, such as /healthz; empty: none."},
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
  const auto redirect = values.is_on("redirect-others");
  if (!redirect) return base::unexpected(redirect.error());
  const std::string& health = values.text("health-path");
  const bool is_challenge = health.starts_with(base::kChallengePath);
  if (!health.empty() && (!health.starts_with('/') || is_challenge)) {
    return base::unexpected("health-path: expected a path such as /healthz outside " +
                            std::string(base::kChallengePath) + ", not " + health);
  }
  return Config{values.text("kubeconfig"),   values.text("system-namespace"),
                values.text("listen"),       {*redirect, health},
                values.text("admin-listen"), values.text("metrics-listen")};
}

}  // namespace sidecar
