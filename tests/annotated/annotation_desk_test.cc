#include "annotated/annotation_desk.h"

#include <gtest/gtest.h>

namespace {

using namespace controller;

TEST(AnnotationDesk, TellsAUserOnceUntilItIsAnother) {
  AnnotationDesk desk;
  EXPECT_FALSE(desk.is_news("u", ""));
  EXPECT_TRUE(desk.is_news("u", "bad"));
  EXPECT_FALSE(desk.is_news("u", "bad"));
  EXPECT_TRUE(desk.is_news("other", "bad"));
  EXPECT_TRUE(desk.is_news("u", "worse"));
  EXPECT_FALSE(desk.is_news("u", ""));
  EXPECT_TRUE(desk.is_news("u", "worse"));
  desk.forget("u");
  EXPECT_TRUE(desk.is_news("u", "worse"));
}

// A uid can be copied into another namespace.
TEST(AnnotationDesk, ACertificateOfAnotherNamespaceChangesNothing) {
  const auto certificate = [](const std::string& namespace_) {
    auto one = std::make_shared<api::Certificate>();
    one->meta.name = "web";
    one->meta.namespace_ = namespace_;
    one->meta.owners = {{"networking.k8s.io/v1", "Ingress", "shop", "uid"}};
    return one;
  };
  kube::Meta shop;
  shop.namespace_ = "team-a";
  shop.uid = "uid";
  AnnotationDesk desk;
  desk.note(nullptr, certificate("team-a"));
  desk.note(nullptr, certificate("team-b"));
  desk.note(certificate("team-b"), nullptr);
  EXPECT_EQ(desk.owned_by(shop), std::vector<std::string>{"web"});
}

TEST(AnnotationDesk, KnowsWhoHasACertificateMade) {
  kube::Meta meta;
  EXPECT_FALSE(asker_of(meta));
  meta.owners = {{"apps/v1", "Deployment", "x", "u1"},
                 {"gateway.networking.k8s.io/v1", "Gateway", "front", "u2"}};
  ASSERT_TRUE(asker_of(meta));
  EXPECT_EQ(asker_of(meta)->kind, AnnotatedKind::kGateway);
  EXPECT_EQ(asker_of(meta)->uid, "u2");
  meta.owners.back().api_version = "example.com/v1";
  EXPECT_FALSE(asker_of(meta));
}

}  // namespace
