#include "kubectl/move.h"

#include <thread>

#include "api/certificate.h"
#include "api/issuer.h"
#include "records/labels.h"

namespace kubectl {
namespace {

using migration::CertificateMove;
using migration::IssuerMove;
using migration::Kept;

constexpr base::Millis kBetweenTries{100};
const kube::Resource kOwners[] = {kube::kIngresses, api::kGateways, api::kListenerSets};
constexpr base::Seconds kPatienceOfMove{60};

[[noreturn]] void refused(const kube::Error& error) {
  throw CommandError(kNotAsked, error.message + "; run it again to go on, or --undo");
}

void create(Session& session, const kube::Resource& kind, const kube::ObjectKey& key,
            const wire::Writer& body) {
  const auto answer = session.cluster().create(kind, key, body, {});
  if (!answer && answer.error().kind != kube::Error::Kind::kAlreadyExists) refused(answer.error());
}

void patch(Session& session, const kube::Resource& kind, const kube::ObjectKey& key,
           const wire::Writer& body) {
  const auto answer = session.cluster().merge_patch(kind, key, body, "", {});
  if (!answer) refused(answer.error());
}

void remove(Session& session, const kube::Resource& kind, const kube::ObjectKey& key,
            const std::string& propagation) {
  kube::Preconditions how;
  how.propagation = propagation;
  const auto answer = session.cluster().remove(kind, key, how, {});
  if (!answer) refused(answer.error());
}

void wait_until_gone(Session& session, const kube::Resource& kind, const kube::ObjectKey& key) {
  const auto end = session.now() + kPatienceOfMove;
  while (session.find(kind, key)) {
    if (session.now() >= end) {
      throw CommandError(kNotAsked, std::string(kind.kind) + " " + key.text() +
                                        " of cert-manager does not go: see its finalizers; then "
                                        "run this again");
    }
    std::this_thread::sleep_for(kBetweenTries);
  }
}

class Mover {
 public:
  explicit Mover(Session& session) : session_(session) {}

  void apply(const migration::Plan& plan) {
    for (const IssuerMove& each : plan.issuers) {
      if (!each.mapped.refused && !each.is_there) move_issuer(each);
    }
    for (const auto& each : plan.owners) patch(session_, each.resource, each.key, each.patch);
    for (const CertificateMove& each : plan.certificates) {
      if (!each.mapped.refused) take_over(each);
    }
    finish();
  }

  int undo() {
    for (const kube::Resource& kind : kOwners) ask_no_more(kind);
    for (const wire::Object& each : kept()) give_back(each);
    for (const kube::Resource& kind : kOwners) restore(kind);
    take_issuers_away(api::kIssuers, session_.namespace_());
    take_issuers_away(api::kClusterIssuers, "");
    return kGood;
  }

 private:
  void tell(const std::string& text) { session_.print(plain(text) + "\n"); }

  void move_issuer(const IssuerMove& move) {
    if (move.cluster_scoped) {
      for (const std::string& name : move.secrets) copy_secret(name);
    }
    const auto& kind = move.cluster_scoped ? api::kClusterIssuers : api::kIssuers;
    create(session_, kind, move.mapped.key, our_issuer(move));
    tell(move.text() + ": made");
  }

  // The key of the account, and the CA's own (EAB): ClusterIssuers read them in their own
  // namespace.
  void copy_secret(const std::string& name) {
    std::string from = session_.arguments().text("cert-manager-namespace");
    if (from.empty()) from = "cert-manager";
    const auto theirs = session_.find(kube::kSecrets, {from, name});
    if (!theirs) return;
    const kube::ObjectKey to{session_.system_namespace(), name};
    create(session_, kube::kSecrets, to,
           kube::new_object(
               kube::kSecrets, to, {},
               {{std::string(migration::kMovedAnnotation), std::string(migration::kMovedValue)}})
               .set("type", theirs->text_or("type", "Opaque"))
               .set("data", theirs->object("data")));
  }

  void take_over(const CertificateMove& move) {
    const kube::ObjectKey& key = move.mapped.key;
    create(session_, migration::kConfigMaps, migration::kept_key(key), kept_certificate(move));
    if (move.has_secret) {
      patch(session_, kube::kSecrets, secret_of(move.theirs), secret_marks(move));
    }
    remove(session_, migration::kTheirCertificates, key, "Orphan");
  }

  static kube::ObjectKey secret_of(const wire::Object& certificate) {
    return {kube::read_meta(certificate).namespace_, certificate.object("spec").text("secretName")};
  }

  std::vector<wire::Object> kept() {
    return session_.list(
        migration::kConfigMaps, session_.namespace_(),
        std::string(migration::kKeptLabel) + "=" + std::string(migration::kKeptValue));
  }

  // Whoever may write the ConfigMap may spoil it: the others go on.
  std::optional<Kept> read(const wire::Object& config_map) {
    try {
      return migration::read_kept(config_map);
    } catch (const wire::Malformed& error) {
      tell("ConfigMap " + kube::read_meta(config_map).key().text() + ": cannot be read, and is " +
           "passed over: " + error.what());
      return std::nullopt;
    }
  }

