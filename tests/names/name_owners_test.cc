#include "names/name_owners.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/fake_clock.h"
#include "names/identifiers.h"
#include "names/name_claims.h"

namespace names {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kSystem[] = "sallyport-system";

base::WallTime at(int seconds) { return base::WallTime(base::Seconds(seconds)); }

class NameOwnersTest : public testing::Test {
 protected:
  struct How {
    int created = 1;
    std::string uid = "";
    int generation = 1;
    bool issued = false;  // what it asks for now, as its status says
    bool deleting = false;
  };

  NameOwnersTest() {
    certificates_.on_change([this](const kube::ObjectKey& key, const auto&, const auto&) {
      concerned_ = owners_->refresh(key);
    });
    claims_.on_change([this](const auto&, const auto& before, const auto& after) {
      concerned_ = owners_->refresh((after ? after : before)->certificate);
    });
    start();
  }
  // Another process, which has seen nothing.
  void start() {
    owners_ = std::make_unique<NameOwners>(certificates_, policies_, claims_, kSystem, clock_);
    for (const auto& each : certificates_.all()) owners_->refresh(each->meta.key());
    for (const auto& each : claims_.all()) owners_->refresh(each->certificate);
  }

  void put(const kube::ObjectKey& key, const std::vector<std::string>& names, const How& how) {
    api::Certificate certificate;
    certificate.meta.namespace_ = key.namespace_;
    certificate.meta.name = key.name;
    certificate.meta.uid = how.uid.empty() ? key.text() : how.uid;
    certificate.meta.created = at(how.created);
    certificate.meta.generation = how.generation;
    certificate.meta.deleting = how.deleting;
    certificate.meta.resource_version = std::to_string(++version_);
    certificate.spec.dns_names = names;
    if (how.issued) certificate.status.not_after = at(1 << 30);
    if (how.issued) certificate.status.observed_generation = how.generation;
    certificates_.put(certificate);
  }
  void put_policy(const std::string& name, const std::vector<std::string>& names,
                  const std::vector<std::string>& namespaces) {
    api::NamePolicy policy{{}, names, namespaces};
    policy.meta.name = name;
    policy.meta.resource_version = std::to_string(++version_);
    policies_.put(policy);
  }
  void record(const kube::ObjectKey& certificate, const api::ClaimedNames& names) {
    api::NameClaim claim{{}, certificate, names};
    claim.meta.namespace_ = kSystem;
    claim.meta.name = name_claim_key(kSystem, certificate).name;
    claim.meta.uid = "claim of " + certificate.text();
    claim.meta.resource_version = std::to_string(++version_);
    claims_.put(claim);
  }
  void forget_record(const kube::ObjectKey& certificate) {
    claims_.remove(name_claim_key(kSystem, certificate));
  }
  // What the controller does at its first look.
  void look(const kube::ObjectKey& key, const std::string& name) {
    const auto verdict = owners_->judge(key, {{acme::Identifier::Type::kDns, name}});
    if (!verdict.refusal) record(key, verdict.ours);
  }
  // "" when the namespace may have the name.
  std::string refusal(const std::string& namespace_, const std::string& name) const {
    const auto verdict = owners_->judge(
        {namespace_, "any"},
        {{acme::Identifier::Type::kDns, "free.example"}, {acme::Identifier::Type::kDns, name}});
    return verdict.refusal ? verdict.refusal->message : "";
  }
  bool has(const std::string& namespace_, const std::string& name) const {
    return refusal(namespace_, name).empty();
  }

