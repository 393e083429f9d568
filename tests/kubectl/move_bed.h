// A namespace that cert-manager serves, on an API server in memory, and what a move makes of it.
#pragma once

#include <gmock/gmock.h>

#include <functional>
#include <string>
#include <vector>

#include "api/cert_manager.h"
#include "api/certificate.h"
#include "api/issuer.h"
#include "on_api.h"
#include "records/labels.h"

namespace kubectl {

inline const kube::ObjectKey kWeb{"team-a", "web"};
inline const kube::ObjectKey kApi{"team-a", "api"};

class MoveTest : public testing::Test {
 protected:
  MoveTest() {
    api_.on_change([this](const auto& plural, const auto& key, const wire::Object* object) {
      look_for_two_writers(plural, key, object);
    });
  }

  void put(const kube::Resource& kind, const kube::ObjectKey& key, const std::string& rest) {
    wire::Writer body = kube::new_object(kind, key);
    const auto more = wire::Object::parse(rest);
    for (const std::string& field : more.fields()) {
      if (field != "metadata" && field != "type") body.set(field, more.object(field));
    }
    if (more.has("metadata")) {
      body.set("metadata", wire::Writer(more.object("metadata"))
                               .set("name", key.name)
                               .set_unless_empty("namespace", key.namespace_));
    }
    api_.put(kind, body);
  }

  // A namespace with two Certificates: of an Issuer, by an Ingress; and of a ClusterIssuer.
  void lay() {
    api_.clear();
    const std::string acme =
        R"({"spec":{"acme":{"server":"https://ca.example/dir","privateKeySecretRef":{"name":"acct"},
            "solvers":[{"http01":{"ingress":{"ingressClassName":"nginx"}}}]}}})";
    put(api::kTheirIssuers, {"team-a", "le"}, acme);
    put(api::kTheirClusterIssuers, {"", "all"}, acme);
    put(kube::kSecrets, {"team-a", "acct"}, R"({"data":{"tls.key":"a2V5"}})");
    put(kube::kSecrets, {"cert-manager", "acct"}, R"({"data":{"tls.key":"a2V5"}})");
    put(kube::kSecrets, {"team-a", "web-tls"},
        R"({"metadata":{"annotations":{"cert-manager.io/certificate-name":"web"}},
            "data":{"tls.crt":"Yw==","tls.key":"aw=="}})");
    put(kube::kIngresses, {"team-a", "site"},
        R"({"metadata":{"annotations":{"cert-manager.io/issuer":"le"}}})");
    const auto ingress = kube::read_meta(*api_.get(kube::kIngresses, {"team-a", "site"}));
    put(api::kTheirCertificates, kWeb,
        R"({"metadata":{"ownerReferences":[{"apiVersion":"networking.k8s.io/v1","kind":"Ingress",
            "name":"site","controller":true,"uid":")" +
            ingress.uid +
            R"("}]},
            "spec":{"secretName":"web-tls","dnsNames":["a.example"],"issuerRef":{"name":"le"}}})");
    put(api::kTheirCertificates, kApi,
        R"({"spec":{"secretName":"api-tls","dnsNames":["b.example"],
            "issuerRef":{"name":"all","kind":"ClusterIssuer"}}})");
  }

  int migrate(const std::string& how) {
    const Said said = run_on(api_, {"migrate", how, "--system-namespace", "sallyport-system"});
    said_ = said.out;
    error_ = said.error;
    return said.code;
  }

  // At every moment.
  void look_for_two_writers(const std::string& plural, const kube::ObjectKey& key,
                            const wire::Object* object) {
    if (plural != "certificates" || object == nullptr) return;
    if (api_.get(api::kCertificates, key) && api_.get(api::kTheirCertificates, key)) {
      two_writers_.push_back(key.text());
    }
  }

  bool ours(const kube::ObjectKey& key) { return api_.get(api::kCertificates, key).has_value(); }
  bool theirs(const kube::ObjectKey& key) {
    return api_.get(api::kTheirCertificates, key).has_value();
  }
  kube::Meta meta(const kube::Resource& kind, const kube::ObjectKey& key) {
    return kube::read_meta(*api_.get(kind, key));
  }

  void expect_moved(const std::string& when) {
    EXPECT_TRUE(ours(kWeb) && ours(kApi)) << when;
    EXPECT_FALSE(theirs(kWeb) || theirs(kApi)) << when;
    EXPECT_TRUE(api_.get(api::kIssuers, {"team-a", "le"})) << when;
    EXPECT_TRUE(api_.get(api::kClusterIssuers, {"", "all"})) << when;
    EXPECT_TRUE(api_.get(kube::kSecrets, {"sallyport-system", "acct"})) << when;
    EXPECT_EQ(records::value_of(meta(kube::kSecrets, {"team-a", "web-tls"}).annotations,
                                records::kCertificateAnnotation),
              "web")
        << when;
    const auto ingress = meta(kube::kIngresses, {"team-a", "site"}).annotations;
    EXPECT_EQ(ingress.count("cert-manager.io/issuer"), 0U) << when;
    EXPECT_THAT(two_writers_, testing::IsEmpty()) << when;
  }

  void expect_back(const std::string& when) {
    EXPECT_FALSE(ours(kWeb) || ours(kApi)) << when;
    EXPECT_TRUE(theirs(kWeb) && theirs(kApi)) << when;
    EXPECT_FALSE(api_.get(api::kIssuers, {"team-a", "le"})) << when;
    EXPECT_FALSE(api_.get(api::kClusterIssuers, {"", "all"})) << when;
    EXPECT_FALSE(api_.get(kube::kSecrets, {"sallyport-system", "acct"})) << when;
    EXPECT_THAT(meta(kube::kSecrets, {"team-a", "web-tls"}).labels, testing::IsEmpty()) << when;
    const auto ingress = meta(kube::kIngresses, {"team-a", "site"}).annotations;
    EXPECT_EQ(records::value_of(ingress, "cert-manager.io/issuer"), "le") << when;
    EXPECT_EQ(ingress.size(), 1U) << when;
    EXPECT_EQ(meta(api::kTheirCertificates, kWeb).owners.size(), 1U) << when;
    EXPECT_THAT(two_writers_, testing::IsEmpty()) << when;
  }

  // The writes of one run from where `before` leads to.
  std::vector<std::string> writes_of(const std::string& how, const std::function<void()>& before) {
    before();
    const std::size_t begin = api_.writes().size();
    EXPECT_EQ(migrate(how), kGood) << said_ << error_;
    const auto all = api_.writes();
    return {all.begin() + static_cast<long>(begin), all.end()};
  }

  // Each write of a run is refused once; then it is run again.
  template <class Expect>
  void cut_short_everywhere(const std::string& how, const std::function<void()>& before,
                            Expect expect) {
    const auto writes = writes_of(how, before);
    EXPECT_GE(writes.size(), 10U);
    for (const std::string& write : writes) {
      before();
      api_.forbid(write);
      EXPECT_EQ(migrate(how), kNotAsked) << write;
      EXPECT_THAT(error_, testing::HasSubstr("run it again")) << write;
      api_.forbid("");
      EXPECT_EQ(migrate(how), kGood) << write << said_ << error_;
      expect(write);
    }
  }

  fakes::MemoryApi api_;
  std::vector<std::string> two_writers_;
  std::string said_;
  std::string error_;
};

}  // namespace kubectl
