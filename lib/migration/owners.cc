#include "migration/owners.h"

#include <algorithm>

#include "migration/owner_annotations.h"
#include "migration/whole_meta.h"
#include "records/labels.h"

namespace migration {
namespace {

const kube::OwnerReference* controller_of(const kube::Meta& meta) {
  const auto found = std::ranges::find_if(meta.owners, &kube::OwnerReference::controller);
  return found == meta.owners.end() ? nullptr : &*found;
}

void refuse(CertificateMove& move, const std::string& why) {
  if (move.mapped.refused) return;
  move.mapped.refused = true;
  move.mapped.findings.push_back({"Certificate " + move.mapped.key.text(),
                                  "metadata.ownerReferences", Verdict::kRefused, why});
}

// As Go's strconv.ParseBool, by which cert-manager reads it.
bool is_true(const std::string& text) {
  constexpr std::string_view kWords[] = {"1", "t", "T", "true", "TRUE", "True"};
  return std::ranges::find(kWords, text) != std::end(kWords);
}

// Those that have them make Certificates.
bool asks(const kube::Meta& meta) {
  const auto& words = meta.annotations;
  return words.contains("cert-manager.io/issuer") ||
         words.contains("cert-manager.io/cluster-issuer") ||
         is_true(records::value_of(words, "kubernetes.io/tls-acme"));
}

class OwnerPlan {
 public:
  OwnerPlan(const OwnerSeen& owner, Plan& plan)
      : owner_(owner), meta_(whole_meta(owner.object)), plan_(plan) {}

  void run() {
    for (CertificateMove& each : plan_.certificates) {
      const kube::Meta certificate = kube::read_meta(each.theirs);
      const auto* controller = controller_of(certificate);
      if (controller != nullptr && controller->uid == meta_.uid) own_.push_back(&each);
    }
    if (!asks(meta_)) return;
    if (own_.empty())
      return note("", Verdict::kRefused, "has no Certificate of cert-manager's yet");
    look_at_annotations();
    const bool all_move =
        std::ranges::none_of(own_, [](auto* each) { return each->mapped.refused; });
    if (all_move) return move();
    for (CertificateMove* each : own_) {
      refuse(*each, name() +
                        " stays with cert-manager, because of it or another one of its "
                        "Certificates");
    }
  }

 private:
  std::string name() const { return std::string(owner_.resource.kind) + " " + meta_.key().text(); }

  void note(std::string field, Verdict verdict, std::string why) {
    plan_.findings.push_back({name(), std::move(field), verdict, std::move(why)});
  }

  void look_at_annotations() {
    for (const auto& [annotation, value] : meta_.annotations) {
      if (!is_theirs(annotation)) continue;
      const Row* row = row_of(Kind::kAnnotation, annotation);
      const bool refused = row == nullptr || row->verdict == Verdict::kRefused;
      note(annotation, refused ? Verdict::kRefused : row->verdict,
           row == nullptr ? "this version does not know it" : std::string(row->why));
      if (!refused) continue;
      for (CertificateMove* each : own_)
        refuse(*each, name() + " has the annotation " + annotation);
    }
  }

  void move() {
    wire::Writer annotations;
    std::map<std::string, std::string> before;
    for (const auto& [annotation, value] : meta_.annotations) {
      if (!is_theirs(annotation)) continue;
      before[annotation] = value;
      annotations.set_null(annotation);
      const Row* row = row_of(Kind::kAnnotation, annotation);
      if (!row->ours.empty()) annotations.set(row->ours, value);
    }
    // One that cert-manager has by default is named nowhere else.
    const wire::Object issuer = own_.front()->mapped.spec.object().object("issuerRef");
    if (!before.contains("cert-manager.io/issuer") &&
        !before.contains("cert-manager.io/cluster-issuer")) {
      const bool of_all = issuer.text("kind") == "ClusterIssuer";
      annotations.set(of_all ? "sallyport.dev/cluster-issuer" : "sallyport.dev/issuer",
                      issuer.text("name"));
    }
    // The controller writes by them what was moved.
    for (const auto& [annotation, value] : annotations_of(own_.front()->mapped.spec.object())) {
      annotations.set_unless_empty(annotation, value);
      if (value.empty()) annotations.remove(annotation);
    }
    annotations.set(kBeforeAnnotation, wire::Writer().set("before", before).text());
    // Refused where somebody has changed them meanwhile: what was read is what comes back.
    wire::Writer metadata;
    metadata.set("annotations", annotations)
        .set_unless_empty("resourceVersion", meta_.resource_version);
    plan_.owners.push_back(
        {owner_.resource, meta_.key(), wire::Writer().set("metadata", metadata)});
  }

  const OwnerSeen& owner_;
  const kube::Meta meta_;
  Plan& plan_;
  std::vector<CertificateMove*> own_;
};

}  // namespace

void plan_owners(const std::vector<OwnerSeen>& owners, Plan& plan) {
  for (CertificateMove& each : plan.certificates) {
    const kube::Meta meta = kube::read_meta(each.theirs);
    const auto* controller = controller_of(meta);
    const bool is_known =
        controller == nullptr || std::ranges::any_of(owners, [&](const OwnerSeen& owner) {
          return kube::read_meta(owner.object).uid == controller->uid;
        });
    if (!is_known) {
      refuse(each,
             controller->kind + " " + controller->name +
                 " has it, and would make it again: it is no Ingress, Gateway or ListenerSet that "
                 "can be seen");
    }
  }
  for (const OwnerSeen& each : owners) OwnerPlan(each, plan).run();
}

}  // namespace migration
