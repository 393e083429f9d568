#include "kube_objects/object.h"

#include <gmock/gmock.h>

namespace kube {
namespace {

using testing::ElementsAre;
using testing::Pair;

const base::WallTime kEarly{base::Seconds(1'800'000'000)};
const base::WallTime kLate{base::Seconds(1'800'000'060)};

TEST(Object, TheKeyOfAClusterObjectIsItsName) {
  EXPECT_EQ((ObjectKey{"team-a", "web"}.text()), "team-a/web");
  EXPECT_EQ((ObjectKey{"", "web"}.text()), "web");
}

TEST(Object, MetadataIsReadWhole) {
  const Meta meta = read_meta(wire::Object::parse(R"({"metadata":{
      "name":"web","namespace":"team-a","uid":"u1","resourceVersion":"42","generation":3,
      "deletionTimestamp":"2026-11-24T19:35:42Z","labels":{"a":"b"},"annotations":{"c":"d",
      "kubectl.kubernetes.io/last-applied-configuration":"all of it once more"},
      "managedFields":[{"manager":"kubectl"}],
      "ownerReferences":[{"apiVersion":"v1","kind":"Secret","name":"s","uid":"u0",
                          "controller":true}]}})"));
  EXPECT_EQ(meta.key(), (ObjectKey{"team-a", "web"}));
  EXPECT_EQ(meta.uid, "u1");
  EXPECT_EQ(meta.resource_version, "42");
  EXPECT_EQ(meta.generation, 3);
  EXPECT_TRUE(meta.deleting);
  EXPECT_THAT(meta.labels, ElementsAre(Pair("a", "b")));
  EXPECT_THAT(meta.annotations, ElementsAre(Pair("c", "d")));
  EXPECT_THAT(meta.owners, ElementsAre(OwnerReference{"v1", "Secret", "s", "u0"}));
}

wire::Object with_annotations(std::size_t count, const std::string& value) {
  wire::Writer annotations;
  for (std::size_t i = 0; i < count; ++i) annotations.set("a" + std::to_string(i), value);
  annotations.set("sallyport.dev/renew", "1");
  return wire::Writer()
      .set("metadata", wire::Writer().set("name", "web").set("annotations", annotations))
      .object();
}

// 1,000 Secrets with 256 KiB of annotations each were more than the controller's memory.
TEST(Object, DF47_OfManyOrLongAnnotationsSomeAreKeptAndOursFirst) {
  for (const auto& [count, length] : {std::pair{100'000U, 0U}, {10U, 4000U}, {2U, 250'000U}}) {
    const Meta meta = read_meta(with_annotations(count, std::string(length, 'x')));
    std::size_t bytes = 0;
    for (const auto& [key, value] : meta.annotations) bytes += key.size() + value.size();
    EXPECT_LE(bytes, 16'384U) << count;
    EXPECT_LE(meta.annotations.size(), 64U) << count;
    EXPECT_TRUE(meta.annotations.contains("sallyport.dev/renew")) << count;
    EXPECT_TRUE(meta.partial) << count;
  }
  EXPECT_FALSE(read_meta(with_annotations(60, "some words")).partial);
}

TEST(Object, DF47_OfManyOwnersTheControllerIsKept) {
  std::vector<wire::Writer> owners;
  for (int i = 0; i < 1000; ++i) {
    owners.push_back(wire::Writer()
                         .set("apiVersion", "v1")
                         .set("kind", "Secret")
                         .set("name", "s" + std::to_string(i))
                         .set("controller", i == 999));
  }
  const Meta meta = read_meta(
      wire::Writer()
          .set("metadata", wire::Writer().set("name", "web").set("ownerReferences", owners))
          .object());
  EXPECT_EQ(meta.owners.size(), 65U);
  EXPECT_TRUE(meta.owners.back().controller);
}

TEST(Object, MetadataWithoutANameIsMalformed) {
  EXPECT_THROW(read_meta(wire::Object::parse(R"({"metadata":{}})")), wire::Malformed);
  EXPECT_THROW(read_meta(wire::Object()), wire::Malformed);
}

TEST(Object, PathsAreThoseOfTheApi) {
  EXPECT_EQ(kSecrets.path("team-a", "tls"), "/api/v1/namespaces/team-a/secrets/tls");
  EXPECT_EQ(kSecrets.path(""), "/api/v1/secrets");
  EXPECT_EQ(kIngresses.path("team-a", "web", "status"),
            "/apis/networking.k8s.io/v1/namespaces/team-a/ingresses/web/status");
}

TEST(Object, ANameCannotLeaveItsPlaceInThePath) {
  EXPECT_EQ(kSecrets.path("a", "../../kube-system/secrets/x?y#z"),
            "/api/v1/namespaces/a/secrets/..%2F..%2Fkube-system%2Fsecrets%2Fx%3Fy%23z");
}

TEST(Object, QueryValuesAreEncoded) {
  EXPECT_EQ(encoded("a.b/c=d,e in (f)"), "a.b%2Fc%3Dd%2Ce%20in%20%28f%29");
  EXPECT_EQ(encoded("\xc3\xa9+"), "%C3%A9%2B");
}

TEST(Object, AConditionIsReadAsItWasWritten) {
  const Condition written{"Ready", "True", "Issued", "until tomorrow", 7, kEarly};
  EXPECT_EQ(read_condition(wire::Object::parse(write_condition(written).text())), written);
}

TEST(Object, AConditionsTransitionMovesWithItsStatusOnly) {
  std::vector<Condition> conditions;
  set_condition(conditions, {"Ready", "False", "Pending", "", 1, {}}, kEarly);
  set_condition(conditions, {"Ready", "False", "Failed", "", 2, {}}, kLate);
  ASSERT_EQ(conditions.size(), 1U);
  EXPECT_EQ(conditions[0].reason, "Failed");
  EXPECT_EQ(conditions[0].last_transition, kEarly);
  set_condition(conditions, {"Ready", "True", "Issued", "", 2, {}}, kLate);
  EXPECT_EQ(conditions[0].last_transition, kLate);
}

TEST(Object, AConditionIsFoundByItsType) {
  std::vector<Condition> conditions;
  set_condition(conditions, {"Ready", "True", "", "", 1, {}}, kEarly);
  set_condition(conditions, {"Issuing", "False", "", "", 1, {}}, kEarly);
  ASSERT_NE(find_condition(conditions, "Issuing"), nullptr);
  EXPECT_EQ(find_condition(conditions, "Issuing")->status, "False");
  EXPECT_EQ(find_condition(conditions, "Stalled"), nullptr);
}

TEST(Object, ANewObjectNamesWhatItIsAndWhoOwnsIt) {
  const auto body = wire::Object::parse(
      new_object(kSecrets, {"team-a", "tls"}, {{"a", "b"}}, {}, {{"v1", "Item", "web", "u1"}})
          .text());
  EXPECT_EQ(body.text("apiVersion"), "v1");
  EXPECT_EQ(body.text("kind"), "Secret");
  const Meta meta = read_meta(body);
  EXPECT_EQ(meta.key(), (ObjectKey{"team-a", "tls"}));
  EXPECT_THAT(meta.owners, ElementsAre(OwnerReference{"v1", "Item", "web", "u1"}));
  EXPECT_TRUE(body.object("metadata").objects("ownerReferences")[0].flag("controller"));
  EXPECT_FALSE(body.object("metadata").has("annotations"));
}

}  // namespace
}  // namespace kube
