// A move from cert-manager and back on an API server in memory, cut short at each of its writes.
#include <gmock/gmock.h>

#include <thread>
#include <utility>

#include "migration/plan.h"
#include "move_bed.h"

namespace kubectl {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

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

// None of cert-manager's is left by which a run would find the namespace again.
TEST_F(MoveTest, OfAllNamespacesWhatWasCutShortIsFoundAgain) {
  lay();
  api_.forbid("POST certificates ");
  EXPECT_EQ(migrate("--apply"), kNotAsked);
  api_.forbid("");
  EXPECT_FALSE(theirs(kWeb) || theirs(kApi) || ours(kWeb) || ours(kApi));
  const std::string begun = "ConfigMap team-a/sallyport-migrated-web: begun by an earlier run";
  EXPECT_EQ(migrate("-A"), kGood) << error_;
  EXPECT_THAT(said_, HasSubstr(begun));
  EXPECT_EQ(
      run_on(api_, {"migrate", "-A", "--apply", "--system-namespace", "sallyport-system"}).code,
      kGood);
  expect_moved("");
}

// As one with a finalizer: it is there for a while after it was deleted.
TEST_F(MoveTest, ACertificateThatDoesNotGoIsWaitedFor) {
  lay();
  api_.forbid("POST certificates ");
  EXPECT_EQ(migrate("--apply"), kNotAsked) << error_;
  api_.forbid("");
  put(api::kTheirCertificates, kWeb,
      R"({"metadata":{"deletionTimestamp":"2026-11-30T15:00:00Z"},
          "spec":{"secretName":"web-tls"}})");
  std::jthread goes([this] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    api_.remove(api::kTheirCertificates, kWeb);
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

// What a tenant may write into a ConfigMap, and what is said of it.
struct Spoiled {
  std::string name;
  std::string theirs;
  std::string ours;
  std::string forbidden;  // a write
  std::string said_by_apply;
  std::string said_by_undo;
};

std::string certificate(const std::string& group, const std::string& name,
                        const std::string& spec) {
  return R"({"apiVersion":")" + group + R"(/v1","kind":"Certificate","metadata":{"name":")" + name +
         R"(","namespace":"team-a"},"spec":)" + spec + "}";
}

std::vector<Spoiled> spoiled() {
  const std::string spec = R"({"secretName":"tls"})";
  const std::string theirs = certificate("cert-manager.io", "aaa", spec);
  const std::string ours = certificate("sallyport.dev", "aaa", spec);
  const std::string unread = "cannot be read";
  return {
      {"aaa", "{", ours, "", unread, unread},
      {"aaa", certificate("cert-manager.io", "aaa", "{}"), ours, "", "secretName", "secretName"},
      {"aaa", theirs, R"({"apiVersion":"v1","kind":"Pod"})", "", unread, unread},
      {"", certificate("cert-manager.io", "", spec), certificate("sallyport.dev", "", spec), "",
       unread, unread},
      {"other", theirs, ours, "", unread, unread},
      {"aaa", theirs, ours, "PATCH configmaps sallyport-migrated-aaa", "as it was told", ""},
      {"aaa", theirs, ours, "DELETE configmaps sallyport-migrated-aaa", "", "as it was told"},
  };
}

// A tenant may write ConfigMaps, and so hold up nobody else's move and way back.
TEST_F(MoveTest, WhatASpoiledConfigMapKeepsIsPassedOver) {
  for (const Spoiled& each : spoiled()) {
    lay();
    const std::string name = "sallyport-migrated-" + each.name;
    const auto spoil = [&] {
      api_.put(
          migration::kConfigMaps,
          kube::new_object(migration::kConfigMaps, {"team-a", name},
                           {{std::string(migration::kKeptLabel), "certificate"}})
              .set("data", std::map<std::string, std::string>{{"cert-manager.json", each.theirs},
                                                              {"sallyport.json", each.ours}}));
      api_.forbid(each.forbidden);
    };
    spoil();
    EXPECT_EQ(migrate("--apply") == kGood, each.said_by_apply.empty()) << said_ << error_;
    if (!each.said_by_apply.empty()) {
      EXPECT_THAT(said_, testing::ContainsRegex(name + ".*" + each.said_by_apply));
    }
    expect_moved(each.theirs);
    api_.remove(api::kCertificates, {"team-a", "aaa"});
    spoil();
    EXPECT_EQ(migrate("--undo") == kGood, each.said_by_undo.empty()) << said_ << error_;
    if (!each.said_by_undo.empty()) {
      EXPECT_THAT(said_, testing::ContainsRegex(name + ".*" + each.said_by_undo));
    }
    expect_back(each.theirs);
    api_.forbid("");
  }
}

// An edit between two runs is not lost, and neither is what somebody has written there without the
// label by which it is found.
TEST_F(MoveTest, WhatIsKeptIsWhatCertManagerHasAtTheLastRun) {
  for (const bool has_label : {true, false}) {
    lay();
    api_.forbid("DELETE certificates web");
    EXPECT_EQ(migrate("--apply"), kNotAsked) << error_;
    api_.forbid("");
    const kube::ObjectKey key = migration::kept_key(kWeb);
    if (!has_label) api_.put(migration::kConfigMaps, kube::new_object(migration::kConfigMaps, key));
    const auto theirs = api_.get(api::kTheirCertificates, kWeb);
    api_.put(api::kTheirCertificates,
             wire::Writer(*theirs).set(
                 "spec", wire::Writer(theirs->object("spec"))
                             .set("dnsNames", std::vector<std::string>{"edited.example"})));
    EXPECT_EQ(migrate("--apply"), kGood) << said_ << error_;
    ASSERT_TRUE(ours(kWeb));
    EXPECT_THAT(api_.get(api::kCertificates, kWeb)->object("spec").texts("dnsNames"),
                Contains("edited.example"));
    expect_moved("");
    EXPECT_EQ(migrate("--undo"), kGood) << said_ << error_;
    EXPECT_THAT(api_.get(api::kTheirCertificates, kWeb)->object("spec").texts("dnsNames"),
                Contains("edited.example"));
  }
}