  // What an earlier run began too.
  void finish() {
    for (const wire::Object& each : kept()) {
      const auto found = read(each);
      if (!found) continue;
      const Kept& kept = *found;
      if (session_.find(api::kCertificates, kept.certificate)) continue;
      wait_until_gone(session_, migration::kTheirCertificates, kept.certificate);
      create(session_, api::kCertificates, kept.certificate, wire::Writer(kept.ours));
      tell("Certificate " + kept.certificate.text() + ": moved");
    }
  }

  void give_back(const wire::Object& config_map) {
    const auto found = read(config_map);
    if (!found) return;
    const Kept& kept = *found;
    remove(session_, api::kCertificates, kept.certificate, "Background");
    const kube::ObjectKey secret = secret_of(kept.theirs);
    const auto there = session_.find(kube::kSecrets, secret);
    if (there) {
      const auto marks = kube::read_meta(*there).annotations;
      const auto owner = marks.find(std::string(records::kCertificateAnnotation));
      const bool is_its = owner != marks.end() && owner->second == kept.certificate.name;
      if (is_its) patch(session_, kube::kSecrets, secret, migration::no_marks());
    }
    create(session_, migration::kTheirCertificates, kept.certificate, wire::Writer(kept.theirs));
    remove(session_, migration::kConfigMaps, kube::read_meta(config_map).key(), "Background");
    tell("Certificate " + kept.certificate.text() + ": is cert-manager's again");
  }

  std::vector<kube::Meta> changed(const kube::Resource& kind) {
    std::vector<kube::Meta> all;
    for (const wire::Object& each : session_.list_if_served(kind, session_.namespace_())) {
      kube::Meta meta = kube::read_meta(each);
      if (meta.annotations.contains(std::string(migration::kBeforeAnnotation))) {
        all.push_back(std::move(meta));
      }
    }
    return all;
  }

  // By our annotations the controller would make a Certificate again; and by those of before
  // cert-manager would, beside ours.
  void ask_no_more(const kube::Resource& kind) {
    for (const kube::Meta& meta : changed(kind)) {
      patch(session_, kind, meta.key(), migration::no_annotations_of_ours());
    }
  }

  void restore(const kube::Resource& kind) {
    for (const kube::Meta& meta : changed(kind)) {
      const std::string name = std::string(kind.kind) + " " + meta.key().text();
      try {
        patch(session_, kind, meta.key(), migration::annotations_of_before(meta));
        tell(name + ": has its annotations back");
      } catch (const wire::Malformed&) {
        tell(name + ": the annotation " + std::string(migration::kBeforeAnnotation) +
             " cannot be read, and it is passed over");
      }
    }
  }

  bool is_used(const kube::Resource& kind, const kube::Meta& issuer) {
    for (const wire::Object& each : session_.list(api::kCertificates, issuer.namespace_)) {
      for (const api::IssuerRef& ref : api::read_certificate(each).issuers()) {
        if (ref.kind == kind.kind && ref.name == issuer.name) return true;
      }
    }
    return false;
  }

  void take_issuers_away(const kube::Resource& kind, const std::string& where) {
    for (const wire::Object& each : session_.list_if_allowed(kind, where)) {
      const kube::Meta meta = kube::read_meta(each);
      const auto mark = meta.annotations.find(std::string(migration::kMovedAnnotation));
      if (mark == meta.annotations.end() || mark->second != migration::kMovedValue) continue;
      if (is_used(kind, meta)) continue;
      // The copies first, because nobody finds them without it.
      if (meta.namespace_.empty()) remove_copies(each);
      remove(session_, kind, meta.key(), "Background");
      tell(std::string(kind.kind) + " " + meta.key().text() + ": taken away");
    }
  }

  // Another ClusterIssuer reads it too.
  bool is_shared(const std::string& secret, const std::string& issuer) {
    for (const wire::Object& each : session_.list(api::kClusterIssuers, "")) {
      const api::Issuer other = api::read_cluster_issuer(each);
      const auto& binding = other.spec.external_account;
      if (other.meta.name == issuer) continue;
      if (other.spec.account_key.name == secret) return true;
      if (binding && binding->key.name == secret) return true;
    }
    return false;
  }

  // Of what is in cert-manager's namespace.
  void remove_copies(const wire::Object& issuer) {
    const wire::Object acme = issuer.object("spec").object("acme");
    for (const wire::Object& ref : {acme.object("privateKeySecretRef"),
                                    acme.object("externalAccountBinding").object("keySecretRef")}) {
      const kube::ObjectKey key{session_.system_namespace(), ref.text_or("name", "")};
      const auto there = key.name.empty() ? std::nullopt : session_.find(kube::kSecrets, key);
      if (!there) continue;
      const auto marks = kube::read_meta(*there).annotations;
      if (!marks.contains(std::string(migration::kMovedAnnotation))) continue;
      if (is_shared(key.name, kube::read_meta(issuer).name)) continue;
      remove(session_, kube::kSecrets, key, "Background");
    }
  }

  Session& session_;
};

}  // namespace

void apply_move(Session& session, const migration::Plan& plan) { Mover(session).apply(plan); }

int undo_move(Session& session) { return Mover(session).undo(); }

}  // namespace kubectl