  fakes::FakeClock clock_;
  NameOwners::Certificates certificates_;
  NameOwners::Policies policies_;
  NameOwners::NameClaims claims_;
  std::unique_ptr<NameOwners> owners_;
  std::vector<kube::ObjectKey> concerned_;
  int version_ = 0;
};

TEST_F(NameOwnersTest, BeforeTheFirstLookANameIsTheOldestCertificatesWhicheverIsSeenFirst) {
  put({"young", "web"}, {"a.example"}, {.created = 2});
  EXPECT_TRUE(has("young", "a.example"));
  put({"old", "web"}, {"a.example", "b.example"}, {.created = 1});
  EXPECT_THAT(concerned_, ElementsAre(kube::ObjectKey{"young", "web"}));
  EXPECT_THAT(refusal("young", "a.example"), HasSubstr("a.example belongs to namespace old"));
  EXPECT_TRUE(has("old", "a.example"));
  const auto refused = owners_->judge({"young", "web"}, {identifier_of("a.example")});
  EXPECT_EQ(refused.refusal->owner, (kube::ObjectKey{"old", "web"}));
  EXPECT_THAT(refused.ours, IsEmpty());
}

TEST_F(NameOwnersTest, OfOneSecondTheUidDecides) {
  put({"a", "web"}, {"a.example"}, {.uid = "2"});
  put({"b", "web"}, {"a.example"}, {.uid = "1"});
  EXPECT_THAT(refusal("a", "a.example"), HasSubstr("namespace b"));
  EXPECT_TRUE(has("b", "a.example"));
}

TEST_F(NameOwnersTest, CertificatesOfOneNamespaceShareAName) {
  put({"a", "rsa"}, {"a.example"}, {});
  put({"a", "ecdsa"}, {"a.example"}, {.created = 2});
  EXPECT_TRUE(has("a", "a.example"));
  certificates_.remove({"a", "rsa"});
  EXPECT_THAT(refusal("b", "a.example"), HasSubstr("namespace a"));
}

TEST_F(NameOwnersTest, ANameThatNobodyAsksForOrKeepsIsFreeAndTheOthersHearOfIt) {
  put({"old", "web"}, {"a.example"}, {.created = 1});
  put({"young", "web"}, {"a.example"}, {.created = 2});
  put({"old", "web"}, {"b.example"}, {.created = 1, .generation = 2});
  EXPECT_THAT(concerned_, ElementsAre(kube::ObjectKey{"young", "web"}));
  EXPECT_TRUE(has("young", "a.example"));
  certificates_.remove({"young", "web"});
  EXPECT_THAT(concerned_, IsEmpty());
  EXPECT_TRUE(has("anybody", "a.example"));
}

// DF01, as each of its variants would be tried. The owner is "team", who came later than the thief
// but asked for this name first.
class ThiefTest : public NameOwnersTest {
 protected:
  static constexpr char kName[] = "victim.example";
  const kube::ObjectKey team_{"team", "web"};
  const kube::ObjectKey evil_{"evil", "web"};