TEST_F(MoveTest, OneOfOursThatNoMoveHasMadeIsNotDeleted) {
  lay();
  EXPECT_EQ(migrate("--apply"), kGood) << error_;
  const auto spec = api_.get(api::kCertificates, kWeb)->object("spec");
  api_.remove(api::kCertificates, kWeb);
  api_.put(api::kCertificates, kube::new_object(api::kCertificates, kWeb).set("spec", spec));
  EXPECT_EQ(migrate("--undo"), kAnswerIsNo);
  EXPECT_THAT(said_, HasSubstr("was made by no move"));
  EXPECT_TRUE(ours(kWeb) && theirs(kApi));
  EXPECT_FALSE(theirs(kWeb) || ours(kApi));
}

// Its webhook is down, say, or its kinds are gone.
TEST_F(MoveTest, OursStaysWhereCertManagersWouldNotBeTaken) {
  lay();
  EXPECT_EQ(migrate("--apply"), kGood) << error_;
  const auto marks = meta(kube::kSecrets, {"team-a", "web-tls"}).annotations;
  api_.forbid("POST certificates ");
  EXPECT_EQ(migrate("--undo"), kNotAsked);
  EXPECT_THAT(said_, HasSubstr("cert-manager's would not be taken, so ours stays"));
  EXPECT_TRUE(ours(kWeb) && ours(kApi));
  EXPECT_EQ(meta(kube::kSecrets, {"team-a", "web-tls"}).annotations, marks);
  api_.forbid("");
  EXPECT_EQ(migrate("--undo"), kGood) << said_ << error_;
  expect_back("");
}

// Where the way back of one of its Certificates was refused.
TEST_F(MoveTest, AnIngressStaysOursWhileOneOfItsCertificatesIs) {
  lay();
  EXPECT_EQ(migrate("--apply"), kGood) << error_;
  api_.forbid("DELETE certificates web");
  EXPECT_EQ(migrate("--undo"), kNotAsked);
  EXPECT_THAT(said_, HasSubstr("Ingress team-a/site: a Certificate of Sallyport's"));
  EXPECT_FALSE(
      meta(kube::kIngresses, {"team-a", "site"}).annotations.contains("cert-manager.io/issuer"));
  api_.forbid("");
  EXPECT_EQ(migrate("--undo"), kGood) << said_ << error_;
  expect_back("");
}

TEST_F(MoveTest, WhatWasDeletedAfterTheMoveIsNotMadeAgain) {
  lay();
  EXPECT_EQ(migrate("--apply"), kGood) << error_;
  api_.remove(api::kCertificates, kWeb);
  EXPECT_EQ(migrate("--apply"), kGood) << said_ << error_;
  EXPECT_FALSE(ours(kWeb));
}

TEST_F(MoveTest, AnIngressThatChangesMeanwhileIsLeftForTheNextRun) {
  lay();
  bool is_changed = false;
  api_.before_write([&](const std::string& what) {
    if (what != "PATCH ingresses site" || std::exchange(is_changed, true)) return;
    put(kube::kIngresses, {"team-a", "site"},
        R"({"metadata":{"annotations":{"cert-manager.io/issuer":"le",
            "cert-manager.io/duration":"2160h"}}})");
  });
  EXPECT_EQ(migrate("--apply"), kNotAsked);
  EXPECT_TRUE(theirs(kWeb));
  EXPECT_FALSE(ours(kWeb));
}

TEST_F(MoveTest, ASecretOfAnotherOneIsNotTakenForTheCopy) {
  lay();
  put(kube::kSecrets, {"sallyport-system", "acct"}, R"({"data":{"tls.key":"b3RoZXI="}})");
  EXPECT_EQ(migrate("--apply"), kNotAsked);
  EXPECT_THAT(error_, HasSubstr("Secret sallyport-system/acct"));
  EXPECT_THAT(error_, Not(HasSubstr("b3RoZXI=")));
  EXPECT_FALSE(api_.get(api::kClusterIssuers, {"", "all"}));
  EXPECT_TRUE(theirs(kApi));
}

// As a controller in Git makes it again while the move is under way.
TEST_F(MoveTest, OursIsNotMadeBesideOneOfCertManagersThatIsThereAgain) {
  lay();
  api_.forbid("POST certificates ");
  EXPECT_EQ(migrate("--apply"), kNotAsked);
  api_.forbid("");
  put(api::kTheirCertificates, kWeb,
      R"({"spec":{"secretName":"web-tls","dnsNames":["*.a.example"],"issuerRef":{"name":"le"}}})");
  EXPECT_EQ(migrate("--apply"), kAnswerIsNo);
  EXPECT_THAT(said_, HasSubstr("of cert-manager is there: ours is not made beside it"));
  EXPECT_TRUE(ours(kApi) && theirs(kWeb));
  EXPECT_FALSE(ours(kWeb));
  EXPECT_THAT(two_writers_, IsEmpty());
}

}  // namespace
}  // namespace kubectl
