#include "migration/owner_annotations.h"

#include "base/text.h"

namespace migration {
namespace {

std::string number(const wire::Object& object, std::string_view field) {
  const auto value = object.integer(field);
  return value ? std::to_string(*value) : "";
}

}  // namespace

std::map<std::string, std::string> annotations_of(const wire::Object& spec) {
  const wire::Object key = spec.object("privateKey");
  const wire::Object secret = spec.object("secretTemplate");
  return {{"sallyport.dev/common-name", spec.text_or("commonName", "")},
          {"sallyport.dev/duration", spec.text_or("duration", "")},
          {"sallyport.dev/renew-before", spec.text_or("renewBefore", "")},
          {"sallyport.dev/renew-before-percentage", number(spec, "renewBeforePercentage")},
          {"sallyport.dev/usages", base::join(spec.texts("usages"), ",")},
          {"sallyport.dev/private-key-algorithm", key.text_or("algorithm", "")},
          {"sallyport.dev/private-key-encoding", key.text_or("encoding", "")},
          {"sallyport.dev/private-key-size", number(key, "size")},
          {"sallyport.dev/private-key-rotation-policy", key.text_or("rotationPolicy", "")},
          {"sallyport.dev/secret-template", secret.empty() ? "" : secret.dump()}};
}

}  // namespace migration
