// Server-side apply: every field has owners, and what two of them want is a conflict.
// https://kubernetes.io/docs/reference/using-api/server-side-apply/
#include "conformance/steps.h"

namespace conformance {
namespace {

using testing::HasSubstr;
using Owners = Steps;

const Data kOne{{"key", "b25l"}};
const Data kTwo{{"key", "dHdv"}};

TEST_F(Owners, AnothersFieldIsAConflictThatNamesItsOwner) {
  applied(secret(kOne));
  const auto refused = apply_as("other", secret(kTwo));
  EXPECT_EQ(kind_of(refused), Kind::kConflict);
  EXPECT_THAT(refused.error().message, HasSubstr("\"sallyport\""));
  EXPECT_THAT(refused.error().message, HasSubstr("data.key"));
  EXPECT_EQ(data_now(), kOne);
}

TEST_F(Owners, ForceTakesTheField) {
  applied(secret(kOne));
  ASSERT_TRUE(apply_as("other", secret(kTwo), true));
  EXPECT_EQ(data_now(), kTwo);
  const auto refused = apply_as("sallyport", secret(kOne));
  EXPECT_EQ(kind_of(refused), Kind::kConflict);
  EXPECT_THAT(refused.error().message, HasSubstr("\"other\""));
}

TEST_F(Owners, TheSameValueIsSharedAndStaysWhileOneOfThemNamesIt) {
  applied(secret(kOne));
  ASSERT_TRUE(apply_as("other", secret(kOne)));
  ASSERT_TRUE(apply_as("sallyport", secret({{"mine", "bXk="}})));
  EXPECT_EQ(data_now(), (Data{{"key", "b25l"}, {"mine", "bXk="}}));
  ASSERT_TRUE(apply_as("other", secret({})));
  EXPECT_EQ(data_now(), (Data{{"mine", "bXk="}}));
}

TEST_F(Owners, WhatItsOnlyOwnerNamesNoMoreIsRemoved) {
  applied(secret({{"a", "b25l"}, {"b", "b25l"}}));
  applied(secret({{"b", "b25l"}}));
  EXPECT_EQ(data_now(), (Data{{"b", "b25l"}}));
}

TEST_F(Owners, AnothersFieldsAreLeftAlone) {
  ASSERT_TRUE(apply_as("other", secret({{"theirs", "b25l"}}, kKey.name, {{"their", "label"}})));
  applied(secret({{"ours", "dHdv"}}, kKey.name, {{"our", "label"}}));
  EXPECT_EQ(data_now(), (Data{{"theirs", "b25l"}, {"ours", "dHdv"}}));
  applied(secret({}));
  EXPECT_EQ(data_now(), (Data{{"theirs", "b25l"}}));
  const auto now = client_->get(kube::kSecrets, kKey, {});
  EXPECT_EQ(kube::read_meta(*now).labels, (Data{{"their", "label"}}));
}

TEST_F(Owners, AnEmptyMapTakesNothingFromOthersAndIsGivenUpAlone) {
  ASSERT_TRUE(apply_as("other", secret({{"theirs", "b25l"}})));
  ASSERT_TRUE(apply_as("sallyport", secret({})));
  EXPECT_EQ(data_now(), (Data{{"theirs", "b25l"}}));
  ASSERT_TRUE(apply_as("sallyport", kube::new_object(kube::kSecrets, kKey)));
  EXPECT_EQ(data_now(), (Data{{"theirs", "b25l"}}));
}

TEST_F(Owners, APatchOwnsWhatItChangedUnderTheSameNameToo) {
  applied(secret(kOne));
  ASSERT_TRUE(client_->merge_patch(kube::kSecrets, kKey, wire::Writer().set("data", kTwo), "", {}));
  EXPECT_EQ(kind_of(apply_as("sallyport", secret(kOne))), Kind::kConflict);
  EXPECT_EQ(data_now(), kTwo);
}

TEST_F(Owners, WhatWasCreatedIsOwnedByWhoCreatedIt) {
  ASSERT_TRUE(client_->create(kube::kSecrets, kKey, secret(kOne), {}));
  EXPECT_EQ(kind_of(apply_as("other", secret(kTwo))), Kind::kConflict);
  EXPECT_TRUE(apply_as("other", secret(kOne))) << "of one mind";
}

TEST_F(Owners, ToShareAFieldIsAChangeAndToSayItAgainIsNone) {
  const kube::Meta made = applied(secret(kOne));
  const auto shared = apply_as("other", secret(kOne));
  ASSERT_TRUE(shared);
  EXPECT_NE(kube::read_meta(*shared).resource_version, made.resource_version);
  const auto again = apply_as("other", secret(kOne));
  EXPECT_EQ(kube::read_meta(*again).resource_version, kube::read_meta(*shared).resource_version);
}

TEST_F(Owners, TheSpecAndTheStatusOfOneManagerAreOwnedApart) {
  const kube::Meta made = applied(certificate("a.example.com"));
  applied(status_of(made, 3), "status");
  applied(certificate("b.example.com"));
  const api::Certificate now = api::read_certificate(*get());
  EXPECT_EQ(now.status.failure->attempts, 3);
  applied(status_of(now.meta, 4), "status");
  EXPECT_EQ(api::read_certificate(*get()).spec.dns_names,
            std::vector<std::string>{"b.example.com"});
}

TEST_F(Owners, WhatAnotherPutIntoAStatusOutlivesAnApplyAndIsTakenOutByName) {
  api::Certificate mine;
  mine.meta = applied(certificate("a.example.com"));
  const auto theirs = wire::Object::parse(status_of(mine.meta, 3).text()).object("status");
  const auto put = client_->merge_patch(api::kCertificates, kKey,
                                        wire::Writer().set("status", theirs), "status", {});
  ASSERT_TRUE(put) << put.error().message;
  mine.meta = kube::read_meta(*put);
  applied(api::write_status(mine), "status");
  EXPECT_TRUE(api::read_certificate(*get()).status.failure);
  const auto none = wire::Writer().set("status", wire::Writer().set_null("failure"));
  ASSERT_TRUE(client_->merge_patch(api::kCertificates, kKey, none, "status", {}));
  EXPECT_FALSE(api::read_certificate(*get()).status.failure);
}

}  // namespace
}  // namespace conformance
