// A move from cert-manager and back on an API server in memory, cut short at each of its writes.
#include <gmock/gmock.h>

#include <functional>
#include <thread>

#include "api/certificate.h"
#include "api/issuer.h"
#include "migration/plan.h"
#include "on_api.h"
#include "records/labels.h"

namespace kubectl {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// As the API server has it.
struct Laid {
  kube::Resource kind;
  kube::ObjectKey key;
  std::string spec;         // JSON
  std::string annotations;  // JSON
};

const kube::ObjectKey kWeb{"team-a", "web"};
const kube::ObjectKey kApi{"team-a", "api"};

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
    put(migration::kTheirIssuers, {"team-a", "le"}, acme);
    put(migration::kTheirClusterIssuers, {"", "all"}, acme);
    put(kube::kSecrets, {"team-a", "acct"}, R"({"data":{"tls.key":"a2V5"}})");
    put(kube::kSecrets, {"cert-manager", "acct"}, R"({"data":{"tls.key":"a2V5"}})");
    put(kube::kSecrets, {"team-a", "web-tls"},
        R"({"metadata":{"annotations":{"cert-manager.io/certificate-name":"web"}},
            "data":{"tls.crt":"Yw==","tls.key":"aw=="}})");
    put(kube::kIngresses, {"team-a", "site"},
        R"({"metadata":{"annotations":{"cert-manager.io/issuer":"le"}}})");
    const auto ingress = kube::read_meta(*api_.get(kube::kIngresses, {"team-a", "site"}));
    put(migration::kTheirCertificates, kWeb,
        R"({"metadata":{"ownerReferences":[{"apiVersion":"networking.k8s.io/v1","kind":"Ingress",
            "name":"site","controller":true,"uid":")" +
            ingress.uid +
            R"("}]},
            "spec":{"secretName":"web-tls","dnsNames":["a.example"],"issuerRef":{"name":"le"}}})");
    put(migration::kTheirCertificates, kApi,
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
    if (api_.get(api::kCertificates, key) && api_.get(migration::kTheirCertificates, key)) {
      two_writers_.push_back(key.text());
    }
  }

  bool ours(const kube::ObjectKey& key) { return api_.get(api::kCertificates, key).has_value(); }
  bool theirs(const kube::ObjectKey& key) {
    return api_.get(migration::kTheirCertificates, key).has_value();
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
    EXPECT_THAT(two_writers_, IsEmpty()) << when;
  }

  void expect_back(const std::string& when) {
    EXPECT_FALSE(ours(kWeb) || ours(kApi)) << when;
    EXPECT_TRUE(theirs(kWeb) && theirs(kApi)) << when;
    EXPECT_FALSE(api_.get(api::kIssuers, {"team-a", "le"})) << when;
    EXPECT_FALSE(api_.get(api::kClusterIssuers, {"", "all"})) << when;
    EXPECT_FALSE(api_.get(kube::kSecrets, {"sallyport-system", "acct"})) << when;
    EXPECT_THAT(meta(kube::kSecrets, {"team-a", "web-tls"}).labels, IsEmpty()) << when;
    const auto ingress = meta(kube::kIngresses, {"team-a", "site"}).annotations;
    EXPECT_EQ(records::value_of(ingress, "cert-manager.io/issuer"), "le") << when;
    EXPECT_EQ(ingress.size(), 1U) << when;
    EXPECT_EQ(meta(migration::kTheirCertificates, kWeb).owners.size(), 1U) << when;
    EXPECT_THAT(two_writers_, IsEmpty()) << when;
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
      EXPECT_THAT(error_, HasSubstr("run it again")) << write;
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

TEST_F(MoveTest, WithoutApplyNothingIsWritten) {
  lay();
  EXPECT_EQ(migrate("--output=yaml"), kGood);
  EXPECT_THAT(said_, HasSubstr("kind: Certificate"));
  EXPECT_THAT(api_.writes(), IsEmpty());
}

TEST_F(MoveTest, CutShortAnywhereItGoesOnWhenRunAgain) {
  cut_short_everywhere(
      "--apply", [this] { lay(); }, [this](const std::string& when) { expect_moved(when); });
}

TEST_F(MoveTest, TheWayBackCutShortAnywhereGoesOnWhenRunAgain) {
  const auto moved = [this] {
    lay();
    EXPECT_EQ(migrate("--apply"), kGood) << error_;
  };
  cut_short_everywhere("--undo", moved, [this](const std::string& when) { expect_back(when); });
}

// As one with a finalizer: it is there for a while after it was deleted.
TEST_F(MoveTest, ACertificateThatDoesNotGoIsWaitedFor) {
  lay();
  EXPECT_EQ(migrate("--apply"), kGood) << error_;
  api_.remove(api::kCertificates, kWeb);
  put(migration::kTheirCertificates, kWeb,
      R"({"metadata":{"deletionTimestamp":"2026-11-30T15:00:00Z"},
          "spec":{"secretName":"web-tls"}})");
  std::jthread goes([this] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    api_.remove(migration::kTheirCertificates, kWeb);
  });
  EXPECT_EQ(migrate("--apply"), kGood) << error_;
  EXPECT_TRUE(ours(kWeb));
  EXPECT_THAT(two_writers_, IsEmpty());
}

