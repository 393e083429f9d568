#include "migration/whole_meta.h"

namespace migration {

kube::Meta whole_meta(const wire::Object& object) {
  kube::Meta meta = kube::read_meta(object);
  const wire::Object from = object.object("metadata");
  meta.labels = from.text_map("labels");
  meta.annotations = from.text_map("annotations");
  meta.partial = false;
  return meta;
}

}  // namespace migration
