// Stores: what the watches have told us, a Store for each kind. Any thread.
#pragma once

#include <memory>
#include <string>

#include "annotated/annotated_object.h"
#include "api/certificate.h"
#include "api/challenge.h"
#include "api/issuer.h"
#include "api/name_claim.h"
#include "api/name_policy.h"
#include "installation/slices.h"
#include "kube_objects/store.h"
#include "records/secret_seen.h"
#include "routes/edits.h"
#include "routes/http_routes.h"
#include "routes/ingresses.h"

namespace controller {

struct Stores {
  kube::Store<api::Certificate> certificates;
  kube::Store<api::Issuer> issuers;
  kube::Store<api::Issuer> cluster_issuers;
  kube::Store<api::NamePolicy> name_policies;   // of administrators
  kube::Store<api::NameClaim> name_claims;      // of the system namespace
  kube::Store<records::SecretSeen> secrets;     // ours, by label
  kube::Store<api::Challenge> challenges;       // of the system namespace
  kube::Store<IngressSeen> ingresses;           // ours, of the system namespace
  kube::Store<HttpRouteSeen> http_routes;       // ours, of the system namespace
  kube::Store<UserIngressSeen> user_ingresses;  // all, where they may be edited; else none
  kube::Store<DoorSeen> doors;                  // ours, in the namespaces of those
  kube::Store<DoorSliceSeen> door_slices;       // ours, of those
  kube::Store<installation::SliceSeen> slices;  // of the sidecar's Service
  // Of users, who may ask by annotations for certificates.
  kube::Store<AnnotatedObject> annotated_ingresses;
  kube::Store<AnnotatedObject> annotated_gateways;
  kube::Store<AnnotatedObject> annotated_listener_sets;

  std::shared_ptr<const api::Issuer> issuer(const std::string& namespace_,
                                            const api::IssuerRef& ref) const {
    return ref.kind == "ClusterIssuer" ? cluster_issuers.get({"", ref.name})
                                       : issuers.get({namespace_, ref.name});
  }

  kube::Store<AnnotatedObject>& annotated(AnnotatedKind kind) {
    switch (kind) {
      case AnnotatedKind::kIngress:
        return annotated_ingresses;
      case AnnotatedKind::kGateway:
        return annotated_gateways;
      case AnnotatedKind::kListenerSet:
        break;
    }
    return annotated_listener_sets;
  }

  // Where there may be many.
  void gather() {
    annotated_ingresses.gather();
    certificates.gather();
    name_claims.gather();
    secrets.gather();
  }
};

}  // namespace controller

// Their code is made once, in stores.cc.
extern template class kube::AtRest<api::Certificate>;
extern template class kube::Store<api::Certificate>;
extern template class kube::AtRest<api::Issuer>;
extern template class kube::Store<api::Issuer>;
extern template class kube::AtRest<api::NameClaim>;
extern template class kube::Store<api::NameClaim>;
extern template class kube::AtRest<api::NamePolicy>;
extern template class kube::Store<api::NamePolicy>;
extern template class kube::AtRest<api::Challenge>;
extern template class kube::Store<api::Challenge>;
extern template class kube::AtRest<records::SecretSeen>;
extern template class kube::Store<records::SecretSeen>;
extern template class kube::AtRest<controller::IngressSeen>;
extern template class kube::Store<controller::IngressSeen>;
extern template class kube::AtRest<controller::HttpRouteSeen>;
extern template class kube::Store<controller::HttpRouteSeen>;
extern template class kube::AtRest<controller::UserIngressSeen>;
extern template class kube::Store<controller::UserIngressSeen>;
extern template class kube::AtRest<controller::DoorSeen>;
extern template class kube::Store<controller::DoorSeen>;
extern template class kube::AtRest<controller::DoorSliceSeen>;
extern template class kube::Store<controller::DoorSliceSeen>;
extern template class kube::AtRest<controller::AnnotatedObject>;
extern template class kube::Store<controller::AnnotatedObject>;
extern template class kube::AtRest<installation::SliceSeen>;
extern template class kube::Store<installation::SliceSeen>;
