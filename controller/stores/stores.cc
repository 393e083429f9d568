#include "stores/stores.h"

template class kube::AtRest<api::Certificate>;
template class kube::Store<api::Certificate>;
template class kube::AtRest<api::Issuer>;
template class kube::Store<api::Issuer>;
template class kube::AtRest<api::NameClaim>;
template class kube::Store<api::NameClaim>;
template class kube::AtRest<api::NamePolicy>;
template class kube::Store<api::NamePolicy>;
template class kube::AtRest<api::Challenge>;
template class kube::Store<api::Challenge>;
template class kube::AtRest<records::SecretSeen>;
template class kube::Store<records::SecretSeen>;
template class kube::AtRest<controller::IngressSeen>;
template class kube::Store<controller::IngressSeen>;
template class kube::AtRest<controller::HttpRouteSeen>;
template class kube::Store<controller::HttpRouteSeen>;
template class kube::AtRest<controller::UserIngressSeen>;
template class kube::Store<controller::UserIngressSeen>;
template class kube::AtRest<controller::DoorSeen>;
template class kube::Store<controller::DoorSeen>;
template class kube::AtRest<controller::DoorSliceSeen>;
template class kube::Store<controller::DoorSliceSeen>;
template class kube::AtRest<controller::AnnotatedObject>;
template class kube::Store<controller::AnnotatedObject>;
template class kube::AtRest<installation::SliceSeen>;
template class kube::Store<installation::SliceSeen>;
