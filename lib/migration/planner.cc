#include "migration/planner.h"

#include <algorithm>

#include "api/certificate.h"
#include "migration/owners.h"
#include "migration/whole_meta.h"
#include "names/identifiers.h"
#include "records/labels.h"

namespace migration {
namespace {

std::string issuer_text(const wire::Object& certificate) {
  const wire::Object ref = certificate.object("spec").object("issuerRef");
  return ref.text_or("kind", "Issuer") + "/" + ref.text("name");
}

// What writes it, and will write it again: "Helm", "Argo CD", "Flux"; "" where nobody is seen.
std::string keeper_of(const kube::Meta& meta) {
  const auto label = meta.labels.find("app.kubernetes.io/managed-by");
  if (label != meta.labels.end() && label->second == "Helm") return "Helm";
  if (meta.annotations.contains("argocd.argoproj.io/tracking-id")) return "Argo CD";
  return meta.labels.contains("kustomize.toolkit.fluxcd.io/name") ? "Flux" : "";
}

class Planner {
 public:
  Planner(const Seen& seen, base::WallTime now) : seen_(seen), now_(now) {}

  Plan plan() {
    for (const wire::Object& each : seen_.issuers) add_issuer(each, false);
    for (const wire::Object& each : seen_.cluster_issuers) add_issuer(each, true);
    for (const wire::Object& each : seen_.certificates) add_certificate(each);
    plan_owners(seen_.owners, plan_);
    return std::move(plan_);
  }

 private:
  void add_issuer(const wire::Object& theirs, bool cluster_scoped) {
    IssuerMove move{map_issuer(theirs, cluster_scoped), cluster_scoped, false, {}};
    move.is_there = seen_.our_issuers.contains(move.text());
    const std::string home =
        cluster_scoped ? seen_.cert_manager_namespace : move.mapped.key.namespace_;
    if (!move.mapped.refused) {
      const wire::Object acme = theirs.object("spec").object("acme");
      add_secret(move, acme.object("privateKeySecretRef").text("name"), home, true);
      const wire::Object binding = acme.object("externalAccountBinding");
      if (binding.has("keySecretRef")) {
        add_secret(move, binding.object("keySecretRef").text("name"), home, false);
      }
    }
    plan_.issuers.push_back(std::move(move));
  }

  void add_secret(IssuerMove& move, const std::string& name, const std::string& home,
                  bool of_account) const {
    if (seen_.other_secrets.contains({home, name})) return move.secrets.push_back(name);
    const char* field = of_account ? "spec.acme.privateKeySecretRef"
                                   : "spec.acme.externalAccountBinding.keySecretRef";
    move.mapped.findings.push_back({move.text(), field, Verdict::kChanged,
                                    "Secret " + home + "/" + name + " does not exist" +
                                        (of_account ? ": a new account is made at the CA" : "")});
  }

  std::optional<wire::Object> issuer_of(const wire::Object& certificate) const {
    const wire::Object ref = certificate.object("spec").object("issuerRef");
    const bool cluster = ref.text_or("kind", "Issuer") == "ClusterIssuer";
    const kube::Meta meta = kube::read_meta(certificate);
    const kube::ObjectKey key{cluster ? "" : meta.namespace_, ref.text("name")};
    for (const wire::Object& each : cluster ? seen_.cluster_issuers : seen_.issuers) {
      if (kube::read_meta(each).key() == key) return each;
    }
    return std::nullopt;
  }

  void add_certificate(const wire::Object& theirs) {
    const auto issuer = issuer_of(theirs);
    CertificateMove move{
        map_certificate(theirs, issuer), theirs, issuer_text(theirs), "", false, false};
    if (issuer) {
      move.account = issuer->object("status").object("acme").text_or("uri", "");
      follow_issuer(kube::read_meta(*issuer).key(), move);
    }
    if (seen_.our_certificates.contains(move.mapped.key)) {
      refuse(move, "", "a Certificate of Sallyport has this name already");
    }
    if (is_issuing(theirs)) {
      refuse(move, "status", "an issuance is under way: move it when that has ended");
    }
    const std::string keeper = keeper_of(whole_meta(theirs));
    if (!keeper.empty()) {
      move.mapped.findings.push_back({"Certificate " + move.mapped.key.text(), "metadata",
                                      Verdict::kChanged,
                                      "comes by " + keeper +
                                          ": change it there too, before it "
                                          "comes back"});
    }
    if (!move.mapped.refused) look_at_secret(move);
    plan_.certificates.push_back(std::move(move));
  }

  static void refuse(CertificateMove& move, std::string field, std::string why) {
    move.mapped.refused = true;
    move.mapped.findings.push_back({"Certificate " + move.mapped.key.text(), std::move(field),
                                    Verdict::kRefused, std::move(why)});
  }

  void follow_issuer(const kube::ObjectKey& key, CertificateMove& move) const {
    const auto found = std::ranges::find_if(plan_.issuers, [&](const IssuerMove& each) {
      return each.mapped.key == key && each.cluster_scoped == key.namespace_.empty();
    });
    if (found != plan_.issuers.end() && found->mapped.refused) {
      refuse(move, "spec.issuerRef", found->text() + " stays with cert-manager");
    }
  }

  static bool is_issuing(const wire::Object& theirs) {
    for (const wire::Object& each : theirs.object("status").objects("conditions")) {
      if (each.text("type") == "Issuing" && each.text("status") == "True") return true;
    }
    return false;
  }

  void look_at_secret(CertificateMove& move) const {
    const api::Certificate ours = api::read_certificate(our_certificate(move).object());
    const auto found = seen_.tls_secrets.find(ours.secret());
    const std::string why = found == seen_.tls_secrets.end()
                                ? "does not exist"
                                : lacks(ours, move.theirs, found->second);
    move.has_secret = found != seen_.tls_secrets.end();
    if (move.has_secret && is_anothers(move, found->second)) return;
    move.keeps_secret = why.empty();
    if (why.empty()) return;
    move.mapped.findings.push_back(
        {"Certificate " + move.mapped.key.text(), "spec.secretName", Verdict::kChanged,
         "Secret " + ours.spec.secret_name + " " + why + ": a certificate is ordered at once"});
  }

  // By what cert-manager has written on it.
  static bool is_anothers(CertificateMove& move, const records::SecretSeen& secret) {
    const std::string name =
        records::value_of(secret.meta.annotations, "cert-manager.io/certificate-name");
    if (name == move.mapped.key.name) return false;
    refuse(move, "spec.secretName",
           "Secret " + secret.meta.name +
               (name.empty() ? " is not one that cert-manager has written"
                             : " is that of Certificate " + name));
    return true;
  }

  std::string lacks(const api::Certificate& ours, const wire::Object& theirs,
                    const records::SecretSeen& secret) const {
    if (!secret.certificate || !secret.certificate->key_matches) {
      return "holds no key with its certificate";
    }
    if (secret.certificate->not_after <= now_) return "holds a certificate that has expired";
    if (!records::is_for(*secret.certificate, names::identifiers_of(ours))) {
      return "is for other names";
    }
    if (secret.certificate->key_spec != records::key_spec_of(ours.spec.private_key)) {
      return "has another key than the spec asks for";
    }
    // When cert-manager would renew it.
    const auto due = theirs.object("status").time("renewalTime");
    return due && *due <= now_ ? "is due for its renewal" : "";
  }

  const Seen& seen_;
  const base::WallTime now_;
  Plan plan_;
};

}  // namespace

Plan make_plan(const Seen& seen, base::WallTime now) { return Planner(seen, now).plan(); }

}  // namespace migration
