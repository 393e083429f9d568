// Before a new order the Certificate is read from the API server itself.
#include "controller/issuance_bed.h"

namespace {

class Live : public issuance::Bed {
 protected:
  const kube::ObjectKey web_{"team", "web"};

  void SetUp() override {
    work();
    apply_certificate({"a.example"});
    api_.on_change(
        [this](const std::string& plural, const kube::ObjectKey& key, const wire::Object* object) {
          if (plural != "certificates") program_->put(plural, key, object);
        });
  }

  // With a watch of Certificates that brings nothing.
  void look_in_vain() {
    for (int i = 0; i < 40; ++i) {
      EXPECT_TRUE(program_->look()) << "it waits for the watch alone";
      clock_.advance(base::kAfterConflict);
    }
    EXPECT_EQ(orders(), 0);
  }
};

TEST_F(Live, NoOrderIsMadeForACertificateThatIsGone) {
  api_.remove(api::kCertificates, web_);
  look_in_vain();
}

TEST_F(Live, NoOrderIsMadeForNamesThatAreNotAskedForAnyMore) {
  apply_certificate({"b.example"});
  look_in_vain();
  const auto now = api_.get(api::kCertificates, web_);
  program_->put("certificates", web_, &*now);
  api_.on_change([this](const auto& plural, const auto& key, const auto* object) {
    program_->put(plural, key, object);
  });
  work();
  ASSERT_EQ(orders(), 1);
  const auto names = ca_.desk([](auto& desk) { return desk.orders.begin()->second.identifiers; });
  ASSERT_EQ(names.size(), 1u);
  EXPECT_EQ(names.front().value, "b.example");
}

}  // namespace
