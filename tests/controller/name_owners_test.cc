#include "controller/name_owners.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using controller::NameOwners;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class NameOwnersTest : public testing::Test {
 protected:
  NameOwnersTest() {
    certificates_.on_change([this](const kube::ObjectKey& key, const auto&, const auto&) {
      concerned_ = owners_.refresh(key);
    });
    kept_.on_change([this](const kube::ObjectKey& key, const auto&, const auto&) {
      concerned_ = owners_.refresh_kept(key);
    });
  }

  // Made so many seconds after the others.
  void put(const kube::ObjectKey& key, const std::vector<std::string>& names, int seconds,
           const std::string& uid = "") {
    api::Certificate certificate;
    certificate.meta.namespace_ = key.namespace_;
    certificate.meta.name = key.name;
    certificate.meta.uid = uid.empty() ? key.text() : uid;
    certificate.meta.created = base::WallTime(base::Seconds(seconds));
    certificate.meta.resource_version = std::to_string(++version_);
    certificate.spec.dns_names = names;
    certificates_.put(certificate);
  }
  void put_policy(const std::string& name, const std::vector<std::string>& names,
                  const std::vector<std::string>& namespaces) {
    api::NamePolicy policy{{}, names, namespaces};
    policy.meta.name = name;
    policy.meta.resource_version = std::to_string(++version_);
    policies_.put(policy);
  }
  void put_record(const std::string& namespace_, const std::vector<std::string>& names) {
    api::NamePolicy record{{}, names, {namespace_}};
    record.meta.name = "kept." + namespace_;
    record.meta.annotations["sallyport.dev/certificate"] = namespace_ + "/web";
    record.meta.created = base::WallTime(base::Seconds(99));
    record.meta.resource_version = std::to_string(++version_);
    kept_.put(record);
  }
  // "" when the namespace may have the name.
  std::string refusal(const std::string& namespace_, const std::string& name) const {
    const auto refused = owners_.refusal(
        namespace_,
        {{acme::Identifier::Type::kDns, "free.example"}, {acme::Identifier::Type::kDns, name}});
    return refused ? refused->message : "";
  }

  NameOwners::Certificates certificates_;
  NameOwners::Policies policies_;
  NameOwners::Policies kept_;
  NameOwners owners_{certificates_, policies_, kept_};
  std::vector<kube::ObjectKey> concerned_;
  int version_ = 0;
};

TEST_F(NameOwnersTest, ANameIsTheOldestCertificatesWhicheverIsSeenFirst) {
  put({"young", "web"}, {"a.example"}, 2);
  EXPECT_EQ(refusal("young", "a.example"), "");
  put({"old", "web"}, {"a.example", "b.example"}, 1);
  EXPECT_THAT(concerned_, ElementsAre(kube::ObjectKey{"young", "web"}));
  EXPECT_THAT(refusal("young", "a.example"), HasSubstr("a.example belongs to namespace old"));
  EXPECT_EQ(refusal("old", "a.example"), "");
  EXPECT_EQ(owners_.refusal("young", {{acme::Identifier::Type::kDns, "a.example"}})->owner,
            (kube::ObjectKey{"old", "web"}));
}

TEST_F(NameOwnersTest, OfOneSecondTheUidDecides) {
  put({"a", "web"}, {"a.example"}, 1, "2");
  put({"b", "web"}, {"a.example"}, 1, "1");
  EXPECT_THAT(refusal("a", "a.example"), HasSubstr("namespace b"));
  EXPECT_EQ(refusal("b", "a.example"), "");
}

TEST_F(NameOwnersTest, CertificatesOfOneNamespaceShareAName) {
  put({"a", "rsa"}, {"a.example"}, 1);
  put({"a", "ecdsa"}, {"a.example"}, 2);
  EXPECT_EQ(refusal("a", "a.example"), "");
  certificates_.remove({"a", "rsa"});
  EXPECT_THAT(refusal("b", "a.example"), HasSubstr("namespace a"));
}

