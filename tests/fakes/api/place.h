// Place: what a request's path and query name, as the API server reads them. A plain value.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "kube_objects/object.h"

namespace fakes {

struct Place {
  // /apis/GROUP/v1[/namespaces/NS]/PLURAL[/NAME[/SUB]][?…], or /api/v1/…
  static Place of(const std::string& target);

  std::string asked(const std::string& name) const;  // of the query, "" when absent
  bool flag(const std::string& name) const;          // =1 or =true
  std::int64_t number(const std::string& name, std::int64_t otherwise) const;
  bool is_collection() const { return key.name.empty(); }
  // Of a group that no CRD may have.
  bool is_built_in() const;
  // The object of that name in this collection.
  Place item(const std::string& name) const;

  std::string path;  // of the object or the collection, without the subresource
  std::string kind;  // "/apis/GROUP/v1/PLURAL", whatever the namespace
  std::string plural;
  kube::ObjectKey key;  // without a name for a collection
  std::string subresource;
  std::map<std::string, std::string> query;
};

}  // namespace fakes
