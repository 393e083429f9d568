// Certificates that share one, by real steps.

#include "lifecycle/twins.h"

#include "base/base64.h"
#include "controller/issuance_bed.h"

namespace {

using testing::IsEmpty;

class Twins : public issuance::Bed {
 protected:
  void apply_two(const std::string& shared) {
    for (const char* name : {"web", "zoo"}) {
      apply_named(name, {"a.example", "b.example"});
      annotate(std::string(lifecycle::kShareAnnotation), shared, name);
    }
  }
  std::string held(const std::string& name, const std::string& field) const {
    const auto secret = api_.get(kube::kSecrets, {"team", name + "-tls"});
    return secret ? base::from_base64(secret->object("data").text(field)).value() : "";
  }
  std::vector<std::string> pending_keys() const {
    std::vector<std::string> all;
    for (const auto& [path, object] : api_.all())
      if (path.find("sallyport-key-") != std::string::npos) all.push_back(path);
    return all;
  }
};

TEST_F(Twins, O29_OneOrderAndTheSameCertificateInBothSecrets) {
  apply_two("true");
  work(base::Seconds(200));
  EXPECT_TRUE(is_issued("web")) << condition(api::kIssuing).message;
  EXPECT_TRUE(is_issued("zoo")) << condition(api::kIssuing, "zoo").message;
  EXPECT_EQ(ca_.count("newOrder"), 1);
  EXPECT_NE(held("web", "tls.crt"), "");
  EXPECT_EQ(held("web", "tls.crt"), held("zoo", "tls.crt"));
  EXPECT_EQ(held("web", "tls.key"), held("zoo", "tls.key"));
  EXPECT_THAT(pending_keys(), IsEmpty());
}

TEST_F(Twins, O29_WhoDoNotAskForItHaveKeysOfTheirOwn) {
  apply_two("false");
  work();
  EXPECT_EQ(ca_.count("newOrder"), 2);
  EXPECT_NE(held("web", "tls.key"), held("zoo", "tls.key"));
}

TEST_F(Twins, O29_ARenewalIsOneOrderToo) {
  apply_two("true");
  work(base::Seconds(200));
  const std::string first = held("web", "tls.crt");
  ca_.desk([this](auto& desk) {
    desk.settings.validity = {clock_.wall_now(), clock_.wall_now() + std::chrono::hours(24 * 90)};
  });
  annotate("sallyport.dev/renew", "1", "zoo");
  work(base::Seconds(200));
  EXPECT_EQ(ca_.count("newOrder"), 2);
  EXPECT_EQ(held("web", "tls.crt"), first) << "that serves still";
  annotate("sallyport.dev/renew", "1", "web");
  work(base::Seconds(200));
  EXPECT_EQ(ca_.count("newOrder"), 2);
  EXPECT_NE(held("web", "tls.crt"), first);
  EXPECT_EQ(held("web", "tls.crt"), held("zoo", "tls.crt"));
}

TEST_F(Twins, O29_WhatIsRevokedForOneIsReplacedForBoth) {
  apply_two("true");
  work(base::Seconds(200));
  const std::string first = held("web", "tls.key");
  ca_.desk([this](auto& desk) { desk.settings.validity.from = clock_.wall_now(); });
  annotate("sallyport.dev/revoke", "keyCompromise", "zoo");
  work(base::Seconds(400));
  EXPECT_NE(held("zoo", "tls.key"), first);
  EXPECT_NE(held("web", "tls.key"), first);
  EXPECT_EQ(held("web", "tls.key"), held("zoo", "tls.key"));
  EXPECT_EQ(ca_.count("newOrder"), 2);
}

}  // namespace
