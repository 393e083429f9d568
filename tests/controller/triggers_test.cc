#include "controller/triggers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/fake_clock.h"
#include "fakes/observed_builder.h"
#include "lifecycle/partners.h"
#include "lifecycle/twins.h"
#include "names/name_claims.h"
#include "records/labels.h"

namespace controller {
namespace {

using namespace fakes;
using testing::ElementsAre;
using testing::IsEmpty;

class TriggersTest : public testing::Test {
 protected:
  TriggersTest() {
    connect_triggers(stores_, name_owners_, answer_budget_, route_desk_, annotation_desk_, queue_);
  }

  // Everything that is due, in text.
  std::vector<std::string> due() {
    std::vector<std::string> keys;
    while (const auto key = queue_.try_take()) {
      keys.push_back(std::to_string(static_cast<int>(key->kind)) + " " + key->key.text());
      queue_.done(*key);
    }
    std::sort(keys.begin(), keys.end());
    return keys;
  }
  api::Certificate certificate(const std::string& uid = "uid-1") {
    api::Certificate made = *ObservedBuilder().build().certificate;
    made.meta.uid = uid;
    made.meta.resource_version = std::to_string(++version_);
    return made;
  }
  api::Challenge challenge(const std::string& uid) {
    api::Challenge made;
    made.meta.name = "sallyport-" + uid;
    made.meta.namespace_ = "sallyport-system";
    made.meta.labels[std::string(records::kUidLabel)] = uid;
    made.meta.annotations[std::string(records::kCertificateAnnotation)] = "team-a/web";
    return made;
  }
  api::NameClaim claim(const kube::ObjectKey& certificate, const std::vector<std::string>& names) {
    api::NameClaim made{{}, certificate, {}};
    made.meta.namespace_ = "sallyport-system";
    made.meta.name = names::name_claim_key("sallyport-system", certificate).name;
    made.meta.resource_version = std::to_string(++version_);
    for (const std::string& name : names) made.names[name] = {};
    return made;
  }

