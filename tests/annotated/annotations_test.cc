// What each annotation asks for, and what is refused.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "annotated/asking.h"

namespace {

using namespace asking;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// ---- Each field ---------------------------------------------------------------------------------

struct FieldRow {
  const char* annotation;
  const char* value;
  const char* in_spec;  // a part of it
};
std::ostream& operator<<(std::ostream& out, const FieldRow& row) { return out << row.annotation; }
class EachField : public testing::TestWithParam<FieldRow> {};
TEST_P(EachField, IsInTheSpecByOurAnnotationAndByCertManagers) {
  for (const std::string prefix : {"sallyport.dev/", "cert-manager.io/"}) {
    Namespace team;
    const Words words{{prefix + "issuer", "le"},
                      {prefix + GetParam().annotation, GetParam().value}};
    EXPECT_THAT(team.look_at(ingress(words, kShopTls), heeded("everywhere")),
                ElementsAre("put shop-tls"));
    EXPECT_THAT(team.text("shop-tls"),
                AllOf(HasSubstr(GetParam().in_spec),
                      HasSubstr(R"("issuerRef":{"kind":"Issuer","name":"le"})")));
    EXPECT_THAT(team.problems, IsEmpty());
  }
}
INSTANTIATE_TEST_SUITE_P(
    Fields, EachField,
    testing::Values(
        FieldRow{"common-name", "shop.example", R"("commonName":"shop.example")"},
        FieldRow{"alt-names", "x.example, Y.example",
                 R"(["shop.example","x.example","y.example"])"},
        FieldRow{"ip-sans", "192.0.2.1,2001:DB8::1",
                 R"("ipAddresses":["192.0.2.1","2001:db8::1"])"},
        FieldRow{"duration", "2160h", R"("duration":"2160h")"},
        FieldRow{"renew-before", "360h", R"("renewBefore":"360h")"},
        FieldRow{"renew-before-percentage", "30", R"("renewBeforePercentage":30)"},
        FieldRow{"usages", "digital signature, server auth",
                 R"("usages":["digital signature","server auth"])"},
        FieldRow{"names-policy", "AllowSubset", R"("namesPolicy":"AllowSubset")"},
        FieldRow{"private-key-algorithm", "RSA", R"("privateKey":{"algorithm":"RSA"})"},
        FieldRow{"private-key-encoding", "PKCS1", R"("privateKey":{"encoding":"PKCS1"})"},
        FieldRow{"private-key-size", "384", R"("privateKey":{"size":384})"},
        FieldRow{"private-key-rotation-policy", "Never",
                 R"("privateKey":{"rotationPolicy":"Never"})"},
        FieldRow{"secret-template", R"({"labels": {"a": "b"}, "annotations": {"c": "d"}})",
                 R"("secretTemplate":{"annotations":{"c":"d"},"labels":{"a":"b"}})"}));

// ---- What is refused ----------------------------------------------------------------------------

struct RefusedRow {
  const char* name;
  Words annotations;
  std::vector<const char*> says;
};
std::ostream& operator<<(std::ostream& out, const RefusedRow& row) { return out << row.name; }
class EachRefused : public testing::TestWithParam<RefusedRow> {};
// What was made before stays.
TEST_P(EachRefused, IsToldAndChangesNothing) {
  Namespace team;
  team.look_at(ingress(kAsks, kShopTls));
  EXPECT_THAT(team.look_at(ingress(GetParam().annotations,
                                   R"([{"secretName": "other", "hosts": ["x.example"]}])"),
                           heeded("everywhere")),
              IsEmpty());
  ASSERT_EQ(team.problems.size(), 1U);
  for (const char* part : GetParam().says) EXPECT_THAT(team.problems.front(), HasSubstr(part));
  EXPECT_NE(team.text("shop-tls"), "");
}
INSTANTIATE_TEST_SUITE_P(
    Bad, EachRefused,
    testing::Values(
        RefusedRow{"two issuers",
                   with(kAsks, "sallyport.dev/issuer", "le"),
                   {"sallyport.dev/cluster-issuer", "not both"}},
        RefusedRow{"two programs",
                   with(kAsks, "cert-manager.io/issuer", "le"),
                   {"cert-manager.io", "take one of them off"}},
        RefusedRow{"an issuer of others",
                   {{"cert-manager.io/issuer", "pca"},
                    {"cert-manager.io/issuer-group", "awspca.cert-manager.io"}},
                   {"issuer-group", "awspca.cert-manager.io"}},
        RefusedRow{
            "another kind",
            {{"cert-manager.io/issuer", "pca"}, {"cert-manager.io/issuer-kind", "StepIssuer"}},
            {"issuer-kind", "StepIssuer", "Issuer or ClusterIssuer"}},
        RefusedRow{"no number",
                   with(kAsks, "sallyport.dev/private-key-size", "big"),
                   {"sallyport.dev/private-key-size", "\"big\"", "a whole number"}},
        RefusedRow{"too big a number",
                   with(kAsks, "sallyport.dev/private-key-size", "99999999999"),
                   {"a whole number"}},
        RefusedRow{"no address",
                   with(kAsks, "sallyport.dev/ip-sans", "shop.example"),
                   {"sallyport.dev/ip-sans", "IP addresses"}},
        RefusedRow{
            "no JSON", with(kAsks, "sallyport.dev/secret-template", "labels"), {"expected JSON"}},
        RefusedRow{"another field",
                   with(kAsks, "sallyport.dev/secret-template", R"({"data": {}})"),
                   {"expected JSON"}},
        RefusedRow{
            "no yes or no", with(kAsks, "sallyport.dev/placeholder", "1"), {"true or false"}}));

// ---- cert-manager's -----------------------------------------------------------------------------

TEST(Annotations, ThoseOfCertManagerAreHeededWhereTheAdministratorSays) {
  const auto object = ingress({{"cert-manager.io/cluster-issuer", "le"}}, kShopTls);
  for (const auto& [text, expected] :
       std::vector<std::pair<std::string, bool>>{{"", false},
                                                 {"everywhere", true},
                                                 {"namespace/team-a", true},
                                                 {"namespace/team-b", false},
                                                 {"class/traefik", true},
                                                 {"class/nginx", false},
                                                 {"namespace/team-b,class/traefik", true}}) {
    Namespace team;
    EXPECT_EQ(!team.look_at(object, heeded(text)).empty(), expected) << text;
  }
}

// An administrator who takes a place out of the list ends nobody's renewal.
TEST(Annotations, WhatIsNotHeededAnyMoreStays) {
  Namespace team;
  const auto object = ingress({{"cert-manager.io/cluster-issuer", "le"}}, kShopTls);
  team.look_at(object, heeded("everywhere"));
  EXPECT_THAT(team.look_at(object, heeded("")), IsEmpty());
  EXPECT_NE(team.text("shop-tls"), "");
}

// Which of them are kept is not the user's to know.
TEST(Annotations, ThatItAsksIsSeenAmongMoreAnnotationsThanAreKept) {
  Words words{{"cert-manager.io/cluster-issuer", "le"}};
  for (int i = 0; i < 100; ++i) words["alb.example.com/" + std::to_string(i)] = "x";
  Namespace team;
  EXPECT_THAT(team.look_at(ingress(words, kShopTls), heeded("everywhere")), IsEmpty());
  EXPECT_THAT(team.problems, ElementsAre(HasSubstr("more annotations than are read")));
}

TEST(Annotations, WhatAMoveFromCertManagerHasLeftIsNoMistake) {
  Namespace team;
  team.look_at(ingress(with(kAsks, "sallyport.dev/before-migration", "{}"), kShopTls));
  EXPECT_THAT(team.problems, IsEmpty());
}

TEST(Annotations, WhatIsNoPlaceIsRefused) {
  for (const char* text : {"all", "namespace/", "team-a", "class/a,b"}) {
    const auto read = HeededAnnotations::parse(text);
    ASSERT_FALSE(read) << text;
    EXPECT_THAT(read.error(), HasSubstr("namespace/NAME"));
  }
}

}  // namespace
