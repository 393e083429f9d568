// What is kept in memory of Certificates and Issuers that are gone: nothing, or a bounded amount.

#include "controller/issuance_bed.h"
#include "pacing/counted.h"

namespace {

using namespace controller;

class Forgetting : public issuance::Bed {
 protected:
  World& world() { return program_->world(); }

  static api::Issuer an_issuer(int i) {
    const std::string text = std::to_string(i);
    api::Issuer issuer;
    issuer.meta.name = "ca-" + text;
    issuer.meta.namespace_ = "team";
    issuer.meta.uid = "issuer-" + text;
    issuer.meta.resource_version = text;
    issuer.spec.server = "https://ca-" + text + ".example/" + std::string(1000, 'x');
    issuer.spec.ca_bundle_pem = std::string(1000, 'y') + text;
    issuer.spec.rate_limits.failures_per_name = api::RateLimit{1, base::Seconds(1'000'000'000)};
    return issuer;
  }

  // What the steps of its Certificates note.
  void use(const api::Issuer& issuer, const std::string& name) {
    world().accounts.keep(issuer, std::make_shared<Account>(key_));
    world().accounts.doubt(issuer);
    world().outages.failed(Outages::ca_of(issuer), {true, base::Millis(0), "down"},
                           clock_.mono_now());
    const limits::Order order{issuer.spec.server, "https://account", "team", {name}};
    const base::WallTime now = clock_.wall_now();
    world().ledger.note_vain(order, rules_of(issuer), now);
    world().ledger.hold(order, rules_of(issuer), {"slow", now + std::chrono::hours(24)}, now);
  }

  void use(const api::Certificate& certificate) {
    const kube::ObjectKey key = certificate.meta.key();
    world().progress.of(key, "https://order");
    world().pending_keys.keep(key, key_);
    world().renewal_polls.answered(key, "id", clock_.mono_now());
    world().secret_looks.note(certificate.secret(), nullptr, clock_.mono_now());
    world().preflights.begin(key, "subject");
    world().preflights.outside_fails(key, certificate.spec.dns_names.front());
    world().key_maker.take(certificate.meta.uid, key, {});
  }

  void come_and_go(int i) {
    const api::Issuer issuer = an_issuer(i);
    world().stores.issuers.put(issuer);
    api::Certificate certificate;
    certificate.meta.name = "c-" + std::to_string(i);
    certificate.meta.namespace_ = "team";
    certificate.meta.uid = certificate.meta.name;
    certificate.meta.resource_version = std::to_string(i);
    certificate.spec.dns_names = {"n" + std::to_string(i) + ".example"};
    certificate.spec.secret_name = certificate.meta.name;
    world().stores.certificates.put(certificate);
    use(issuer, certificate.spec.dns_names.front());
    use(certificate);
    world().stores.certificates.remove(certificate.meta.key());
    world().stores.issuers.remove(issuer.meta.key());
    look_at_certificate(world(), certificate.meta.key(), {}, {});
    forget(world(), program_->issuers(), certificate.meta.uid);
    forget(world(), program_->issuers(), issuer.meta.uid);
  }

  const crypto::PrivateKey key_ = crypto::PrivateKey::generate({});
};

TEST_F(Forgetting, DF20_TenThousandThatCameAndWentLeaveNothing) {
  work();
  for (int i = 1; i <= 10'000; ++i) come_and_go(i);
  EXPECT_LE(world().accounts.size(), 1U) << "that of the Issuer that is there";
  EXPECT_EQ(world().progress.size(), 0U);
  EXPECT_EQ(world().pending_keys.size(), 0U);
  EXPECT_EQ(world().renewal_polls.size(), 0U);
  EXPECT_EQ(world().preflights.size(), 0U);
  EXPECT_EQ(world().key_maker.size(), 0U);
  EXPECT_EQ(world().ledger.buckets(), 0U);
  EXPECT_EQ(world().name_owners.size(), 0U);
  EXPECT_EQ(program_->issuers().key_change_waits().size(), 0U);
  EXPECT_LE(world().outages.size(), Outages::kMostCas);
  EXPECT_LE(world().secret_looks.size(), SecretLooks::kMost);
}

TEST_F(Forgetting, DF20_WhatIsNotToldOfIsBounded) {
  for (std::size_t i = 0; i < PendingKeys::kMost + 10; ++i)
    world().pending_keys.keep({"team", std::to_string(i)}, key_);
  EXPECT_LE(world().pending_keys.size(), PendingKeys::kMost);
}

// By the way of a real Issuer.
TEST_F(Forgetting, DF20_AnIssuerThatIsDeletedTakesItsAccountWithIt) {
  work();
  EXPECT_EQ(world().accounts.size(), 1U);
  api_.remove(api::kIssuers, {"team", "ca"});
  work();
  EXPECT_EQ(world().accounts.size(), 0U);
}

}  // namespace
