#include "annotated/annotation_desk.h"

#include "base/text.h"

namespace controller {

void AnnotationDesk::note(const Seen& before, const Seen& after) {
  book_.with([&](Book& book) {
    if (const auto asker = before ? asker_of(before->meta) : std::nullopt) {
      const auto found = book.owned.find({before->meta.namespace_, asker->uid});
      if (found != book.owned.end()) {
        found->second.erase(before->meta.name);
        if (found->second.empty()) book.owned.erase(found);
      }
    }
    if (const auto asker = after ? asker_of(after->meta) : std::nullopt)
      book.owned[{after->meta.namespace_, asker->uid}].insert(after->meta.name);
  });
}

std::vector<std::string> AnnotationDesk::owned_by(const kube::Meta& object) const {
  return book_.with([&](const Book& book) {
    const auto found = book.owned.find({object.namespace_, object.uid});
    if (found == book.owned.end()) return std::vector<std::string>{};
    return std::vector<std::string>(found->second.begin(), found->second.end());
  });
}

bool AnnotationDesk::is_news(const std::string& uid, const std::string& told) {
  const std::uint64_t hash = told.empty() ? 0 : base::fnv1a(told);
  return book_.with([&](Book& book) {
    const auto found = book.told.find(uid);
    if (hash == 0) {
      if (found != book.told.end()) book.told.erase(found);
      return false;
    }
    if (found != book.told.end() && found->second == hash) return false;
    book.told[uid] = hash;
    return true;
  });
}

void AnnotationDesk::forget(const std::string& uid) {
  book_.with([&](Book& book) { book.told.erase(uid); });
}

std::optional<Asker> asker_of(const kube::Meta& certificate) {
  for (const kube::OwnerReference& owner : certificate.owners) {
    if (!owner.controller) continue;
    for (const auto kind :
         {AnnotatedKind::kIngress, AnnotatedKind::kGateway, AnnotatedKind::kListenerSet}) {
      const kube::Resource& resource = resource_of(kind);
      const bool of_group = owner.api_version.starts_with(std::string(resource.group) + "/");
      if (of_group && owner.kind == resource.kind) return Asker{kind, owner.name, owner.uid};
    }
  }
  return std::nullopt;
}

}  // namespace controller
