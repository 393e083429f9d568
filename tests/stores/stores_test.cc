// Where the issuer of a Certificate is looked for.

#include "stores/stores.h"

#include <gtest/gtest.h>

namespace controller {
namespace {

api::Issuer issuer_with(const kube::ObjectKey& key, const std::string& server) {
  api::Issuer issuer;
  issuer.meta.name = key.name;
  issuer.meta.namespace_ = key.namespace_;
  issuer.meta.resource_version = "1";
  issuer.meta.uid = server;
  issuer.cluster_scoped = key.namespace_.empty();
  issuer.spec.server = server;
  return issuer;
}

class StoresTest : public testing::Test {
 protected:
  StoresTest() {
    stores_.issuers.put(issuer_with({"team-a", "le"}, "https://a.example"));
    stores_.issuers.put(issuer_with({"team-b", "le"}, "https://b.example"));
    stores_.issuers.put(issuer_with({"team-b", "own"}, "https://own.example"));
    stores_.cluster_issuers.put(issuer_with({"", "le"}, "https://all.example"));
    stores_.cluster_issuers.put(issuer_with({"", "wide"}, "https://wide.example"));
  }
  // Its server, "" when there is no such issuer.
  std::string found(const std::string& namespace_, const api::IssuerRef& ref) const {
    const auto issuer = stores_.issuer(namespace_, ref);
    return issuer ? issuer->spec.server : "";
  }

  Stores stores_;
};

TEST_F(StoresTest, AnIssuerIsThatOfTheNamespace) {
  EXPECT_EQ(found("team-a", {"le", "Issuer"}), "https://a.example");
  EXPECT_EQ(found("team-b", {"le", "Issuer"}), "https://b.example");
}

TEST_F(StoresTest, AnIssuerOfAnotherNamespaceIsNotFound) {
  EXPECT_EQ(found("team-a", {"own", "Issuer"}), "");
  EXPECT_EQ(found("", {"own", "Issuer"}), "");
}

TEST_F(StoresTest, AClusterIssuerIsTheSameForEveryNamespace) {
  EXPECT_EQ(found("team-a", {"le", "ClusterIssuer"}), "https://all.example");
  EXPECT_EQ(found("team-b", {"le", "ClusterIssuer"}), "https://all.example");
}

TEST_F(StoresTest, NeitherKindStandsInForTheOther) {
  EXPECT_EQ(found("team-a", {"wide", "Issuer"}), "");
  EXPECT_EQ(found("team-b", {"own", "ClusterIssuer"}), "");
}

}  // namespace
}  // namespace controller