TEST_F(MoveTest, ACopyThatAnotherIssuerReadsStays) {
  lay();
  EXPECT_EQ(migrate("--apply"), kGood) << error_;
  const auto moved = api_.get(api::kClusterIssuers, {"", "all"});
  api_.put(
      api::kClusterIssuers,
      kube::new_object(api::kClusterIssuers, {"", "other"}).set("spec", moved->object("spec")));
  EXPECT_EQ(migrate("--undo"), kGood) << error_;
  EXPECT_TRUE(api_.get(kube::kSecrets, {"sallyport-system", "acct"}));
  EXPECT_FALSE(api_.get(api::kClusterIssuers, {"", "all"}));
}

TEST_F(MoveTest, OnTheWayBackNobodyIsAskedWhileOursIsThere) {
  lay();
  EXPECT_EQ(migrate("--apply"), kGood) << error_;
  int asked = 0;
  api_.on_change([&](const auto&, const auto&, const wire::Object*) {
    const auto words = meta(kube::kIngresses, {"team-a", "site"}).annotations;
    if (ours(kWeb) && words.contains("cert-manager.io/issuer")) ++asked;
    if (theirs(kWeb) && words.contains("sallyport.dev/issuer")) ++asked;
  });
  EXPECT_EQ(migrate("--undo"), kGood) << error_;
  EXPECT_EQ(asked, 0);
  expect_back("");
}

TEST_F(MoveTest, AnIssuerThatACertificateStillNamesStays) {
  lay();
  EXPECT_EQ(migrate("--apply"), kGood) << error_;
  const auto moved = api_.get(api::kCertificates, kWeb);
  api_.put(
      api::kCertificates,
      kube::new_object(api::kCertificates, {"team-a", "newer"}).set("spec", moved->object("spec")));
  EXPECT_EQ(migrate("--undo"), kGood) << error_;
  EXPECT_TRUE(api_.get(api::kIssuers, {"team-a", "le"}));
  EXPECT_FALSE(api_.get(api::kClusterIssuers, {"", "all"}));
}

// A tenant may write ConfigMaps, and so hold up nobody else's way back.
TEST_F(MoveTest, WhatASpoiledConfigMapKeepsIsPassedOver) {
  lay();
  EXPECT_EQ(migrate("--apply"), kGood) << error_;
  api_.put(migration::kConfigMaps,
           kube::new_object(migration::kConfigMaps, {"team-a", "spoiled"},
                            {{std::string(migration::kKeptLabel), "certificate"}})
               .set("data", std::map<std::string, std::string>{{"cert-manager.json", "{"}}));
  EXPECT_EQ(migrate("--undo"), kGood) << error_;
  EXPECT_THAT(said_, HasSubstr("ConfigMap team-a/spoiled: cannot be read"));
  expect_back("");
}

}  // namespace
}  // namespace kubectl
