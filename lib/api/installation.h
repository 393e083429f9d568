// Installation: which installation of Sallyport works in this cluster: one object, of the cluster's
// own, so that no tenant can write it. Its spec is that of a Lease, and the holder is the namespace
// of the installation.
#pragma once

#include "kube_objects/object.h"

namespace api {

inline constexpr kube::Resource kInstallations{"sallyport.dev", "v1", "installations",
                                               "Installation"};
inline constexpr const char* kInstallation = "sallyport";

}  // namespace api
