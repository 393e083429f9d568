// Routes: the standing Ingresses of our own that lead /.well-known/acme-challenge/ of a
// Certificate's names to the sidecar: one for each ingress class, in the system namespace. Written
// when the Certificate appears; a renewal changes nothing. Pure.
#pragma once

#include <string>
#include <vector>

#include "acme_objects/types.h"
#include "api/certificate.h"
#include "api/issuer.h"
#include "wire/writer.h"

namespace controller {

struct Route {
  kube::ObjectKey key;
  std::string hash;   // of the whole body: another hash, another body
  wire::Writer body;  // for server-side apply
};

struct RouteTarget {
  std::string system_namespace;
  std::string service;  // the sidecar's, with a port named "http"
};

// The first address that would need a rule without host where its solver does not allow one, or "".
std::string unroutable(const api::Certificate& certificate, const api::Issuer& issuer,
                       const std::vector<acme::Identifier>& names);

// None for the names whose solver says that the user routes them, nor for what is unroutable.
std::vector<Route> routes_for(const api::Certificate& certificate, const api::Issuer& issuer,
                              const std::vector<acme::Identifier>& names,
                              const RouteTarget& target);

}  // namespace controller
