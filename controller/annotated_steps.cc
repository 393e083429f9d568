#include "controller/annotated_steps.h"

#include "annotated/certificates.h"
#include "api/annotation_reasons.h"
#include "api/reasons.h"
#include "base/log.h"
#include "base/text.h"
#include "lifecycle/after.h"
#include "records/labels.h"

namespace controller {
namespace {

constexpr kube::Resource kTheirCertificates{"cert-manager.io", "v1", "certificates", "Certificate"};
// Its end is not heard of.
constexpr base::Millis kWhileAnotherHasIt{60'000};

// Of one look at one object.
struct Look {
  World& world;
  const AnnotatedObject& object;
  std::stop_token stop;

  kube::ObjectKey key_of(const std::string& name) const { return {object.meta.namespace_, name}; }
};

void tell(const Look& look, std::string_view reason, std::string_view action,
          const std::string& note, bool warning) {
  look.world.events.record({look.object.resource(), look.object.meta, warning, std::string(reason),
                            std::string(action), note});
  const std::string object =
      std::string(look.object.resource().kind) + " " + look.object.meta.key().text();
  (warning ? base::log_warning : base::log_info)(reason, {{"object", object}, {"message", note}});
}

// What came of writing one Certificate: what to tell the user, and when to look again.
struct Written {
  std::string problem;
  base::LookAgain again;
};

Written refused(const std::string& name, const kube::Error& error) {
  using Kind = kube::Error::Kind;
  const bool lasts = error.kind == Kind::kInvalid || error.kind == Kind::kForbidden;
  const std::string text = "Certificate " + name + " is refused: " + error.message;
  if (lasts) return {text, base::kWhileBlocked};
  base::log_warning(api::kClusterRefused, {{"message", text}});
  return {"", lifecycle::pause_after(error)};
}

// There may be one that is not in our store yet, or one of cert-manager's that writes the Secret.
std::optional<Written> look_first(const Look& look, const std::string& name) {
  const auto theirs = look.world.cluster.get(kTheirCertificates, look.key_of(name), look.stop);
  if (theirs) {
    return Written{"Secret " + name +
                       " is written by the Certificate of cert-manager of the same name: delete "
                       "that (its Secret stays), or take the annotation off",
                   kWhileAnotherHasIt};
  }
  const auto found = look.world.cluster.get(api::kCertificates, look.key_of(name), look.stop);
  if (found) {
    look.world.stores.certificates.put(api::read_certificate(*found));
    return Written{"", base::kNow};
  }
  if (found.error().kind != kube::Error::Kind::kNotFound) return refused(name, found.error());
  return std::nullopt;
}

Written put(const Look& look, const PutCertificate& change) {
  if (!change.seen) {
    if (auto there = look_first(look, change.name)) return *std::move(there);
  }
  const wire::Writer body =
      change.seen ? kube::conditional(change.body, change.seen->meta) : change.body;
  const kube::ApplyOptions options{.field_manager = kAnnotationsManager,
                                   .force = change.seen != nullptr};
  const auto answer = look.world.cluster.apply(api::kCertificates, look.key_of(change.name), body,
                                               options, look.stop);
  if (!answer) return refused(change.name, answer.error());
  look.world.stores.certificates.put(api::read_certificate(*answer));
  tell(look, change.seen ? api::kCertificateUpdated : api::kCertificateCreated, "MakeCertificate",
       "Certificate " + change.name + " is " + (change.seen ? "changed" : "made") +
           ", as the annotations ask",
       false);
  return {};
}

Written remove(const Look& look, const RemoveCertificate& change) {
  const kube::Meta& seen = change.seen->meta;
  const auto gone = look.world.cluster.remove(api::kCertificates, seen.key(),
                                              {seen.uid, seen.resource_version}, look.stop);
  if (!gone) return refused(seen.name, gone.error());
  look.world.stores.certificates.remove(seen.key(), seen.uid);
  tell(look, api::kCertificateRemoved, "RemoveCertificate",
       "Certificate " + seen.name +
           " is removed, because no TLS section asks for it any more; "
           "its Secret stays",
       false);
  return {};
}

base::LookAgain sooner(base::LookAgain one, base::LookAgain other) {
  if (!one || !other) return one ? one : other;
  return std::min(*one, *other);
}

base::LookAgain carry_out(const Look& look, const CertificatePlan& plan) {
  base::LookAgain again;
  if (plan.waits_for_another) again = kWhileAnotherHasIt;
  std::vector<std::string> problems = plan.problems;
  for (const CertificateChange& change : plan.changes) {
    const auto* wanted = std::get_if<PutCertificate>(&change);
    const Written written =
        wanted != nullptr ? put(look, *wanted) : remove(look, std::get<RemoveCertificate>(change));
    if (!written.problem.empty()) problems.push_back(written.problem);
    again = sooner(again, written.again);
  }
  const std::string told = base::join(problems, "; ");
  if (look.world.annotation_desk.is_news(look.object.meta.uid, told))
    tell(look, api::kAnnotationRefused, "MakeCertificate", told, true);
  return again;
}

CertificatePlan plan(const Look& look) {
  const auto seen = [&](const std::string& name) {
    return look.world.stores.certificates.get(look.key_of(name));
  };
  const auto owned = look.world.annotation_desk.owned_by(look.object.meta.uid);
  const Wish wish = asked_by(look.object, look.world.heeded_annotations);
  if (const auto* bad = std::get_if<BadAnnotation>(&wish)) return {{}, {bad->text}};
  const auto* asked = std::get_if<AskedFor>(&wish);
  return asked != nullptr ? plan_certificates(look.object, *asked, seen, owned)
                          : plan_removal(look.object, seen, owned);
}

}  // namespace

base::LookAgain look_at_annotated(World& world, AnnotatedKind kind, const kube::ObjectKey& key,
                                  std::stop_token stop) {
  const auto object = world.stores.annotated(kind).get(key);
  // What it owns goes with it, by the garbage collector.
  if (!object || object->meta.deleting || !world.serves(key.namespace_)) return std::nullopt;
  const Look look{world, *object, stop};
  return carry_out(look, plan(look));
}

}  // namespace controller
