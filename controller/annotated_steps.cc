#include "controller/annotated_steps.h"

#include "annotated/certificates.h"
#include "api/annotation_reasons.h"
#include "api/cert_manager.h"
#include "api/reasons.h"
#include "base/log.h"
#include "base/text.h"
#include "lifecycle/after.h"
#include "pass/up_to_date.h"
#include "records/labels.h"

namespace controller {
namespace {

// Its end is not heard of.
constexpr base::Millis kWhileAnotherHasIt{60'000};
// The object's change wakes us; a policy of the cluster may change too.
constexpr base::Millis kWhileRefused{600'000};

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
  bool failed = false;
};

Written refused(const Look& look, const std::string& name, const kube::Error& error) {
  using Kind = kube::Error::Kind;
  const std::string text = "Certificate " + name + " is refused: " + error.message;
  if (error.kind == Kind::kInvalid || error.kind == Kind::kForbidden)
    return {text, kWhileRefused, true};
  if (error.kind == Kind::kConflict) {
    bring_up_to_date(look.world, api::kCertificates, look.key_of(name),
                     look.world.stores.certificates, api::read_certificate, Watched::kAll,
                     look.stop);
  } else {
    base::log_warning(api::kClusterRefused, {{"message", text}});
  }
  return {"", lifecycle::pause_after(error), true};
}

// There may be one that is not in our store yet, or one of cert-manager's that writes the Secret.
std::optional<Written> look_first(const Look& look, const std::string& name) {
  const auto theirs = look.world.cluster.get(api::kTheirCertificates, look.key_of(name), look.stop);
  if (theirs) {
    return Written{"Secret " + name +
                       " is written by the Certificate of cert-manager of the same name: move it "
                       "by kubectl sallyport migrate, or take the annotation off",
                   kWhileAnotherHasIt, true};
  }
  if (theirs.error().kind != kube::Error::Kind::kNotFound)
    return refused(look, name, theirs.error());
  const auto found = look.world.cluster.get(api::kCertificates, look.key_of(name), look.stop);
  if (found) {
    auto& store = look.world.stores.certificates;
    store.put(api::read_certificate(*found));
    const auto kept = store.get(look.key_of(name));
    const bool goes = !kept || kept->meta.deleting;  // what the store has seen go stays away
    return Written{"", goes ? kWhileAnotherHasIt : base::kNow, true};
  }
  if (found.error().kind != kube::Error::Kind::kNotFound) return refused(look, name, found.error());
  return std::nullopt;
}

Written put(const Look& look, const PutCertificate& change) {
  if (!change.seen) {
    if (auto there = look_first(look, change.name)) return *std::move(there);
  }
  const wire::Writer body =
      change.seen ? kube::conditional(change.body, change.seen->meta) : kube::only_new(change.body);
  const kube::ApplyOptions options{.field_manager = kAnnotationsManager,
                                   .force = change.seen != nullptr};
  const auto answer = look.world.cluster.apply(api::kCertificates, look.key_of(change.name), body,
                                               options, look.stop);
  if (!answer) return refused(look, change.name, answer.error());
  const api::Certificate written = api::read_certificate(*answer);
  const bool changed =
      !change.seen || change.seen->meta.resource_version != written.meta.resource_version;
  look.world.stores.certificates.put(written);
  if (!is_as_wanted(written, change.body)) {
    return {"Certificate " + change.name +
                " has fields besides those that the annotations set: take them off there, or make "
                "a Certificate of your own, for another Secret",
            {}};
  }
  if (!changed) return {};
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
  if (!gone) return refused(look, seen.name, gone.error());
  look.world.stores.certificates.remove(seen.key(), seen.uid);
  tell(look, api::kCertificateRemoved, "RemoveCertificate",
       "Certificate " + seen.name +
           " is removed, because neither annotations nor a TLS section ask for it; "
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
  bool all_put = true;  // what replaces an old one is there before that goes
  for (const CertificateChange& change : plan.changes) {
    const auto* wanted = std::get_if<PutCertificate>(&change);
    if (wanted == nullptr && !all_put) continue;
    const Written written =
        wanted != nullptr ? put(look, *wanted) : remove(look, std::get<RemoveCertificate>(change));
    all_put = all_put && !written.failed;
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
  const auto owned = look.world.annotation_desk.owned_by(look.object.meta);
  const Wish wish = asked_by(look.object, look.world.heeded_annotations);
  if (const auto* bad = std::get_if<BadAnnotation>(&wish)) return {{}, {bad->text}};
  if (std::holds_alternative<NotHeeded>(wish)) return {};
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
