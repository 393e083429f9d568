// Lists: pages of one moment, selectors, and the version to watch from.
#include "base/base64.h"
#include "conformance/steps.h"
#include "kube_objects/store.h"

namespace conformance {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Lists : public Steps {
 protected:
  Lists() { options_.namespace_ = kKey.namespace_; }

  kube::ListPage page(const std::string& from = "") {
    options_.from = from;
    const auto answer = client_->list(kube::kSecrets, options_, {});
    EXPECT_TRUE(answer) << answer.error().message;
    return answer ? *answer : kube::ListPage();
  }
  static std::vector<std::string> names(const kube::ListPage& page) {
    std::vector<std::string> all;
    for (const auto& item : page.items) all.push_back(kube::read_meta(item).name);
    return all;
  }
  void make(const std::vector<std::string>& those, const Data& labels = {}) {
    for (const std::string& name : those) applied(secret({}, name, labels));
  }

  kube::ListOptions options_;
};

TEST_F(Lists, PagesAreTheWholeInOrderAndTheLastHasNoNext) {
  make({"a", "b", "c", "d", "e"});
  options_.limit = 2;
  const auto first = page();
  const auto second = page(first.next);
  const auto third = page(second.next);
  EXPECT_THAT(names(first), ElementsAre("a", "b"));
  EXPECT_THAT(names(second), ElementsAre("c", "d"));
  EXPECT_THAT(names(third), ElementsAre("e"));
  EXPECT_EQ(third.next, "");
}

TEST_F(Lists, APageThatIsFullIsTheLastWhenNothingIsLeft) {
  make({"a", "b"});
  options_.limit = 2;
  EXPECT_EQ(page().next, "");
}

TEST_F(Lists, WithoutALimitAllComesAtOnce) {
  make({"a", "b", "c"});
  options_.limit = 0;
  EXPECT_THAT(names(page()), ElementsAre("a", "b", "c"));
}

TEST_F(Lists, EveryPageIsOfTheMomentOfTheFirst) {
  make({"a", "b", "c", "d"});
  options_.limit = 2;
  const auto first = page();
  remove_secret("c");
  make({"e"});
  const auto second = page(first.next);
  EXPECT_THAT(names(second), ElementsAre("c", "d"));
  EXPECT_EQ(second.resource_version, first.resource_version);
  options_.limit = 0;
  EXPECT_THAT(names(page()), ElementsAre("a", "b", "d", "e"));
}

// Version 1 was before there were Certificates at all.
TEST_F(Lists, APageOfAForgottenMomentIsGone) {
  options_.from = base::base64url(R"({"v":"meta.k8s.io/v1","rv":1,"start":"conformance/a\u0000"})");
  const auto refused = client_->list(api::kCertificates, options_, {});
  ASSERT_EQ(kind_of(refused), Kind::kGone);
  EXPECT_EQ(refused.error().status, 410);
}

TEST_F(Lists, TheVersionOfAListIsThatOfTheLastWriteOrALaterOne) {
  make({"a"});
  const kube::Meta last = applied(secret({{"key", "b25l"}}, "a"));
  const std::string version = page().resource_version;
  EXPECT_FALSE(kube::older_version(version, last.resource_version));
}

TEST_F(Lists, ALabelSelectsAndSoDoesAName) {
  make({"a"}, {{"colour", "red"}});
  make({"b"}, {{"colour", "blue"}});
  options_.label_selector = "colour=red";
  EXPECT_THAT(names(page()), ElementsAre("a"));
  options_.label_selector = "";
  options_.field_selector = "metadata.name=b";
  EXPECT_THAT(names(page()), ElementsAre("b"));
}

TEST_F(Lists, AnotherNamespaceIsNotInItAndAllAreInNone) {
  make({"a"}, {{"conformance", "here"}});
  options_.label_selector = "conformance=here";
  options_.namespace_ = "default";
  EXPECT_THAT(names(page()), IsEmpty());
  options_.namespace_ = "";
  EXPECT_THAT(names(page()), ElementsAre("a"));
}

TEST_F(Lists, ItemsOfABuiltInKindDoNotSayTheirKind) {
  make({"a"});
  EXPECT_EQ(page().items.at(0).text_or("kind", "none"), "none");
  applied(certificate("a.example.com"));
  const auto certificates = client_->list(api::kCertificates, options_, {});
  ASSERT_TRUE(certificates);
  EXPECT_EQ(certificates->items.at(0).text_or("kind", "none"), "Certificate");
}

}  // namespace
}  // namespace conformance
