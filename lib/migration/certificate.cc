#include "api/certificate.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "migration/mapped.h"
#include "migration/notes.h"
#include "migration/whole_meta.h"

namespace migration {
namespace {

// Those that are of CAs, IPsec or long gone.
constexpr std::array<std::string_view, 10> kStrangeUsages = {
    "cert sign", "crl sign",         "encipher only", "decipher only", "any",
    "s/mime",    "ipsec end system", "ipsec tunnel",  "ipsec user",    "microsoft sgc"};

bool is_ours(const std::string& word) {
  return word.find("sallyport.dev/") != word.npos || word == "app.kubernetes.io/managed-by";
}

bool is_dns_name(const std::string& name) {
  const auto harmless = [](char c) {
    const char low = base::lower(c);
    return (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  };
  return name.find('.') != name.npos && std::ranges::all_of(name, harmless) &&
         name.front() != '.' && name.back() != '.';
}

// Go writes "2160h0m0s".
std::string duration_text(base::Seconds span) {
  const auto seconds = span.count();
  if (seconds % 3600 == 0) return std::to_string(seconds / 3600) + "h";
  if (seconds % 60 == 0) return std::to_string(seconds / 60) + "m";
  return std::to_string(seconds) + "s";
}

class CertificateMap {
 public:
  CertificateMap(const wire::Object& theirs, const std::optional<wire::Object>& issuer,
                 Mapped& mapped)
      : theirs_(theirs),
        meta_(whole_meta(theirs)),
        spec_(theirs.object("spec")),
        issuer_(issuer),
        ours_(mapped.spec),
        notes_(mapped, "Certificate " + meta_.key().text()) {
    mapped.key = meta_.key();
  }

  void run() {
    notes_.by_table(Kind::kCertificate, fields_in(theirs_, "spec"));
    notes_.by_table(Kind::kAnnotation, their_annotations());
    names();
    issuer_ref();
    times();
    key();
    output();
    usages();
  }

 private:
  std::vector<std::string> their_annotations() const {
    std::vector<std::string> found;
    for (const auto& [name, value] : meta_.annotations) {
      // What their shim writes on each.
      if (name.starts_with("acme.cert-manager.io/")) found.push_back(name);
      if (name == "cert-manager.io/issue-temporary-certificate") found.push_back(name);
    }
    return found;
  }

  void refuse_if(bool wrong, const char* field, const char* why) {
    if (wrong) notes_.refused(field, why);
  }

  void names() {
    ours_.set("secretName", spec_.text("secretName"));
    const auto dns = spec_.texts("dnsNames");
    const auto addresses = spec_.texts("ipAddresses");
    const std::string common = spec_.text_or("commonName", "");
    const auto is_wild = [](const std::string& name) { return name.starts_with("*"); };
    refuse_if(std::ranges::any_of(dns, is_wild), "spec.dnsNames",
              "has a wildcard, which HTTP-01 cannot prove");
    refuse_if(!common.empty() && !is_dns_name(common), "spec.commonName", "is no DNS name");
    if (!dns.empty()) ours_.set("dnsNames", dns);
    if (!addresses.empty()) ours_.set("ipAddresses", addresses);
    ours_.set_unless_empty("commonName", common);
    if (dns.empty() && addresses.empty() && common.empty()) {
      notes_.refused("spec", "names no host and no address");
    }
    if (issuer_) prove(dns, common);
  }

  void prove(std::vector<std::string> names, const std::string& common) {
    if (!common.empty()) names.push_back(common);
    for (const std::string& name : names) {
      if (is_proved_by_dns(*issuer_, name, meta_)) {
        notes_.refused("spec.dnsNames", name + " is proved by DNS-01, which Sallyport does not do");
      }
    }
  }

  void issuer_ref() {
    const wire::Object ref = spec_.object("issuerRef");
    const std::string kind = ref.text_or("kind", "Issuer");
    const std::string group = ref.text_or("group", "cert-manager.io");
    refuse_if(group != "cert-manager.io", "spec.issuerRef.group",
              "is not cert-manager's own: its issuers know no Sallyport");
    refuse_if(kind != "Issuer" && kind != "ClusterIssuer", "spec.issuerRef.kind",
              "is neither Issuer nor ClusterIssuer");
    ours_.set("issuerRef", wire::Writer().set("name", ref.text("name")).set("kind", kind));
    if (!issuer_) {
      notes_.refused("spec.issuerRef",
                     kind + " " + ref.text("name") + " does not exist, or cannot be seen");
    }
  }

  void duration(const char* field) {
    if (!spec_.has(field)) return;
    const auto span = api::read_duration(spec_.text(field));
    if (!span)
      return notes_.refused(std::string("spec.") + field, "is no duration of whole seconds");
    ours_.set(field, duration_text(*span));
  }

  void times() {
    duration("renewBefore");
    if (const auto share = spec_.integer("renewBeforePercentage")) {
      ours_.set("renewBeforePercentage", *share);
    }
    const bool sent =
        issuer_ && issuer_->object("spec").object("acme").flag("enableDurationFeature");
    if (sent) duration("duration");
    if (!sent && spec_.has("duration")) {
      notes_.dropped("spec.duration",
                     "the issuer has no enableDurationFeature, so the CA was never told of it");
    }
    refuse_if(spec_.object("renewal").text_or("policy", "") == "Disabled", "spec.renewal.policy",
              "is Disabled, and Sallyport renews every certificate");
  }

  // With all that is usual there said, because it is not usual here.
  void key() {
    const wire::Object theirs = spec_.object("privateKey");
    const std::string algorithm = theirs.text_or("algorithm", "RSA");
    const std::int64_t usual = algorithm == "RSA" ? 2048 : 256;
    ours_.set(
        "privateKey",
        wire::Writer()
            .set("algorithm", algorithm)
            .set("size", theirs.integer("size").value_or(usual))
            // An Ed25519 key has one form.
            .set("encoding", algorithm == "Ed25519" ? "PKCS8" : theirs.text_or("encoding", "PKCS1"))
            .set("rotationPolicy", theirs.text_or("rotationPolicy", "Always")));
  }

  void output() {
    std::vector<wire::Writer> formats;
    for (const wire::Object& each : spec_.objects("additionalOutputFormats")) {
      formats.emplace_back(each);
    }
    if (!formats.empty()) ours_.set("additionalOutputFormats", formats);
    const wire::Object secret = spec_.object("secretTemplate");
    wire::Writer ours;
    words(secret, "labels", ours);
    words(secret, "annotations", ours);
    if (!ours.empty()) ours_.set("secretTemplate", ours);
    keystores(spec_.object("keystores"));
    refuse_if(spec_.flag("isCA"), "spec.isCA", "asks for the certificate of a CA");
  }

  void words(const wire::Object& secret, const char* field, wire::Writer& ours) {
    auto all = secret.text_map(field);
    const auto before = all.size();
    std::erase_if(all, [](const auto& each) { return is_ours(each.first); });
    if (!all.empty()) ours.set(field, all);
    if (all.size() < before) {
      notes_.dropped(std::string("spec.secretTemplate.") + field,
                     "some are Sallyport's own: they are written by it");
    }
  }

  void keystores(const wire::Object& theirs) {
    refuse_if(theirs.object("jks").flag("create"), "spec.keystores.jks",
              "is not made: use keystores.pkcs12");
    const wire::Object pkcs12 = theirs.object("pkcs12");
    if (!pkcs12.flag("create")) return;
    refuse_if(!pkcs12.has("passwordSecretRef"), "spec.keystores.pkcs12.password",
              "is not read: put it into a Secret, and name that in passwordSecretRef");
    if (!pkcs12.has("passwordSecretRef")) return;
    const wire::Object ref = pkcs12.object("passwordSecretRef");
    ours_.set(
        "keystores",
        wire::Writer().set("pkcs12", wire::Writer()
                                         .set("create", true)
                                         .set("passwordSecretRef",
                                              wire::Writer()
                                                  .set("name", ref.text("name"))
                                                  .set("key", ref.text_or("key", "password")))));
  }

  void usages() {
    std::vector<std::string> all = spec_.texts("usages");
    const auto before = all.size();
    std::erase_if(all, [](const std::string& each) {
      return std::ranges::find(kStrangeUsages, each) != kStrangeUsages.end() ||
             each == "netscape sgc";
    });
    if (!all.empty()) ours_.set("usages", all);
    if (all.size() < before) {
      notes_.dropped("spec.usages", "no ACME CA certifies some of them");
    }
  }

  const wire::Object& theirs_;
  const kube::Meta meta_;
  const wire::Object spec_;
  const std::optional<wire::Object>& issuer_;
  wire::Writer& ours_;
  Notes notes_;
};

}  // namespace

Mapped map_certificate(const wire::Object& theirs, const std::optional<wire::Object>& issuer) {
  Mapped mapped;
  CertificateMap(theirs, issuer, mapped).run();
  return mapped;
}

}  // namespace migration
