// AnnotationDesk: what the workers share of the objects that ask for certificates by annotations:
// which Certificates each owns, and what its user was told last. Only in memory, no I/O; any
// thread.
//
// Bounds: it keeps the names of Certificates that are there, and a hash for each object that is.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "annotated/annotated_object.h"
#include "api/certificate.h"
#include "base/guarded.h"
#include "kube_objects/object.h"

namespace controller {

class AnnotationDesk {
 public:
  using Seen = std::shared_ptr<const api::Certificate>;
  // The store of Certificates tells of each change; null for none.
  void note(const Seen& before, const Seen& after);
  // The names of those in its namespace that the object owns.
  std::vector<std::string> owned_by(const kube::Meta& object) const;

  // True when the object's user was not told just this last.
  bool is_news(const std::string& uid, const std::string& told);
  // The object is gone.
  void forget(const std::string& uid);

 private:
  struct Book {
    // By the namespace and the owner's uid, which another namespace's Certificate may name too.
    std::map<kube::ObjectKey, std::set<std::string>> owned;
    std::map<std::string, std::uint64_t> told;  // by the uid of the object
  };
  base::Guarded<Book> book_;
};

// The Ingress, Gateway or ListenerSet that has it made; nothing where nobody has.
struct Asker {
  AnnotatedKind kind;
  std::string name;
  std::string uid;
};
std::optional<Asker> asker_of(const kube::Meta& certificate);

}  // namespace controller
