// Item: the least that a Store holds, and the JSON of one as the API server sends it.
#pragma once

#include <string>
#include <vector>

#include "kube_objects/object.h"

namespace kube {

struct Item {
  Meta meta;
  std::string colour;
};

inline Item read_item(const wire::Object& object) {
  return {read_meta(object), object.text_or("colour", "")};
}

inline Item item(const std::string& name, const std::string& uid, const std::string& version) {
  Item made;
  made.meta.name = name;
  made.meta.namespace_ = "team-a";
  made.meta.uid = uid;
  made.meta.resource_version = version;
  return made;
}

inline constexpr Resource kItems{"example.com", "v1", "items", "Item"};

inline std::string item_json(const std::string& name, const std::string& uid,
                             const std::string& version) {
  const auto metadata = wire::Writer()
                            .set("namespace", "team-a")
                            .set("name", name)
                            .set("uid", uid)
                            .set("resourceVersion", version);
  return wire::Writer()
      .set("apiVersion", kItems.api_version())
      .set("kind", kItems.kind)
      .set("metadata", metadata)
      .text();
}

}  // namespace kube
