#include "controller/config.h"

#include <algorithm>

namespace controller {
namespace {

// RFC 1123 section 2.1, as Kubernetes names its namespaces.
bool is_label(std::string_view text) {
  const auto good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !text.empty() && text.size() <= 63 && text.front() != '-' && text.back() != '-' &&
         std::all_of(text.begin(), text.end(), good);
}

base::Result<std::vector<std::string>, std::string> read_namespaces(std::string_view text) {
  std::vector<std::string> names;
  while (!text.empty()) {
    const std::string_view name = text.substr(0, text.find(','));
    if (!is_label(name)) {
      return base::unexpected(
          "watch-namespaces: expected names of namespaces with commas between them, not " +
          std::string(text));
    }
    names.emplace_back(name);
    text.remove_prefix(std::min(text.size(), name.size() + 1));
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace

const std::vector<settings::Setting>& known_settings() {
  static const std::vector<settings::Setting> known = {
      {"kubeconfig", "", "Kubeconfig file; empty: the pod's ServiceAccount."},
      {"system-namespace", "sallyport-system",
       "Namespace of Challenges, our Ingresses, the sidecar, and the Secrets of ClusterIssuers."},
      {"sidecar-service", "sallyport-sidecar", "The sidecar's Service in the system namespace."},
      {"admin-listen", "[::]:8090", "Address and port of /healthz, /readyz and /metrics."},
      {"watch-namespaces", "",
       "Namespaces whose Certificates and Issuers are served, as a,b; empty: all, and "
       "ClusterIssuers."},
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
  auto namespaces = read_namespaces(values.text("watch-namespaces"));
  if (!namespaces) return base::unexpected(namespaces.error());
  for (const char* name : {"system-namespace", "sidecar-service", "admin-listen"}) {
    if (values.text(name).empty())
      return base::unexpected(std::string(name) + ": must not be empty");
  }
  return Config{values.text("kubeconfig"),      values.text("system-namespace"),
                values.text("sidecar-service"), values.text("admin-listen"),
                *std::move(namespaces),         static_cast<int>(*workers),
                base::Seconds(*grace)};
}

std::string version_text() { return "sallyport-controller " SALLYPORT_VERSION; }

}  // namespace controller