TEST_F(NameOwnersTest, ANameThatNobodyAsksForAnyMoreIsFreeAndTheOthersHearOfIt) {
  put({"old", "web"}, {"a.example"}, 1);
  put({"young", "web"}, {"a.example"}, 2);
  put({"old", "web"}, {"b.example"}, 1);
  EXPECT_THAT(concerned_, ElementsAre(kube::ObjectKey{"young", "web"}));
  EXPECT_EQ(refusal("young", "a.example"), "");
  certificates_.remove({"young", "web"});
  EXPECT_THAT(concerned_, IsEmpty());
  EXPECT_EQ(refusal("anybody", "a.example"), "");
}

TEST_F(NameOwnersTest, OneThatWasMadeAgainCameLater) {
  put({"a", "web"}, {"a.example"}, 1, "first");
  put({"b", "web"}, {"a.example"}, 2);
  put({"a", "web"}, {"a.example"}, 3, "second");
  EXPECT_THAT(refusal("a", "a.example"), HasSubstr("namespace b"));
}

TEST_F(NameOwnersTest, PoliciesCountMoreThanWhoCameFirst) {
  put({"old", "web"}, {"www.a.example", "a.example"}, 1);
  put_policy("team", {"*.a.example"}, {"team"});
  EXPECT_THAT(refusal("old", "www.a.example"), HasSubstr("(NamePolicy team)"));
  EXPECT_EQ(refusal("team", "www.a.example"), "");
  EXPECT_EQ(refusal("old", "a.example"), "") << "not below itself";
  put_policy("all", {"www.a.example", "else.example"}, {"old"});
  EXPECT_EQ(refusal("old", "www.a.example"), "") << "they add up";
  EXPECT_EQ(refusal("team", "www.a.example"), "");
  EXPECT_THAT(refusal("team", "else.example"), HasSubstr("(NamePolicy all)"));
  put_policy("rest", {"*"}, {});
  EXPECT_THAT(refusal("old", "a.example"), HasSubstr("(NamePolicy rest)"));
}

TEST_F(NameOwnersTest, AKeptNameStaysItsNamespacesWhoeverAsks) {
  put({"b", "web"}, {"a.example", "192.0.2.1"}, 1);
  put_record("a", {"a.example"});
  EXPECT_THAT(concerned_, ElementsAre(kube::ObjectKey{"b", "web"}));
  EXPECT_THAT(refusal("b", "a.example"),
              HasSubstr("belongs to namespace a, which had it first (kept by NamePolicy kept.a)"));
  EXPECT_EQ(refusal("a", "a.example"), "");
  put({"a", "web"}, {"a.example"}, 5);
  EXPECT_EQ(refusal("a", "a.example"), "");
  put_policy("team", {"a.example"}, {"b"});
  EXPECT_EQ(refusal("b", "a.example"), "") << "an administrator's word counts more";
}

TEST_F(NameOwnersTest, ADeletedRecordLetsItsNamesGo) {
  put({"b", "web"}, {"a.example"}, 1);
  put_record("a", {"a.example"});
  kept_.remove({"", "kept.a"});
  EXPECT_THAT(concerned_, ElementsAre(kube::ObjectKey{"b", "web"}));
  EXPECT_EQ(refusal("b", "a.example"), "");
}

TEST(NamePolicy, APatternMatchesNoMoreThanItSays) {
  EXPECT_TRUE(api::matches_name("a.example", "a.example"));
  EXPECT_FALSE(api::matches_name("a.example", "www.a.example"));
  EXPECT_TRUE(api::matches_name("*.a.example", "x.www.a.example"));
  EXPECT_FALSE(api::matches_name("*.a.example", "a.example"));
  EXPECT_FALSE(api::matches_name("*.a.example", ".a.example"));
  EXPECT_FALSE(api::matches_name("*.a.example", ".a.example"));
  EXPECT_TRUE(api::matches_name("192.0.2.1", "192.0.2.1"));
}

}  // namespace
