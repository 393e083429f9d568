// cert-manager's kinds that we meet: its Certificates write Secrets too.
// https://cert-manager.io/docs/reference/api-docs/
#pragma once

#include "kube_objects/object.h"

namespace api {

inline constexpr kube::Resource kTheirCertificates{"cert-manager.io", "v1", "certificates",
                                                   "Certificate"};
inline constexpr kube::Resource kTheirIssuers{"cert-manager.io", "v1", "issuers", "Issuer"};
inline constexpr kube::Resource kTheirClusterIssuers{"cert-manager.io", "v1", "clusterissuers",
                                                     "ClusterIssuer"};

}  // namespace api
