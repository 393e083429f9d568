// The metadata of an object with every label and annotation that it has. kube::read_meta keeps no
// more than some: by those alone it would be said that nobody asks for a Certificate. Throws
// wire::Malformed. Pure; any thread.
#pragma once

#include "kube_objects/object.h"
#include "wire/object.h"

namespace migration {

kube::Meta whole_meta(const wire::Object& object);

}  // namespace migration
