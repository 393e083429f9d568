// What is written for an Ingress that asks for certificates, with the API server in memory.

#include <gmock/gmock.h>

#include "api/cert_manager.h"
#include "controller/annotated_steps.h"
#include "controller/issuance_bed.h"

namespace {

using namespace controller;
using testing::HasSubstr;

class AnnotatedIngress : public issuance::Bed {
 protected:
  AnnotatedIngress() { start(); }

  void put(const std::map<std::string, std::string>& annotations, const std::string& tls) {
    const auto meta = wire::Writer()
                          .set("name", "shop")
                          .set("namespace", "team")
                          .set("uid", "uid-of-shop")
                          .set("resourceVersion", std::to_string(++version_))
                          .set("annotations", annotations);
    const auto ingress = wire::Writer()
                             .set("metadata", meta)
                             .set("spec", wire::Object::parse(R"({"tls": )" + tls + "}"));
    world().stores.annotated_ingresses.put(read_annotated_ingress(ingress.object()));
  }
  World& world() { return program_->world(); }
  base::LookAgain look() {
    return look_at_annotated(world(), AnnotatedKind::kIngress, {"team", "shop"}, {});
  }
  // It is in the cluster, and not in the store.
  void forget(const std::string& name) {
    auto& store = world().stores.certificates;
    store.remove({"team", name}, "", store.get({"team", name})->meta.resource_version);
  }
  bool exists(const std::string& name) {
    return api_.get(api::kCertificates, {"team", name}).has_value();
  }
  int version_ = 100;
};
const std::map<std::string, std::string> kAsks{{"sallyport.dev/issuer", "ca"}};
constexpr const char* kTls = R"([{"secretName": "shop-tls", "hosts": ["a.example"]}])";

TEST_F(AnnotatedIngress, HasItsCertificateMadeAndIssued) {
  put(kAsks, kTls);
  look();
  ASSERT_TRUE(exists("shop-tls"));
  work();
  EXPECT_TRUE(is_issued("shop-tls")) << condition(api::kIssuing, "shop-tls").message;
  ASSERT_EQ(certificate("shop-tls").meta.owners.size(), 1U);
  EXPECT_EQ(certificate("shop-tls").meta.owners.front().uid, "uid-of-shop");
}

TEST_F(AnnotatedIngress, AsksNobodyWhileNothingChanges) {
  put(kAsks, kTls);
  look();
  work();
  const int calls = calls_made();
  EXPECT_FALSE(look());
  EXPECT_EQ(calls_made(), calls);
}

// The store may be late: the API server's word counts.
TEST_F(AnnotatedIngress, TakesNoCertificateFromAUserThoughItIsNotInTheStoreYet) {
  apply_named("shop-tls", {"theirs.example"});
  forget("shop-tls");
  put(kAsks, kTls);
  EXPECT_EQ(look(), base::LookAgain(base::Seconds(60)));
  EXPECT_EQ(certificate("shop-tls").spec.dns_names, std::vector<std::string>{"theirs.example"});
  EXPECT_TRUE(certificate("shop-tls").meta.owners.empty());
}

// Between our look and our write, and to the letter as the annotations ask for it.
TEST_F(AnnotatedIngress, TakesNoCertificateFromAUserWhoWasQuickerByAMoment) {
  put(kAsks, kTls);
  bool once = true;
  api_.before_write([&](const std::string& what) {
    if (what != "PATCH certificates shop-tls" || !std::exchange(once, false)) return;
    api_.put(api::kCertificates,
             kube::new_object(api::kCertificates, {"team", "shop-tls"})
                 .set("spec", wire::Object::parse(
                                  R"({"secretName": "shop-tls", "dnsNames": ["a.example"],
                                      "issuerRef": {"name": "ca", "kind": "Issuer"}})")));
  });
  look();
  ASSERT_FALSE(once) << "nothing was written";
  EXPECT_TRUE(certificate("shop-tls").meta.owners.empty());
  EXPECT_EQ(look(), base::LookAgain(base::Seconds(60)));
  EXPECT_TRUE(certificate("shop-tls").meta.owners.empty());
}

// One of cert-manager's writes the Secret already.
TEST_F(AnnotatedIngress, LeavesToCertManagerWhatItHas) {
  api_.put(
      api::kTheirCertificates,
      kube::new_object(api::kTheirCertificates, {"team", "shop-tls"})
          .set("spec", wire::Object::parse(R"({"secretName": "a", "issuerRef": {"name": "b"}})")));
  forget("shop-tls");
  put(kAsks, kTls);
  EXPECT_EQ(look(), base::LookAgain(base::Seconds(60)));
  EXPECT_FALSE(exists("shop-tls"));
  api_.remove(api::kTheirCertificates, {"team", "shop-tls"});
  look();
  EXPECT_TRUE(exists("shop-tls"));
}

// Fields of another manager's stay where server-side apply leaves them.
TEST_F(AnnotatedIngress, IsToldOfFieldsThatSomebodyElseHasSetAndIsNotWrittenForEver) {
  put(kAsks, kTls);
  look();
  const auto there = api_.get(api::kCertificates, {"team", "shop-tls"}).value();
  wire::Writer spec(there.object("spec"));
  spec.set("disableRenewalInfo", true);
  api_.put(api::kCertificates, wire::Writer(there).set("spec", spec));
  EXPECT_FALSE(look());
  put(kAsks, kTls);
  EXPECT_FALSE(look());
}

// It is on its way out, and its name is not free before it is gone.
TEST_F(AnnotatedIngress, WaitsForOneThatIsBeingDeletedAtAPace) {
  apply_named("shop-tls", {"theirs.example"});
  forget("shop-tls");
  put(kAsks, kTls);
  EXPECT_EQ(look(), base::LookAgain(base::Seconds(60)));
}

TEST_F(AnnotatedIngress, ThatAsksNoMoreHasItsCertificateRemoved) {
  put(kAsks, kTls);
  look();
  ASSERT_TRUE(exists("shop-tls"));
  put({}, kTls);
  look();
  EXPECT_FALSE(exists("shop-tls"));
}

}  // namespace