  ThiefTest() {
    put(evil_, {"evil.example"}, {.created = 1, .issued = true});
    look(evil_, "evil.example");
    put(team_, {kName}, {.created = 100, .issued = true});
  }
  void edit(int generation) {
    put(evil_, {"evil.example", kName}, {.created = 1, .generation = generation});
    look(evil_, kName);
  }
  void expect_teams(const std::string& what) {
    EXPECT_TRUE(has("team", kName)) << what;
    EXPECT_THAT(refusal("evil", kName), HasSubstr("belongs to namespace team")) << what;
  }
};

TEST_F(ThiefTest, AnOlderCertificateThatIsEditedDoesNotGetTheName) {
  look(team_, kName);
  edit(2);
  expect_teams("edited");
  start();
  expect_teams("after a restart");
  put(evil_, {kName}, {.created = 1, .generation = 2, .issued = true});
  start();
  expect_teams("with a status that a tenant has written");
}

TEST_F(ThiefTest, TheNameIsTheOwnersBeforeItsFirstLookToo) {
  put(evil_, {kName}, {.created = 1, .generation = 2});
  expect_teams("the edit was seen before the owner was looked at");
  put(evil_, {kName}, {.created = 1, .generation = 2, .issued = true});
  expect_teams("with a status that the tenant has written");
  start();
  expect_teams("both while no controller ran");
  owners_->adopt();
  expect_teams("a status counts only where nothing was ever recorded");
}

TEST_F(ThiefTest, WhoEditedFirstIsNotDisplacedByANewerCertificate) {
  put(team_, {kName, "more.example"}, {.created = 100, .generation = 2});
  clock_.advance(base::Seconds(10));
  const int later = static_cast<int>(
      std::chrono::duration_cast<base::Seconds>(clock_.wall_now().time_since_epoch()).count());
  put({"evil", "new"}, {"more.example"}, {.created = later});
  EXPECT_TRUE(has("team", "more.example"));
  EXPECT_FALSE(has("evil", "more.example"));
}

TEST_F(ThiefTest, ACertificateThatIsBeingDeletedAsksForNothing) {
  put(team_, {kName}, {.created = 100, .deleting = true});
  put(evil_, {kName}, {.created = 1, .generation = 2});
  EXPECT_TRUE(has("evil", kName));
}

TEST_F(NameOwnersTest, CertificatesFromBeforeTheRecordsCountByTheirAgeAndByWhatTheyWereIssued) {
  put({"evil", "web"}, {"a.example"}, {.created = 1, .generation = 2});
  put({"team", "web"}, {"a.example"}, {.created = 2, .generation = 5, .issued = true});
  put({"late", "web"}, {"a.example"}, {.created = 3});
  EXPECT_TRUE(has("late", "a.example"));
  owners_->adopt();
  EXPECT_TRUE(has("team", "a.example"));
  EXPECT_FALSE(has("late", "a.example"));
  EXPECT_FALSE(has("evil", "a.example"));
}

TEST_F(ThiefTest, ANameStaysItsOwnersWhenTheOwnerRenamesBackAndForth) {
  look(team_, kName);
  put(team_, {"other.example"}, {.created = 100, .generation = 2, .issued = true});
  record(team_, {{kName, {at(100), at(200)}}, {"other.example", {at(200)}}});
  edit(2);
  expect_teams("while the owner asks for another name");
  put(team_, {kName}, {.created = 100, .generation = 3});
  expect_teams("when it asks again");
}

TEST_F(ThiefTest, ANameStaysItsOwnersWhenItsCertificateIsDeletedAndMadeAgain) {
  look(team_, kName);
  certificates_.remove(team_);
  edit(2);
  expect_teams("without the owner's Certificate");
  start();
  expect_teams("after a restart");
  put(team_, {kName}, {.created = 500, .uid = "another"});
  expect_teams("made again");
}

TEST_F(ThiefTest, ANameStaysItsOwnersWhenAllIsRestoredWithoutAStatus) {
  look(team_, kName);
  certificates_.remove(team_);
  certificates_.remove(evil_);
  put(evil_, {"evil.example", kName}, {.created = 600, .uid = "restored-1"});
  put(team_, {kName}, {.created = 601, .uid = "restored-2"});
  start();
  expect_teams("restored");
}

TEST_F(ThiefTest, OfTwoClaimsByTwoLeadersTheEarlierOneCounts) {
  look(team_, kName);
  record(evil_, {{"evil.example", {at(1)}}, {kName, {at(300)}}});
  expect_teams("two claims");
  start();
  expect_teams("two claims, after a restart");
}

TEST_F(ThiefTest, ANamespaceThatIsMadeAgainHasNoOlderClaim) {
  look(team_, kName);
  certificates_.remove(team_);
  certificates_.remove(evil_);
  put({"evil", "new"}, {kName}, {.created = 700});
  expect_teams("nothing but the claim is left");
}

TEST_F(ThiefTest, AClaimThatIsDeletedByMistakeIsTheOwnersWhileItAsks) {
  look(team_, kName);
  put(team_, {kName, "more.example"}, {.created = 100, .generation = 2});
  edit(2);
  forget_record(team_);
  expect_teams("what it had in this process it has");
}

TEST_F(ThiefTest, ANameCanBeHandedOver) {
  look(team_, kName);
  put(team_, {"other.example"}, {.created = 100, .generation = 2});
  record(team_, {{kName, {at(100), at(200)}}, {"other.example", {at(200)}}});
  edit(2);
  record(team_, {{"other.example", {at(200)}}});  // an administrator took the name out
  EXPECT_THAT(concerned_, ElementsAre(evil_));
  look(evil_, kName);
  EXPECT_TRUE(has("evil", kName));
  EXPECT_FALSE(has("team", kName));
}

TEST_F(ThiefTest, APolicyCountsMoreAsLongAsItListsTheName) {
  look(team_, kName);
  edit(2);
  put_policy("wild", {"*.victim.example"}, {"evil"});
  expect_teams("a name is not below itself");
  put_policy("this", {kName}, {"evil"});
  EXPECT_TRUE(has("evil", kName));
  EXPECT_THAT(refusal("team", kName), HasSubstr("(NamePolicy this)"));
  policies_.remove({"", "this"});
  expect_teams("the policy is gone");
  put_policy("rest", {"*"}, {});
  EXPECT_FALSE(has("team", kName));
  EXPECT_FALSE(has("evil", kName));
}

TEST_F(NameOwnersTest, PoliciesAddUp) {
  put({"old", "web"}, {"www.a.example", "a.example"}, {});
  put_policy("team", {"*.a.example"}, {"team"});
  EXPECT_THAT(refusal("old", "www.a.example"), HasSubstr("(NamePolicy team)"));
  EXPECT_TRUE(has("team", "www.a.example"));
  EXPECT_TRUE(has("old", "a.example")) << "not below itself";
  put_policy("all", {"www.a.example", "else.example"}, {"old"});
  EXPECT_TRUE(has("old", "www.a.example"));
  EXPECT_TRUE(has("team", "www.a.example"));
  EXPECT_THAT(refusal("team", "else.example"), HasSubstr("(NamePolicy all)"));
}

TEST_F(NameOwnersTest, WhatOneCertificateMayNotHaveDoesNotCostItTheOthers) {
  put({"team", "web"}, {"b.example"}, {});
  put({"evil", "web"}, {"a.example", "b.example"}, {.created = 2});
  const auto verdict =
      owners_->judge({"evil", "web"}, {identifier_of("a.example"), identifier_of("b.example")});
  EXPECT_TRUE(verdict.refusal);
  EXPECT_THAT(verdict.ours, ElementsAre(testing::Pair("a.example", api::ClaimedName{at(2)})));
}

TEST_F(NameOwnersTest, AnAddressIsKeptAsAnAddress) {
  record({"team", "web"}, {{"192.0.2.1", {at(1)}}});
  const auto verdict = owners_->judge({"evil", "web"}, {identifier_of("192.0.2.1")});
  EXPECT_TRUE(verdict.refusal);
}

TEST_F(NameOwnersTest, DF38_AnotherFormOfAnAddressOrNameIsNoOtherName) {
  const auto read = [](const char* names) {
    return api::read_certificate(wire::Object::parse(
        R"({"metadata": {"name": "web", "namespace": "evil", "uid": "e", "resourceVersion": "9"},
            "spec": {"secretName": "s", "issuerRef": {"name": "i"}, )" +
        std::string(names) + "}}"));
  };
  record({"team", "web"},
         {{"192.0.2.1", {at(1)}}, {"2001:db8::1", {at(1)}}, {"a.example", {at(1)}}});
  for (const char* names :
       {R"("ipAddresses": ["::ffff:192.0.2.1"])", R"("ipAddresses": ["::FFFF:c000:0201"])",
        R"("ipAddresses": ["2001:DB8:0::0:1"])", R"("dnsNames": ["A.Example."])"}) {
    const auto verdict = owners_->judge({"evil", "web"}, identifiers_of(read(names)));
    EXPECT_TRUE(verdict.refusal) << names;
  }
}

TEST_F(NameOwnersTest, WhatIsKeptWithoutBeingAskedForIsCountedByNamespace) {
  record({"team", "web"}, {{"a.example", {at(1), at(2)}}, {"b.example", {at(1)}}});
  record({"team", "api"}, {{"c.example", {at(1), at(2)}}});
  EXPECT_EQ(owners_->unasked("team"), 2u);
  EXPECT_EQ(owners_->unasked("other"), 0u);
  forget_record({"team", "web"});
  EXPECT_EQ(owners_->unasked("team"), 1u);
  forget_record({"team", "api"});
  EXPECT_EQ(owners_->unasked("team"), 0u);
}

TEST_F(NameOwnersTest, OfOneThatIsGoneItKnowsWhetherItWasIssued) {
  put({"team", "web"}, {"a.example"}, {});
  look({"team", "web"}, "a.example");
  certificates_.remove({"team", "web"});
  EXPECT_EQ(owners_->was_issued({"team", "web"}), false);
  start();
  EXPECT_EQ(owners_->was_issued({"team", "web"}), std::nullopt);
  put({"team", "api"}, {"b.example"}, {.issued = true});
  look({"team", "api"}, "b.example");
  certificates_.remove({"team", "api"});
  EXPECT_EQ(owners_->was_issued({"team", "api"}), true);
  put({"team", "api"}, {"b.example"}, {.uid = "made again"});
  certificates_.remove({"team", "api"});
  EXPECT_EQ(owners_->was_issued({"team", "api"}), true) << "the one before was";
}

TEST(NamePolicy, APatternMatchesNoMoreThanItSays) {
  EXPECT_TRUE(api::matches_name("a.example", "a.example"));
  EXPECT_FALSE(api::matches_name("a.example", "www.a.example"));
  EXPECT_TRUE(api::matches_name("*.a.example", "x.www.a.example"));
  EXPECT_FALSE(api::matches_name("*.a.example", "a.example"));
  EXPECT_FALSE(api::matches_name("*.a.example", ".a.example"));
  EXPECT_TRUE(api::matches_name("192.0.2.1", "192.0.2.1"));
}

}  // namespace
}  // namespace names
