// What docs/decisions/0008-packed-stores.md rests on: what 10,000 Certificates and their Secrets
// take in memory, packed and as plain structs. With less than half to gain, the packing would not
// be worth its code.
#include <gtest/gtest.h>

#include <functional>

#include "fakes/live_bytes.h"
#include "stores/stores.h"

namespace controller {
namespace {

constexpr int kMany = 10'000;

kube::Meta meta_of(const std::string& name) {
  kube::Meta meta;
  meta.name = name;
  meta.namespace_ = "team-of-average-length";
  meta.uid = "9ba0025a-da69-47d3-932c-" + name;
  meta.resource_version = "1234567";
  meta.generation = 1;
  return meta;
}

kube::Condition condition(const std::string& type, const std::string& status,
                          const std::string& message) {
  kube::Condition one;
  one.type = type;
  one.status = status;
  one.reason = "AsItShouldBe";
  one.message = message;
  one.observed_generation = 1;
  return one;
}

// As it is a while after its issuance.
api::Certificate certificate(int i) {
  const std::string name = "shop-" + std::to_string(i);
  api::Certificate one;
  one.meta = meta_of(name);
  one.spec.secret_name = name + "-tls";
  one.spec.dns_names = {name + ".example.com", "www." + name + ".example.com"};
  one.spec.issuer = {"letsencrypt", "ClusterIssuer"};
  one.status.observed_generation = 1;
  one.status.conditions = {
      condition("Ready", "True", "The certificate is valid until 2027-02-22T00:00:00Z"),
      condition("Issuing", "False", "The certificate was issued and stored"),
      condition("Stalled", "False", "There is nothing for a person to do")};
  one.status.not_before = one.status.not_after = one.status.renewal_time = base::WallTime();
  one.status.issuer = one.spec.issuer;
  one.status.renewal_info = api::RenewalInfo{};
  return one;
}

records::SecretSeen secret(int i) {
  const std::string name = "shop-" + std::to_string(i);
  records::SecretSeen one;
  one.meta = meta_of(name + "-tls");
  one.meta.labels = {{"app.kubernetes.io/managed-by", "sallyport"},
                     {"sallyport.dev/certificate-uid", "9ba0025a-da69-47d3-932c-" + name}};
  one.meta.annotations = {{"sallyport.dev/certificate", name},
                          {"sallyport.dev/issuer", "ClusterIssuer/letsencrypt"},
                          {"sallyport.dev/account", "https://acme.example/acct/123456789"},
                          {"sallyport.dev/seal", std::string(88, 's')},
                          {"sallyport.dev/layout", std::string(64, 'l')}};
  one.key_id = std::string(64, 'k');
  records::StoredCertificate stored;
  stored.dns_names = {name + ".example.com", "www." + name + ".example.com"};
  stored.serial = std::string(36, '9');
  stored.issuer = "ClusterIssuer/letsencrypt";
  one.certificate = stored;
  return one;
}

// Bytes that are on the heap after `fill` and were not before.
std::size_t taken_by(const std::function<void()>& fill) {
  const std::size_t before = fakes::live_bytes();
  fill();
  return fakes::live_bytes() - before;
}

TEST(PackedStores, TakeLessThanHalfOfPlainStructs) {
  std::vector<std::shared_ptr<const api::Certificate>> certificates;
  std::vector<std::shared_ptr<const records::SecretSeen>> secrets;
  const std::size_t plain = taken_by([&] {
    for (int i = 0; i < kMany; ++i) {
      certificates.push_back(std::make_shared<const api::Certificate>(certificate(i)));
      secrets.push_back(std::make_shared<const records::SecretSeen>(secret(i)));
    }
  });
  Stores stores;
  const std::size_t packed = taken_by([&] {
    for (int i = 0; i < kMany; ++i) {
      stores.certificates.put(certificate(i));
      stores.secrets.put(secret(i));
    }
    stores.gather();
  });
  RecordProperty("plain_kb", static_cast<int>(plain / 1000));
  RecordProperty("packed_kb", static_cast<int>(packed / 1000));
  printf("10,000 Certificates and their Secrets: %zu kB as structs, %zu kB packed\n", plain / 1000,
         packed / 1000);
  EXPECT_LT(packed * 2, plain);
}

}  // namespace
}  // namespace controller
