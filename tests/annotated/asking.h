// Objects that ask for certificates, and a namespace whose Certificates are what is planned for
// them.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "annotated/annotation_desk.h"
#include "annotated/certificates.h"

namespace asking {

using namespace controller;

using Words = std::map<std::string, std::string>;

inline wire::Writer object(const std::string& kind, const Words& annotations,
                           const std::string& spec) {
  return wire::Writer()
      .set("kind", kind)
      .set("metadata", wire::Writer()
                           .set("name", "shop")
                           .set("namespace", "team-a")
                           .set("uid", "uid-of-shop")
                           .set("annotations", annotations))
      .set("spec", wire::Object::parse(spec));
}
inline AnnotatedObject ingress(const Words& annotations, const std::string& tls,
                               const std::string& class_name = "traefik") {
  return read_annotated_ingress(
      object("Ingress", annotations,
             R"({"ingressClassName": ")" + class_name + R"(", "tls": )" + tls + "}")
          .object());
}
inline AnnotatedObject gateway(const Words& annotations, const std::string& listeners) {
  return read_annotated_gateway(
      object("Gateway", annotations,
             R"({"gatewayClassName": "traefik", "listeners": )" + listeners + "}")
          .object());
}
inline const Words kAsks{{"sallyport.dev/cluster-issuer", "letsencrypt"}};
inline constexpr const char* kShopTls =
    R"([{"secretName": "shop-tls", "hosts": ["shop.example"]}])";

// A namespace whose Certificates are what was planned.
class Namespace {
 public:
  // What was done, as words, and what is to be told.
  std::vector<std::string> look_at(const AnnotatedObject& object,
                                   const HeededAnnotations& heeded = {}) {
    const auto plan = planned(object, asked_by(object, heeded));
    std::vector<std::string> done;
    for (const CertificateChange& change : plan.changes) done.push_back(carry_out(change));
    problems = plan.problems;
    return done;
  }
  std::string text(const std::string& name) const {
    const auto found = certificates_.find(name);
    return found == certificates_.end() ? "" : found->second.body;
  }
  void put_by_hand(const wire::Writer& body) {
    auto read = std::make_shared<api::Certificate>(api::read_certificate(body.object()));
    read->meta.uid = "uid of " + read->meta.name;
    desk_.note(nullptr, read);
    certificates_[read->meta.name] = {read, body.object().object("spec").dump()};
  }
  std::vector<std::string> problems;

 private:
  struct Kept {
    std::shared_ptr<const api::Certificate> certificate;
    std::string body;
  };

  CertificatePlan planned(const AnnotatedObject& object, const Wish& asking) {
    const auto seen = [&](const std::string& name) {
      const auto found = certificates_.find(name);
      return found == certificates_.end() ? nullptr : found->second.certificate;
    };
    const auto owned = desk_.owned_by(object.meta);
    if (const auto* bad = std::get_if<BadAnnotation>(&asking)) return {{}, {bad->text}};
    if (std::holds_alternative<NotHeeded>(asking)) return {};
    const auto* asked = std::get_if<AskedFor>(&asking);
    return asked != nullptr ? plan_certificates(object, *asked, seen, owned)
                            : plan_removal(object, seen, owned);
  }
  std::string carry_out(const CertificateChange& change) {
    if (const auto* put = std::get_if<PutCertificate>(&change)) {
      put_by_hand(put->body);
      return "put " + put->name;
    }
    const auto seen = std::get<RemoveCertificate>(change).seen;
    desk_.note(seen, nullptr);
    certificates_.erase(seen->meta.name);
    return "remove " + seen->meta.name;
  }

  AnnotationDesk desk_;
  std::map<std::string, Kept> certificates_;
};

inline Words with(Words words, const std::string& key, const std::string& value) {
  words[key] = value;
  return words;
}
inline HeededAnnotations heeded(const std::string& text) { return *HeededAnnotations::parse(text); }

}  // namespace asking
