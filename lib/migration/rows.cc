#include "migration/fields.h"

namespace migration {
namespace {

using enum Verdict;
constexpr Kind kCert = Kind::kCertificate;
constexpr Kind kIss = Kind::kIssuer;
constexpr Kind kAnn = Kind::kAnnotation;
constexpr std::string_view kSame = "=";  // the same field here

std::vector<Row> certificate_rows() {
  return {
      {kCert, "spec.secretName", kKept, kSame, ""},
      {kCert, "spec.dnsNames", kByValue, kSame,
       "kept; refused with a wildcard, which HTTP-01 cannot prove"},
      {kCert, "spec.ipAddresses", kKept, kSame, ""},
      {kCert, "spec.commonName", kByValue, kSame, "kept; refused where it is no DNS name"},
      {kCert, "spec.issuerRef.name", kKept, kSame, ""},
      {kCert, "spec.issuerRef.kind", kByValue, kSame,
       "kept; refused for kinds other than Issuer and ClusterIssuer"},
      {kCert, "spec.issuerRef.group", kByValue, kSame,
       "becomes sallyport.dev; refused for issuers of other groups"},
      {kCert, "spec.duration", kByValue, kSame,
       "kept where the issuer has enableDurationFeature; else dropped, as cert-manager does not "
       "send it either"},
      {kCert, "spec.renewBefore", kKept, kSame, ""},
      {kCert, "spec.renewBeforePercentage", kKept, kSame, ""},
      {kCert, "spec.renewal.policy", kByValue, "",
       "RenewBefore is what is done here; Disabled is refused"},
      {kCert, "spec.renewal.windows", kRefused, "spec.renewalWindows",
       "windows are written by days and hours of UTC here: write them so, and take these away"},
      {kCert, "spec.subject", kDropped, "", "an ACME CA decides on the subject"},
      {kCert, "spec.literalSubject", kDropped, "", "an ACME CA decides on the subject"},
      {kCert, "spec.uris", kRefused, "", "no ACME CA certifies URIs by HTTP-01"},
      {kCert, "spec.emailAddresses", kRefused, "", "no ACME CA certifies them by HTTP-01"},
      {kCert, "spec.otherNames", kRefused, "", "no ACME CA certifies them by HTTP-01"},
      {kCert, "spec.isCA", kByValue, "", "false is what is done here; true is refused"},
      {kCert, "spec.nameConstraints", kRefused, "", "is of the certificates of CAs"},
      {kCert, "spec.secretTemplate.labels", kByValue, kSame,
       "kept but for those that Sallyport writes itself"},
      {kCert, "spec.secretTemplate.annotations", kByValue, kSame,
       "kept but for those that Sallyport writes itself"},
      {kCert, "spec.keystores.pkcs12.create", kByValue, kSame, "kept; false is dropped"},
      {kCert, "spec.keystores.pkcs12.passwordSecretRef", kByValue, kSame,
       "kept; the key is password where none is said"},
      {kCert, "spec.keystores.pkcs12.password", kByValue, "",
       "refused where a keystore is made: put it into a Secret, passwordSecretRef"},
      {kCert, "spec.keystores.pkcs12.profile", kDropped, "",
       "the keystore is made as Java reads it since 8u301"},
      {kCert, "spec.keystores.jks", kByValue, "",
       "refused with create: true: use keystores.pkcs12"},
      {kCert, "spec.usages", kByValue, kSame, "kept but for usages that no ACME CA certifies"},
      {kCert, "spec.privateKey.algorithm", kKept, kSame, "RSA where none is said"},
      {kCert, "spec.privateKey.size", kKept, kSame, "2048, or 256, where none is said"},
      {kCert, "spec.privateKey.encoding", kKept, kSame, "PKCS1 where none is said"},
      {kCert, "spec.privateKey.rotationPolicy", kKept, kSame, "Always where none is said"},
      {kCert, "spec.signatureAlgorithm", kDropped, "", "the CA chooses how it signs"},
      {kCert, "spec.encodeUsagesInRequest", kDropped, "", "usages are asked for where there are"},
      {kCert, "spec.revisionHistoryLimit", kDropped, "", "there are no CertificateRequests here"},
      {kCert, "spec.additionalOutputFormats[].type", kKept, kSame, ""},
  };
}

std::vector<Row> issuer_rows() {
  return {
      {kIss, "spec.acme.server", kKept, kSame, ""},
      {kIss, "spec.acme.email", kKept, kSame, ""},
      {kIss, "spec.acme.privateKeySecretRef", kKept, kSame, ""},
      {kIss, "spec.acme.externalAccountBinding.keyID", kKept, kSame, ""},
      {kIss, "spec.acme.externalAccountBinding.keySecretRef", kKept, kSame, ""},
      {kIss, "spec.acme.externalAccountBinding.keyAlgorithm", kDropped, "",
       "it is HS256, as with cert-manager, which ignores the field"},
      {kIss, "spec.acme.preferredChain", kKept, kSame, ""},
      {kIss, "spec.acme.caBundle", kKept, kSame, ""},
      {kIss, "spec.acme.skipTLSVerify", kByValue, "",
       "true is refused: put the root of the CA's server into caBundle"},
      {kIss, "spec.acme.disableAccountKeyGeneration", kKept, kSame, ""},
      {kIss, "spec.acme.enableDurationFeature", kKept, kSame, ""},
      {kIss, "spec.acme.profile", kKept, kSame, ""},
      {kIss, "spec.acme.renewalInformationSource", kChanged, "spec.acme.disableRenewalInfo",
       "None becomes disableRenewalInfo: true"},
      {kIss, "spec.acme.solvers[].selector", kKept, kSame, ""},
      {kIss, "spec.acme.solvers[].waitInsteadOfSelfCheck", kDropped, "spec.acme.preflight",
       "a look at each name takes its place; preflight: Off does without it"},
      {kIss, "spec.acme.solvers[].dns01", kByValue, "",
       "the solver is dropped, and Certificates that need it stay with cert-manager; refused where "
       "there is no other solver"},
      {kIss, "spec.acme.solvers[].http01.ingress.ingressClassName", kKept, kSame, ""},
      {kIss, "spec.acme.solvers[].http01.ingress.class", kKept, kSame, ""},
      {kIss, "spec.acme.solvers[].http01.ingress.name", kChanged,
       "spec.acme.solvers[].http01.ingress",
       "an Ingress of Sallyport's own is made, in the cluster's default class: name the class if "
       "it is another one; where a host belongs to one Ingress, write ingress.name again and set "
       "editIngresses (docs/routes.md)"},
      {kIss, "spec.acme.solvers[].http01.ingress.serviceType", kDropped, "",
       "no Service is made for a challenge"},
      {kIss, "spec.acme.solvers[].http01.ingress.podTemplate", kDropped, "",
       "no Pod is made for a challenge"},
      {kIss, "spec.acme.solvers[].http01.ingress.ingressTemplate", kByValue, kSame,
       "kept in a ClusterIssuer; dropped in an Issuer, because the Ingress is in the system "
       "namespace"},
      {kIss, "spec.acme.solvers[].http01.gatewayHTTPRoute.parentRefs", kByValue, kSame,
       "kept; refused in a ClusterIssuer where the Gateway's namespace is not said"},
      {kIss, "spec.acme.solvers[].http01.gatewayHTTPRoute.labels", kByValue, kSame,
       "kept in a ClusterIssuer; dropped in an Issuer"},
      {kIss, "spec.acme.solvers[].http01.gatewayHTTPRoute.serviceType", kDropped, "",
       "no Service is made for a challenge"},
      {kIss, "spec.acme.solvers[].http01.gatewayHTTPRoute.podTemplate", kDropped, "",
       "no Pod is made for a challenge"},
      {kIss, "spec.ca", kRefused, "", "is no ACME CA"},
      {kIss, "spec.vault", kRefused, "", "is no ACME CA"},
      {kIss, "spec.selfSigned", kRefused, "", "is no ACME CA"},
      {kIss, "spec.venafi", kRefused, "", "is no ACME CA"},
  };
}

std::vector<Row> annotation_rows() {
  constexpr std::string_view kOfItsCertificate = "its Certificate has it, which is moved";
  constexpr std::string_view kEdited =
      "an Ingress of Sallyport's own is made; where a host belongs to one Ingress, make an issuer "
      "with ingress.name and set editIngresses (docs/routes.md)";
  constexpr std::string_view kRenamed = "is renamed, with what its Certificate has of it here";
  return {
      {kAnn, "cert-manager.io/issuer", kChanged, "sallyport.dev/issuer", "is renamed"},
      {kAnn, "cert-manager.io/cluster-issuer", kChanged, "sallyport.dev/cluster-issuer",
       "is renamed"},
      {kAnn, "cert-manager.io/common-name", kChanged, "sallyport.dev/common-name", kRenamed},
      {kAnn, "cert-manager.io/alt-names", kChanged, "sallyport.dev/alt-names", kRenamed},
      {kAnn, "cert-manager.io/ip-sans", kChanged, "sallyport.dev/ip-sans", kRenamed},
      {kAnn, "cert-manager.io/duration", kChanged, "sallyport.dev/duration", kRenamed},
      {kAnn, "cert-manager.io/renew-before", kChanged, "sallyport.dev/renew-before", kRenamed},
      {kAnn, "cert-manager.io/renew-before-percentage", kChanged,
       "sallyport.dev/renew-before-percentage", kRenamed},
      {kAnn, "cert-manager.io/usages", kChanged, "sallyport.dev/usages", kRenamed},
      {kAnn, "cert-manager.io/private-key-algorithm", kChanged,
       "sallyport.dev/private-key-algorithm", kRenamed},
      {kAnn, "cert-manager.io/private-key-encoding", kChanged, "sallyport.dev/private-key-encoding",
       kRenamed},
      {kAnn, "cert-manager.io/private-key-size", kChanged, "sallyport.dev/private-key-size",
       kRenamed},
      {kAnn, "cert-manager.io/private-key-rotation-policy", kChanged,
       "sallyport.dev/private-key-rotation-policy", kRenamed},
      {kAnn, "cert-manager.io/secret-template", kChanged, "sallyport.dev/secret-template",
       kRenamed},
      {kAnn, "cert-manager.io/ignore-tls-listeners", kChanged, "sallyport.dev/ignore-tls-listeners",
       kRenamed},
      {kAnn, "cert-manager.io/issuer-kind", kChanged, "sallyport.dev/issuer-kind", "is renamed"},
      {kAnn, "cert-manager.io/issuer-group", kDropped, "", "there is one group"},
      {kAnn, "kubernetes.io/tls-acme", kDropped, "", "the issuer is named instead"},
      {kAnn, "acme.cert-manager.io/http01-edit-in-place", kDropped, "", kEdited},
      {kAnn, "acme.cert-manager.io/http01-ingress-class", kRefused, "",
       "the class is the issuer's: make an issuer with a solver of that class"},
      {kAnn, "acme.cert-manager.io/http01-ingress-ingressclassname", kRefused, "",
       "the class is the issuer's: make an issuer with a solver of that class"},
      {kAnn, "acme.cert-manager.io/http01-override-ingress-name", kDropped, "", kEdited},
      {kAnn, "acme.cert-manager.io/http01-override-ingress-class", kRefused, "",
       "the class is the issuer's: make an issuer with a solver of that class"},
      {kAnn, "acme.cert-manager.io/http01-override-ingress-ingressclassname", kRefused, "",
       "the class is the issuer's: make an issuer with a solver of that class"},
      {kAnn, "acme.cert-manager.io/http01-parentrefname", kRefused, "",
       "the Gateway is the issuer's"},
      {kAnn, "acme.cert-manager.io/http01-parentrefkind", kRefused, "",
       "the Gateway is the issuer's"},
      {kAnn, "acme.cert-manager.io/http01-parentrefnamespace", kRefused, "",
       "the Gateway is the issuer's"},
      {kAnn, "cert-manager.io/issue-temporary-certificate", kDropped, "",
       "the certificate that is there serves on"},
      {kAnn, "cert-manager.io/revision-history-limit", kDropped, "",
       "there are no CertificateRequests here"},
      {kAnn, "cert-manager.io", kDropped, "", kOfItsCertificate},
      {kAnn, "acme.cert-manager.io", kRefused, "", "this version does not know it"},
  };
}

}  // namespace

const std::vector<Row>& rows() {
  static const std::vector<Row> all = [] {
    std::vector<Row> made = certificate_rows();
    for (const auto& more : {issuer_rows(), annotation_rows()}) {
      made.insert(made.end(), more.begin(), more.end());
    }
    return made;
  }();
  return all;
}

}  // namespace migration
