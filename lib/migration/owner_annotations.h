// The annotations by which the controller makes the same of an Ingress or a Gateway as was moved:
// where nothing is said, cert-manager and Sallyport make different keys. Pure; any thread. For this
// room alone.
#pragma once

#include <map>
#include <string>

#include "wire/object.h"

namespace migration {

// By the spec of a Certificate of ours, what an annotation says of it; "" for what it does not say.
// Names are not among them: those of the TLS sections are asked for.
std::map<std::string, std::string> annotations_of(const wire::Object& spec);

}  // namespace migration