  fakes::FakeClock clock_;
  Queue queue_{clock_};
  AnswerBudget answer_budget_;
  RouteDesk route_desk_{clock_};
  AnnotationDesk annotation_desk_;
  Stores stores_;
  names::NameOwners name_owners_{stores_.certificates, stores_.name_policies, stores_.name_claims,
                                 "sallyport-system", clock_};
  int version_ = 0;
};

TEST_F(TriggersTest, ACertificateIsLookedAtWhenItChanges) {
  stores_.certificates.put(certificate());
  EXPECT_THAT(due(), ElementsAre("0 team-a/web"));
}

TEST_F(TriggersTest, ItsPartnerIsLookedAtToo) {
  api::Certificate changed = certificate();
  changed.meta.annotations[std::string(lifecycle::kPartnerAnnotation)] = "other";
  stores_.certificates.put(changed);
  EXPECT_THAT(due(), ElementsAre("0 team-a/other", "0 team-a/web"));
}

TEST_F(TriggersTest, ThoseThatWaitForWhatItGetsAreLookedAtToo) {
  const auto sharing = [this](const std::string& name) {
    api::Certificate one = certificate("uid-" + name);
    one.meta.name = name;
    one.meta.annotations[std::string(lifecycle::kShareAnnotation)] = "true";
    return one;
  };
  stores_.certificates.put(sharing("second"));
  due();
  stores_.certificates.put(sharing("first"));
  EXPECT_THAT(due(), ElementsAre("0 team-a/first", "0 team-a/second"));
  stores_.certificates.put(certificate());
  EXPECT_THAT(due(), ElementsAre("0 team-a/web")) << "it shares nothing";
}

TEST_F(TriggersTest, OneThatIsGoneLeavesLeftovers) {
  stores_.certificates.put(certificate());
  due();
  stores_.certificates.remove({"team-a", "web"});
  EXPECT_THAT(due(), ElementsAre("0 team-a/web", "3 uid-1"));
}

TEST_F(TriggersTest, DF20_AnIssuerThatIsGoneIsForgottenByItsUid) {
  api::Issuer issuer;
  issuer.meta.name = "ca";
  issuer.meta.uid = "uid-7";
  issuer.meta.resource_version = "1";
  stores_.cluster_issuers.put(issuer);
  EXPECT_THAT(due(), ElementsAre("2 ca"));
  stores_.cluster_issuers.remove({"", "ca"});
  EXPECT_THAT(due(), ElementsAre("2 ca", "3 uid-7"));
}

TEST_F(TriggersTest, OneThatIsMadeAgainLeavesTheOldOnesLeftovers) {
  stores_.certificates.put(certificate("uid-1"));
  due();
  stores_.certificates.replace_all({certificate("uid-2")});
  EXPECT_THAT(due(), testing::Contains("3 uid-1"));
}

TEST_F(TriggersTest, ANameThatBecomesFreeWakesThoseThatWereRefusedIt) {
  api::Certificate other = certificate("uid-2");
  other.meta.namespace_ = "team-b";
  stores_.certificates.put(certificate());
  stores_.certificates.put(other);
  due();
  stores_.certificates.remove({"team-a", "web"});
  EXPECT_THAT(due(), testing::Contains("0 team-b/web"));
}

TEST_F(TriggersTest, ANamePolicyWakesAllCertificates) {
  stores_.certificates.put(certificate());
  due();
  api::NamePolicy policy{{}, {"*"}, {}};
  policy.meta.name = "policy";
  policy.meta.resource_version = "9";
  stores_.name_policies.put(policy);
  EXPECT_THAT(due(), ElementsAre("0 team-a/web"));
}

TEST_F(TriggersTest, ANameClaimWakesThoseOfOtherNamespacesThatAskForItsNames) {
  api::Certificate other = certificate("uid-2");
  other.meta.namespace_ = "team-b";
  other.spec.dns_names = {"other.example"};
  stores_.certificates.put(certificate());
  stores_.certificates.put(other);
  due();
  stores_.name_claims.put(claim({"gone", "web"}, certificate().all_dns_names()));
  EXPECT_THAT(due(), ElementsAre("0 team-a/web"));
}

TEST_F(TriggersTest, ANameClaimThatLosesANameWakesItsOwnCertificate) {
  stores_.certificates.put(certificate());
  stores_.name_claims.put(claim({"team-a", "web"}, {"a.example", "b.example"}));
  due();
  stores_.name_claims.put(claim({"team-a", "web"}, {"a.example"}));
  EXPECT_THAT(due(), ElementsAre("0 team-a/web"));
  stores_.name_claims.remove(names::name_claim_key("sallyport-system", {"team-a", "web"}));
  EXPECT_THAT(due(), ElementsAre("0 team-a/web"));
}

TEST_F(TriggersTest, ANameClaimWithoutItsCertificateIsLookedAtAtTheStart) {
  stores_.certificates.put(certificate());
  stores_.name_claims.put(claim({"team-a", "web"}, {"a.example"}));
  stores_.name_claims.put(claim({"team-b", "gone"}, {"b.example"}));
  due();
  add_leftovers(stores_, queue_);
  EXPECT_THAT(due(), ElementsAre("0 team-b/gone"));
}

TEST_F(TriggersTest, AnIngressThatIsGoneWakesWhoeverAsksForItsHosts) {
  IngressSeen ingress;
  ingress.meta.name = "sallyport-gone-1";
  ingress.meta.namespace_ = "sallyport-system";
  ingress.hosts = {"www.example.com"};
  stores_.certificates.put(certificate());
  stores_.ingresses.put(ingress);
  due();
  stores_.ingresses.remove({"sallyport-system", "sallyport-gone-1"});
  EXPECT_THAT(due(), ElementsAre("0 team-a/web"));
}

TEST_F(TriggersTest, AnHttpRouteWakesItselfAndWhoeverAsksForItsHosts) {
  HttpRouteSeen route;
  route.meta.name = "sallyport-group-1";
  route.meta.namespace_ = "sallyport-system";
  route.hosts = {"www.example.com"};
  stores_.certificates.put(certificate());
  due();
  stores_.http_routes.put(route);
  EXPECT_THAT(due(), ElementsAre("0 team-a/web", "4 sallyport-system/sallyport-group-1"));
  EXPECT_TRUE(route_desk_.route_of("", "www.example.com"));
  stores_.certificates.remove({"team-a", "web"});
  EXPECT_THAT(due(), testing::Contains("4 sallyport-system/sallyport-group-1"))
      << "a host may be wanted no more";
  api::Issuer issuer;
  issuer.meta.name = "le";
  issuer.meta.uid = "uid-9";
  issuer.meta.generation = 1;
  stores_.cluster_issuers.put(issuer);
  EXPECT_THAT(due(), ElementsAre("2 le"));
  issuer.meta.generation = 2;
  issuer.meta.resource_version = "3";
  stores_.cluster_issuers.put(issuer);
  EXPECT_THAT(due(), ElementsAre("2 le", "4 sallyport-system/sallyport-group-1"));
  stores_.http_routes.remove(route.meta.key());
  EXPECT_FALSE(route_desk_.route_of("", "www.example.com"));
}

TEST_F(TriggersTest, AnIssuerWakesTheCertificatesThatNameIt) {
  stores_.certificates.put(certificate());
  due();
  api::Issuer issuer;
  issuer.meta.name = "le";
  issuer.meta.namespace_ = "team-a";
  stores_.issuers.put(issuer);
  EXPECT_THAT(due(), ElementsAre("0 team-a/web", "1 team-a/le"));
  issuer.meta.namespace_ = "team-b";
  stores_.issuers.put(issuer);
  EXPECT_THAT(due(), ElementsAre("1 team-b/le"));
}

TEST_F(TriggersTest, WhatIsOursWakesItsCertificate) {
  records::SecretSeen secret;
  secret.meta.name = "web-tls";
  secret.meta.namespace_ = "team-a";
  secret.meta.annotations[std::string(records::kCertificateAnnotation)] = "web";
  stores_.secrets.put(secret);
  EXPECT_THAT(due(), ElementsAre("0 team-a/web"));
  stores_.certificates.put(certificate("uid-1"));
  due();
  stores_.challenges.put(challenge("uid-1"));
  EXPECT_THAT(due(), ElementsAre("0 team-a/web"));
}

TEST_F(TriggersTest, WhatComesAfterItsCertificateHasGoneIsALeftover) {
  stores_.challenges.put(challenge("uid-1"));
  EXPECT_THAT(due(), ElementsAre("0 team-a/web", "3 uid-1"));
}

TEST_F(TriggersTest, ASecretThatChangesHandsWakesBoth) {
  records::SecretSeen secret;
  secret.meta.name = "web-tls";
  secret.meta.namespace_ = "team-a";
  secret.meta.resource_version = "1";
  secret.meta.annotations[std::string(records::kCertificateAnnotation)] = "web";
  stores_.secrets.put(secret);
  due();
  secret.meta.resource_version = "2";
  secret.meta.annotations[std::string(records::kCertificateAnnotation)] = "api";
  stores_.secrets.put(secret);
  EXPECT_THAT(due(), ElementsAre("0 team-a/api", "0 team-a/web"));
}

TEST_F(TriggersTest, R22_AfterALongAbsenceWhatEndsFirstComesFirst) {
  constexpr int kAll = 500;
  for (int i = 0; i < kAll; ++i) {
    api::Certificate one = certificate("uid-" + std::to_string(i));
    one.meta.name = "c" + std::to_string(i);
    one.meta.namespace_ = i % 2 == 0 ? "even" : "odd";
    // In no order of names, and every tenth has none yet.
    if (i % 10 != 0) one.status.not_after = kToday - 30 * kDay + std::chrono::hours(i * 77 % kAll);
    stores_.certificates.put(one);
  }
  queue_.defer_due(by_urgency(stores_));
  std::map<std::string, base::WallTime> last;
  int seen = 0;
  while (const auto key = queue_.try_take()) {
    const auto end = stores_.certificates.get(key->key)->status.not_after;
    base::WallTime& before = last[key->key.namespace_];
    EXPECT_GE(end.value_or(base::WallTime::max()), before);
    before = end.value_or(base::WallTime::max());
    queue_.done(*key);
    ++seen;
  }
  EXPECT_EQ(seen, kAll);
}

TEST_F(TriggersTest, LeftoversOfTheLivingStay) {
  stores_.certificates.put(certificate("uid-1"));
  stores_.challenges.put(challenge("uid-1"));
  stores_.challenges.put(challenge("uid-0"));
  due();
  add_leftovers(stores_, queue_);
  EXPECT_THAT(due(), ElementsAre("3 uid-0"));
}

TEST_F(TriggersTest, ADoorWhoseSliceAHandRemovedIsLookedAt) {
  DoorSliceSeen slice;
  slice.meta.namespace_ = "team";
  slice.meta.name = "sallyport-challenges-ipv4";
  slice.meta.resource_version = "1";
  stores_.door_slices.put(slice);
  due();
  stores_.door_slices.remove(slice.meta.key());
  const std::string edits = std::to_string(static_cast<int>(WorkKey::Kind::kEdits));
  EXPECT_THAT(due(), ElementsAre(edits + " team/"));
}

}  // namespace
}  // namespace controller
