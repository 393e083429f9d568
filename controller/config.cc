#include "controller/config.h"

#include <algorithm>

#include "base/text.h"

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

base::Result<std::vector<kube::ObjectKey>, std::string> read_services(const std::string& text) {
  std::vector<kube::ObjectKey> services;
  for (const std::string& part : base::split(text, ',')) {
    const std::size_t slash = part.find('/');
    kube::ObjectKey service{part.substr(0, slash),
                            slash == std::string::npos ? "" : part.substr(slash + 1)};
    if (!is_label(service.namespace_) || !is_label(service.name)) {
      return base::unexpected(
          "more-sidecars: expected Services as namespace/name with commas between them, not " +
          text);
    }
    services.push_back(std::move(service));
  }
  return services;
}

base::Result<std::vector<std::string>, std::string> read_namespaces(const std::string& text) {
  std::vector<std::string> names = base::split(text, ',');
  if (!std::all_of(names.begin(), names.end(), is_label)) {
    return base::unexpected(
        "watch-namespaces: expected names of namespaces with commas between them, not " + text);
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
      {"more-sidecars", "",
       "Services of sidecars that stand elsewhere, such as in an ingress controller's pods, as "
       "namespace/name,namespace/name."},
      {"admin-listen", "[::]:8090", "Address and port of the probes, /healthz and /readyz."},
      {"metrics-listen", "[::]:8091", "Address and port of /metrics."},
      {"watch-namespaces", "",
       "Namespaces whose Certificates and Issuers are served, as a,b; empty: all, and "
       "ClusterIssuers."},
      {"workers", "8", "Certificates worked on at the same time, 1 to 256."},
      {"answer-grace", "60",
       "Seconds that answers stay after an issuance, since a CA may ask from several places, 0 to "
       "3600."},
      {"dns-servers", "",
       "DNS servers of the preflight, such as 9.9.9.9,[2620:fe::fe]:53; outside ones where the "
       "cluster's answer otherwise than the world's. Empty: those of /etc/resolv.conf."},
      {"allow-private-addresses", "",
       "Ranges, such as 10.0.0.0/8,fd00::/8, at which CAs of Issuers and names of certificates may "
       "be, besides public addresses."},
      {"deny-addresses", "",
       "Ranges, such as 198.51.100.0/24,2001:db8::/32, at which neither may be, though public or "
       "allowed: those of the cluster's own pods, nodes and Services, where no names lead."},
      {"annotations", "true",
       "Make Certificates for the Ingresses, Gateways and ListenerSets whose annotations ask for "
       "them: true or false."},
      {"cert-manager-annotations", "",
       "Of which of them the annotations of cert-manager ask too: everywhere, or "
       "namespace/NAME,class/NAME; empty: of none."},
      {"leader-elect", "true",
       "Work only while holding the Lease sallyport-controller in the system namespace, so that of "
       "several replicas one works: true or false."},
      {"identity", "",
       "Name of this replica in the Lease, another one for each; empty: the host's, which in a pod "
       "is "
       "the pod's."},
      {"edit-ingresses", "false",
       "Put the challenge path into users' own Ingresses where a solver names one "
       "(ingress.name), which takes the right to patch Ingresses, and to write Services and "
       "EndpointSlices, in their namespaces: true or false."},
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
  auto sidecars = read_services(values.text("more-sidecars"));
  if (!sidecars) return base::unexpected(sidecars.error());
  for (const char* name :
       {"system-namespace", "sidecar-service", "admin-listen", "metrics-listen"}) {
    if (values.text(name).empty())
      return base::unexpected(std::string(name) + ": must not be empty");
  }
  auto fence = preflight::Fence::parse(values.text("allow-private-addresses"));
  if (!fence) return base::unexpected("allow-private-addresses: " + fence.error());
  fence = fence->denying(values.text("deny-addresses"));
  if (!fence) return base::unexpected("deny-addresses: " + fence.error());
  const auto elect = values.is_on("leader-elect");
  if (!elect) return base::unexpected(elect.error());
  const auto edit = values.is_on("edit-ingresses");
  if (!edit) return base::unexpected(edit.error());
  const auto annotations = values.is_on("annotations");
  if (!annotations) return base::unexpected(annotations.error());
  auto heeded = HeededAnnotations::parse(values.text("cert-manager-annotations"));
  if (!heeded) return base::unexpected("cert-manager-annotations: " + heeded.error());
  return Config{values.text("kubeconfig"),
                values.text("system-namespace"),
                values.text("sidecar-service"),
                *std::move(sidecars),
                values.text("admin-listen"),
                values.text("metrics-listen"),
                *std::move(namespaces),
                static_cast<int>(*workers),
                base::Seconds(*grace),
                values.text("dns-servers"),
                *std::move(fence),
                *elect,
                values.text("identity"),
                *annotations,
                *std::move(heeded),
                *edit};
}

std::map<std::string, std::string> sidecar_services(const Config& config) {
  std::map<std::string, std::string> services{{config.system_namespace, config.sidecar_service}};
  for (const kube::ObjectKey& more : config.more_sidecars) {
    std::string& names = services[more.namespace_];
    names += (names.empty() ? "" : ",") + more.name;
  }
  return services;
}

}  // namespace controller
