#include "kubectl/move.h"

#include <algorithm>
#include <set>
#include <thread>

#include "api/cert_manager.h"
#include "api/certificate.h"
#include "api/issuer.h"
#include "migration/whole_meta.h"
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
            const kube::Preconditions& how = {}) {
  const auto answer = session.cluster().remove(kind, key, how, {});
  if (!answer) refused(answer.error());
}

// Whether cert-manager's is there to stay. One that is being deleted is waited for.
bool is_theirs_there(Session& session, const kube::ObjectKey& key) {
  const auto end = session.now() + kPatienceOfMove;
  while (const auto there = session.find(api::kTheirCertificates, key)) {
    if (!kube::read_meta(*there).deleting) return true;
    if (session.now() >= end) {
      throw CommandError(kNotAsked, "Certificate " + key.text() +
                                        " of cert-manager does not go: see its finalizers; then "
                                        "run this again");
    }
    std::this_thread::sleep_for(kBetweenTries);
  }
  return false;
}

bool is_moved(const wire::Object& ours) {
  return records::value_of(migration::whole_meta(ours).annotations, migration::kMovedAnnotation) ==
         migration::kMovedValue;
}

std::string name_of(const char* kind, const kube::ObjectKey& key) {
  return std::string(kind) + " " + key.text();
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
      if (each.mapped.refused) continue;
      alone(name_of("Certificate", each.mapped.key), [&] { take_over(each); });
    }
    // What an earlier run began too.
    for (const wire::Object& each : kept()) of_config_map(each, [&] { finish(each); });
    end();
  }

  void tell_of_begun() {
    for (const wire::Object& each : kept()) {
      if (migration::is_made(each)) continue;
      tell(name_of("ConfigMap", kube::read_meta(each).key()) +
           ": begun by an earlier run: --apply brings it to an end");
    }
  }

  void undo() {
    for (const kube::Resource& kind : kOwners) ask_no_more(kind);
    for (const wire::Object& each : kept()) of_config_map(each, [&] { give_back(each); });
    for (const kube::Resource& kind : kOwners) restore(kind);
    take_issuers_away(api::kIssuers, session_.namespace_());
    take_issuers_away(api::kClusterIssuers, "");
    end();
  }

 private:
  void tell(const std::string& text) { session_.print(plain(text) + "\n"); }

  void left_out(int code, const std::string& text) {
    tell(text);
    code_ = std::max(code_, code);
  }

  // Whoever may write the object may spoil it: the others go on.
  template <class Do>
  void alone(const std::string& name, Do what) {
    try {
      what();
    } catch (const wire::Malformed& error) {
      left_out(kAnswerIsNo, name + ": cannot be read, and is passed over: " + error.what());
    } catch (const CommandError& error) {
      left_out(error.code(), name + ": " + error.what());
    }
  }

  template <class Do>
  void of_config_map(const wire::Object& config_map, Do what) {
    alone(name_of("ConfigMap", kube::read_meta(config_map).key()), what);
  }

  void end() const {
    if (code_ == kGood) return;
    throw CommandError(code_, "not all is done, as was said above: run it again to go on");
  }

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
    const auto answer = session_.cluster().create(kube::kSecrets, to, copy_of(*theirs, to), {});
    if (answer) return;
    if (answer.error().kind != kube::Error::Kind::kAlreadyExists) refused(answer.error());
    if (is_copy(to, *theirs)) return;
    throw CommandError(kNotAsked, "Secret " + to.text() + " holds other data than Secret " + from +
                                      "/" + name + ", of which it should be the copy: take it " +
                                      "away if nobody needs it, or give cert-manager's another "
                                      "name; then run it again");
  }

  static wire::Writer copy_of(const wire::Object& theirs, const kube::ObjectKey& to) {
    return kube::new_object(
               kube::kSecrets, to, {},
               {{std::string(migration::kMovedAnnotation), std::string(migration::kMovedValue)}})
        .set("type", theirs.text_or("type", "Opaque"))
        .set("data", theirs.object("data"));
  }

  bool is_copy(const kube::ObjectKey& key, const wire::Object& theirs) {
    const auto there = session_.find(kube::kSecrets, key);
    return there && there->object("data").dump() == theirs.object("data").dump();
  }

  void take_over(const CertificateMove& move) {
    const kube::ObjectKey& key = move.mapped.key;
    keep(move);
    if (move.has_secret) {
      patch(session_, kube::kSecrets, secret_of(move.theirs), secret_marks(move));
    }
    remove(session_, api::kTheirCertificates, key,
           {kube::read_meta(move.theirs).uid, "", "Orphan"});
  }

  // In place of what an earlier run has kept, or somebody else has written there.
  void keep(const CertificateMove& move) {
    const kube::ObjectKey key = migration::kept_key(move.mapped.key);
    const wire::Writer body = kept_certificate(move);
    auto& cluster = session_.cluster();
    auto answer = cluster.create(migration::kConfigMaps, key, body, {});
    if (!answer && answer.error().kind == kube::Error::Kind::kAlreadyExists) {
      answer = cluster.apply(migration::kConfigMaps, key, body, kube::forced(), {});
    }
    if (!answer) refused(answer.error());
  }

  static kube::ObjectKey secret_of(const wire::Object& certificate) {
    return {kube::read_meta(certificate).namespace_, certificate.object("spec").text("secretName")};
  }

  std::vector<wire::Object> kept() {
    return session_.list(
        migration::kConfigMaps, session_.namespace_(),
        std::string(migration::kKeptLabel) + "=" + std::string(migration::kKeptValue));
  }

  void finish(const wire::Object& config_map) {
    if (migration::is_made(config_map)) return;
    const Kept kept = migration::read_kept(config_map);
    if (!session_.find(api::kCertificates, kept.certificate)) {
      if (is_theirs_there(session_, kept.certificate)) {
        throw CommandError(kAnswerIsNo, name_of("Certificate", kept.certificate) +
                                            " of cert-manager is there: ours is not made beside "
                                            "it; delete one of the two, or move it");
      }
      create(session_, api::kCertificates, kept.certificate, wire::Writer(kept.ours));
      tell("Certificate " + kept.certificate.text() + ": moved");
    }
    patch(session_, migration::kConfigMaps, kube::read_meta(config_map).key(),
          migration::made_mark());
  }

  // Ours goes first: beside it cert-manager would write the same Secret, and where a renewal is due
  // both would order. So whether cert-manager's would be taken is asked before: its kinds may be
  // gone, or its webhook may be down, and then nobody would renew.
  void give_back(const wire::Object& config_map) {
    const Kept kept = migration::read_kept(config_map);
    expect_taken(kept);
    remove_ours(kept.certificate);
    const kube::ObjectKey secret = secret_of(kept.theirs);
    const auto there = session_.find(kube::kSecrets, secret);
    if (there) {
      const auto marks = migration::whole_meta(*there).annotations;
      const bool is_its =
          records::value_of(marks, records::kCertificateAnnotation) == kept.certificate.name;
      if (is_its) patch(session_, kube::kSecrets, secret, migration::no_marks());
    }
    if (!is_theirs_there(session_, kept.certificate)) {
      create(session_, api::kTheirCertificates, kept.certificate, wire::Writer(kept.theirs));
    }
    remove(session_, migration::kConfigMaps, kube::read_meta(config_map).key());
    tell("Certificate " + kept.certificate.text() + ": is cert-manager's again");
  }

  void expect_taken(const Kept& kept) {
    const auto answer = session_.cluster().try_create(api::kTheirCertificates, kept.certificate,
                                                      wire::Writer(kept.theirs), {});
    if (answer || answer.error().kind == kube::Error::Kind::kAlreadyExists) return;
    throw CommandError(
        kNotAsked, "cert-manager's would not be taken, so ours stays: " + answer.error().message);
  }

  // Never one that no move has made.
  void remove_ours(const kube::ObjectKey& key) {
    const auto ours = session_.find(api::kCertificates, key);
    if (!ours) return;
    if (!is_moved(*ours)) {
      throw CommandError(kAnswerIsNo, name_of("Certificate", key) +
                                          " of Sallyport was made by no move, and stays: delete "
                                          "it, or this ConfigMap");
    }
    remove(session_, api::kCertificates, key, {kube::read_meta(*ours).uid, "", "Background"});
  }

  std::vector<kube::Meta> changed(const kube::Resource& kind) {
    std::vector<kube::Meta> all;
    for (const wire::Object& each : session_.list_if_served(kind, session_.namespace_())) {
      kube::Meta meta = migration::whole_meta(each);
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

  // Of what was not given back: cert-manager would make its own beside it.
  std::set<std::string> owners_of_ours() {
    std::set<std::string> uids;
    for (const wire::Object& each : session_.list(api::kCertificates, session_.namespace_())) {
      const kube::Meta ours = kube::read_meta(each);
      if (ours.deleting) continue;
      for (const kube::OwnerReference& owner : ours.owners) uids.insert(owner.uid);
    }
    return uids;
  }

  void restore(const kube::Resource& kind) {
    const auto owners = owners_of_ours();
    for (const kube::Meta& meta : changed(kind)) {
      const std::string name = std::string(kind.kind) + " " + meta.key().text();
      if (owners.contains(meta.uid)) {
        left_out(kAnswerIsNo, name +
                                  ": a Certificate of Sallyport's is still its own, and so its "
                                  "annotations do not come back");
        continue;
      }
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
      if (!is_moved(each)) continue;
      if (is_used(kind, meta)) continue;
      // The copies first, because nobody finds them without it.
      if (meta.namespace_.empty()) remove_copies(each);
      remove(session_, kind, meta.key());
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
      remove(session_, kube::kSecrets, key);
    }
  }

  Session& session_;
  int code_ = kGood;  // of what was left out
};

}  // namespace

void apply_move(Session& session, const migration::Plan& plan) { Mover(session).apply(plan); }

void tell_of_begun(Session& session) { Mover(session).tell_of_begun(); }

void undo_move(Session& session) { Mover(session).undo(); }

}  // namespace kubectl
