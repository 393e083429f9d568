#include "api/issuer.h"

#include "api/http01_routes.h"
#include "migration/mapped.h"
#include "migration/notes.h"

namespace migration {
namespace {

constexpr char kSolvers[] = "spec.acme.solvers[]";

// Text fields and flags that mean the same.
void copy(const wire::Object& from, wire::Writer& to, std::initializer_list<const char*> texts,
          std::initializer_list<const char*> flags = {}) {
  for (const char* field : texts) to.set_unless_empty(field, from.text_or(field, ""));
  for (const char* field : flags) {
    if (from.has(field)) to.set(field, from.flag(field));
  }
}

// A reference to one field of a Secret, with the field said.
wire::Writer secret_field(const wire::Object& ref, std::string_view usual) {
  return wire::Writer()
      .set("name", ref.text("name"))
      .set_unless_empty("key", ref.text_or("key", usual));
}

class IssuerMap {
 public:
  IssuerMap(const wire::Object& theirs, bool cluster_scoped, Mapped& mapped)
      : theirs_(theirs),
        meta_(kube::read_meta(theirs)),
        cluster_scoped_(cluster_scoped),
        mapped_(mapped),
        notes_(mapped, (cluster_scoped ? "ClusterIssuer " : "Issuer ") + meta_.key().text()) {}

  void run() {
    mapped_.key = meta_.key();
    notes_.by_table(Kind::kIssuer, fields_in(theirs_, "spec"));
    const wire::Object spec = theirs_.object("spec");
    if (!spec.has("acme")) notes_.refused("spec", "has no acme");
    if (!mapped_.refused) mapped_.spec.set("acme", acme(spec.object("acme")));
  }

 private:
  wire::Writer acme(const wire::Object& theirs) {
    wire::Writer ours;
    copy(theirs, ours, {"server", "email", "caBundle", "preferredChain", "profile"},
         {"disableAccountKeyGeneration", "enableDurationFeature"});
    ours.set("privateKeySecretRef", secret_field(theirs.object("privateKeySecretRef"), "tls.key"));
    if (theirs.has("externalAccountBinding")) {
      const wire::Object binding = theirs.object("externalAccountBinding");
      ours.set("externalAccountBinding",
               wire::Writer()
                   .set("keyID", binding.text("keyID"))
                   .set("keySecretRef", secret_field(binding.object("keySecretRef"), "")));
    }
    if (theirs.text_or("renewalInformationSource", "") == "None") {
      ours.set("disableRenewalInfo", true);
    }
    if (theirs.flag("skipTLSVerify")) {
      notes_.refused("spec.acme.skipTLSVerify", "put the root of the CA's server into caBundle");
    }
    if (!theirs.text("server").starts_with("https://")) {
      notes_.refused("spec.acme.server", "is no https URL");
    }
    ours.set("solvers", solvers(theirs));
    return ours;
  }

  std::vector<wire::Writer> solvers(const wire::Object& acme) {
    std::vector<wire::Writer> ours;
    for (const wire::Object& theirs : acme.objects("solvers")) {
      if (theirs.has("dns01")) {
        notes_.dropped(std::string(kSolvers) + ".dns01",
                       "Sallyport proves names by HTTP-01 alone: Certificates that need this "
                       "solver stay with cert-manager");
        continue;
      }
      ours.push_back(solver(theirs));
    }
    if (ours.empty()) notes_.refused(kSolvers, "it has no solver by HTTP-01");
    return ours;
  }

  wire::Writer solver(const wire::Object& theirs) {
    wire::Writer ours;
    if (theirs.has("selector")) ours.set("selector", theirs.object("selector"));
    const wire::Object http01 = theirs.object("http01");
    const bool by_gateway = http01.has("gatewayHTTPRoute");
    if (!by_gateway && !http01.has("ingress")) {
      notes_.refused(std::string(kSolvers) + ".http01",
                     "says neither ingress nor gatewayHTTPRoute");
    }
    return ours.set("http01",
                    by_gateway ? wire::Writer().set("gatewayHTTPRoute",
                                                    gateway(http01.object("gatewayHTTPRoute")))
                               : wire::Writer().set("ingress", ingress(http01.object("ingress"))));
  }

  wire::Writer ingress(const wire::Object& theirs) {
    wire::Writer ours;
    copy(theirs, ours, {"ingressClassName", "class"});
    if (!theirs.has("ingressTemplate")) return ours;
    if (cluster_scoped_) return ours.set("ingressTemplate", theirs.object("ingressTemplate"));
    notes_.dropped(std::string(kSolvers) + ".http01.ingress.ingressTemplate",
                   "the Ingress is in the system namespace, and takes nothing of an Issuer's: use "
                   "a ClusterIssuer if it is needed");
    return ours;
  }

  wire::Writer gateway(const wire::Object& theirs) {
    const std::string path = std::string(kSolvers) + ".http01.gatewayHTTPRoute";
    std::vector<wire::Writer> parents;
    for (const wire::Object& parent : theirs.objects("parentRefs")) {
      if (cluster_scoped_ && !parent.has("namespace")) {
        notes_.refused(path + ".parentRefs[].namespace",
                       "is not said: cert-manager takes that of the Certificate, Sallyport's "
                       "routes are in the system namespace");
      }
      wire::Writer made(parent);
      if (!parent.has("namespace")) made.set("namespace", meta_.namespace_);
      parents.push_back(made);
    }
    wire::Writer ours;
    ours.set("parentRefs", parents);
    if (!theirs.has("labels")) return ours;
    if (cluster_scoped_) return ours.set("labels", theirs.object("labels"));
    notes_.dropped(path + ".labels",
                   "the HTTPRoute is in the system namespace, and takes nothing "
                   "of an Issuer's");
    return ours;
  }

  const wire::Object& theirs_;
  const kube::Meta meta_;
  const bool cluster_scoped_;
  Mapped& mapped_;
  Notes notes_;
};

}  // namespace

Mapped map_issuer(const wire::Object& theirs, bool cluster_scoped) {
  Mapped mapped;
  IssuerMap(theirs, cluster_scoped, mapped).run();
  return mapped;
}

bool is_proved_by_dns(const wire::Object& issuer, const std::string& name,
                      const kube::Meta& certificate) {
  std::vector<api::Solver> solvers;
  std::vector<bool> by_dns;
  for (const wire::Object& each : issuer.object("spec").object("acme").objects("solvers")) {
    const wire::Object selector = each.object("selector");
    solvers.push_back({selector.texts("dnsNames"),
                       selector.texts("dnsZones"),
                       selector.text_map("matchLabels"),
                       {}});
    by_dns.push_back(each.has("dns01"));
  }
  const api::Solver* chosen = api::solver_for(solvers, name, certificate.labels);
  return chosen != nullptr && by_dns[static_cast<std::size_t>(chosen - solvers.data())];
}

}  // namespace migration
