// The Certificates that an annotated object asks for: one for each Secret that its TLS sections
// name, in its namespace, of the Secret's name, and owned by the object, so that it goes when the
// object goes. Pure; any thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "annotated/annotations.h"
#include "api/certificate.h"
#include "kube_objects/object.h"
#include "wire/writer.h"

namespace controller {

// Who owns the fields that are written here.
inline constexpr std::string_view kAnnotationsManager = "sallyport-annotations";

struct PutCertificate {
  std::string name;
  wire::Writer body;  // for server-side apply
  // As it is now; null for one that is not there, as far as is known.
  std::shared_ptr<const api::Certificate> seen;
};
struct RemoveCertificate {
  std::shared_ptr<const api::Certificate> seen;
};
using CertificateChange = std::variant<PutCertificate, RemoveCertificate>;

struct CertificatePlan {
  std::vector<CertificateChange> changes;
  std::vector<std::string> problems;  // for people, of single sections and annotations
  bool waits_for_another = false;     // who has a Certificate of the name
};

using SeenCertificate = std::function<std::shared_ptr<const api::Certificate>(const std::string&)>;

// `seen` finds a Certificate of the object's namespace by name, null for none; `owned` are the
// names of those that the object owns.
CertificatePlan plan_certificates(const AnnotatedObject& object, const AskedFor& asked,
                                  const SeenCertificate& seen,
                                  const std::vector<std::string>& owned);
// Of an object that asks no more.
CertificatePlan plan_removal(const AnnotatedObject& object, const SeenCertificate& seen,
                             const std::vector<std::string>& owned);

// The Certificate says what the body says, as far as it is read.
bool is_as_wanted(const api::Certificate& seen, const wire::Writer& body);

// The object of that uid owns it.
bool is_owned_by(const kube::Meta& certificate, const std::string& uid);

}  // namespace controller
