// Writes: versions, generations, conflicts, preconditions, and the status apart from the rest.
#include "conformance/steps.h"

namespace conformance {
namespace {

using Writes = Steps;

TEST_F(Writes, WhatIsNotThereIsNotFound) {
  EXPECT_EQ(kind_of(get()), Kind::kNotFound);
  EXPECT_TRUE(client_->remove(api::kCertificates, kKey, {}, {})) << "gone already is a success";
}

TEST_F(Writes, AnApplyMakesTheObjectAndAnotherOneChangesIt) {
  const kube::Meta made = applied(certificate("a.example.com"));
  EXPECT_FALSE(made.uid.empty());
  EXPECT_EQ(made.generation, 1);
  const kube::Meta changed = applied(certificate("b.example.com"));
  EXPECT_EQ(changed.uid, made.uid);
  EXPECT_EQ(changed.generation, 2);
  EXPECT_NE(changed.resource_version, made.resource_version);
  EXPECT_EQ(api::read_certificate(*get()).spec.dns_names,
            std::vector<std::string>{"b.example.com"});
}

TEST_F(Writes, AnApplyOfTheSameChangesNothing) {
  const kube::Meta made = applied(secret({{"key", "b25l"}}));
  EXPECT_EQ(applied(secret({{"key", "b25l"}})).resource_version, made.resource_version);
  EXPECT_NE(applied(secret({{"key", "dHdv"}})).resource_version, made.resource_version);
}

TEST_F(Writes, ACreateOfWhatIsThereIsRefused) {
  const auto made = client_->create(kube::kSecrets, kKey, secret({{"key", "b25l"}}), {});
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(kind_of(client_->create(kube::kSecrets, kKey, secret({{"key", "dHdv"}}), {})),
            Kind::kAlreadyExists);
  EXPECT_EQ(data_now(), (Data{{"key", "b25l"}}));
}

TEST_F(Writes, TheTypeOfASecretAndTheDataOfAnImmutableOneStay) {
  const wire::Writer one = secret({{"key", "b25l"}}).set("type", "Opaque");
  applied(one);
  EXPECT_EQ(kind_of(apply(wire::Writer(one).set("type", "example.com/another"))), Kind::kInvalid);
  applied(wire::Writer(one).set("immutable", true));
  EXPECT_EQ(kind_of(apply(secret({{"key", "dHdv"}}).set("immutable", true))), Kind::kInvalid);
  EXPECT_EQ(data_now(), (Data{{"key", "b25l"}}));
}

TEST_F(Writes, AWriteOfAnOldVersionIsAConflict) {
  const kube::Meta made = applied(certificate("a.example.com"));
  applied(certificate("b.example.com"));
  EXPECT_EQ(kind_of(apply(kube::conditional(certificate("c.example.com"), made))), Kind::kConflict);
  EXPECT_EQ(api::read_certificate(*get()).spec.dns_names,
            std::vector<std::string>{"b.example.com"});
}

TEST_F(Writes, WhatIsToBeNewIsAConflictWhereThereIsOneAlready) {
  const kube::Meta made = applied(kube::only_new(secret({{"key", "b25l"}})));
  EXPECT_FALSE(made.uid.empty());
  EXPECT_NE(made.resource_version, "1");
  for (const char* value : {"b25l", "dHdv"})
    EXPECT_EQ(kind_of(apply(kube::only_new(secret({{"key", value}})))), Kind::kConflict) << value;
  EXPECT_EQ(applied(secret({{"key", "b25l"}})).resource_version, made.resource_version);
  ASSERT_TRUE(client_->remove(kube::kSecrets, kKey, {made.uid, ""}, {}));
  EXPECT_NE(applied(kube::only_new(secret({{"key", "b25l"}}))).uid, made.uid);
}

TEST_F(Writes, AWriteMeantForTheOneBeforeIsAConflict) {
  const kube::Meta gone = applied(certificate("a.example.com"));
  ASSERT_TRUE(client_->remove(api::kCertificates, kKey, {gone.uid, ""}, {}));
  applied(certificate("b.example.com"));
  EXPECT_EQ(kind_of(apply(kube::conditional(certificate("c.example.com"), gone))), Kind::kConflict);
  EXPECT_EQ(api::read_certificate(*get()).spec.dns_names,
            std::vector<std::string>{"b.example.com"});
}

TEST_F(Writes, AnotherUidWithoutAVersionIsInvalid) {
  kube::Meta other = applied(secret({{"key", "b25l"}}));
  other.uid = "another-uid";
  other.resource_version = "";
  EXPECT_EQ(kind_of(apply(kube::conditional(secret({}), other))), Kind::kInvalid);
  EXPECT_EQ(data_now(), (Data{{"key", "b25l"}}));
}

TEST_F(Writes, AWriteMeantForWhatIsGoneMakesNothing) {
  const kube::Meta made = applied(certificate("a.example.com"));
  ASSERT_TRUE(client_->remove(api::kCertificates, kKey, {made.uid, ""}, {}));
  EXPECT_EQ(kind_of(apply(kube::conditional(certificate("c.example.com"), made))), Kind::kConflict);
  EXPECT_EQ(kind_of(get()), Kind::kNotFound);
}

TEST_F(Writes, AStatusIsApartFromTheSpec) {
  const kube::Meta made = applied(certificate("a.example.com"));
  const kube::Meta told = applied(status_of(made, 3), "status");
  EXPECT_EQ(told.generation, made.generation);
  EXPECT_NE(told.resource_version, made.resource_version);
  const api::Certificate now = api::read_certificate(*get());
  EXPECT_EQ(now.status.failure->attempts, 3);
  EXPECT_EQ(now.spec.dns_names, std::vector<std::string>{"a.example.com"});
  EXPECT_EQ(kind_of(apply(status_of(made, 4), "status")), Kind::kConflict) << "the old version";
  applied(certificate("b.example.com"));
  EXPECT_EQ(api::read_certificate(*get()).status.failure->attempts, 3) << "the spec's apply";
}

TEST_F(Writes, AStatusOfWhatIsNotThereIsRefused) {
  const kube::Meta made = applied(certificate("a.example.com"));
  ASSERT_TRUE(client_->remove(api::kCertificates, kKey, {made.uid, ""}, {}));
  EXPECT_FALSE(apply(status_of(made, 1), "status"));
  EXPECT_EQ(kind_of(get()), Kind::kNotFound);
}

TEST_F(Writes, ADeleteIsOfTheObjectThatWasMeant) {
  const kube::Meta made = applied(certificate("a.example.com"));
  EXPECT_EQ(kind_of(client_->remove(api::kCertificates, kKey, {"another-uid", ""}, {})),
            Kind::kConflict);
  EXPECT_TRUE(get()) << "it is still there";
  applied(certificate("b.example.com"));
  EXPECT_EQ(
      kind_of(client_->remove(api::kCertificates, kKey, {made.uid, made.resource_version}, {})),
      Kind::kConflict);
  EXPECT_TRUE(client_->remove(api::kCertificates, kKey, {made.uid, ""}, {}));
  EXPECT_EQ(kind_of(get()), Kind::kNotFound);
  EXPECT_NE(applied(certificate("a.example.com")).uid, made.uid) << "another object";
}

TEST_F(Writes, AMergePatchChangesWhatItNames) {
  applied(certificate("a.example.com"));
  const wire::Object other = wire::Object::parse(certificate("b.example.com").text());
  const auto patched = client_->merge_patch(
      api::kCertificates, kKey, wire::Writer().set("spec", other.object("spec")), "", {});
  ASSERT_TRUE(patched) << patched.error().message;
  EXPECT_EQ(kube::read_meta(*patched).generation, 2);
  EXPECT_EQ(api::read_certificate(*get()).spec.dns_names,
            std::vector<std::string>{"b.example.com"});
}

TEST_F(Writes, AMergePatchReachesEveryDepthAndRemovesWhatIsNull) {
  applied(secret({{"a", "b25l"}, {"b", "b25l"}}));
  wire::Writer patch;
  patch.set("data", wire::Writer().set("a", "dHdv").set_null("b"));
  patch.set("metadata", wire::Writer().set("annotations", Data{{"x", "y"}}));
  const auto patched = client_->merge_patch(kube::kSecrets, kKey, patch, "", {});
  ASSERT_TRUE(patched) << patched.error().message;
  EXPECT_EQ(kube::read_meta(*patched).annotations, (Data{{"x", "y"}}));
  EXPECT_EQ(data_now(), (Data{{"a", "dHdv"}}));
}

}  // namespace
}  // namespace conformance
