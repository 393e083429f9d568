// Two keys for one host: what is new is stored for both or for neither. P-256 and P-384, since an
// RSA key is made in real time.

#include "lifecycle/partners.h"

#include "base/base64.h"
#include "controller/issuance_bed.h"

namespace {

using namespace controller;
using testing::HasSubstr;

class Partners : public issuance::Bed {
 protected:
  void apply_small(const std::vector<std::string>& names, const std::string& partner = "zoo") {
    apply_certificate(names);
    annotate(std::string(lifecycle::kPartnerAnnotation), partner);
  }
  void apply_large(const std::vector<std::string>& names, const std::string& partner = "web",
                   const std::string& issuer = "ca") {
    apply_named("zoo", names, [&](wire::Writer& spec) {
      spec.set("privateKey", wire::Writer().set("size", 384));
      spec.set("issuerRef", wire::Writer().set("name", issuer));
    });
    annotate(std::string(lifecycle::kPartnerAnnotation), partner, "zoo");
  }
  void issue_both() {
    apply_small({"a.example"});
    apply_large({"a.example"});
    work_long();
    ASSERT_TRUE(is_issued("web") && is_issued("zoo")) << why("web") << "\n" << why("zoo");
  }
  void work_long() { work(base::Seconds(400)); }
  std::string why(const std::string& name) const {
    const auto issuing = condition(api::kIssuing, name);
    return issuing.reason + ": " + issuing.message;
  }
  std::string held(const std::string& name) const {
    const auto secret = api_.get(kube::kSecrets, {"team", name + "-tls"});
    return secret ? base::from_base64(secret->object("data").text("tls.crt")).value() : "";
  }
};

TEST_F(Partners, F18_NeitherIsStoredBeforeBothAreThere) {
  apply_small({"a.example"});
  apply_large({"a.example"}, "web", "late");
  work();
  EXPECT_EQ(held("web"), "");
  EXPECT_THAT(why("web"), HasSubstr("WaitsForPartner: "));
  EXPECT_THAT(why("web"), HasSubstr("Certificate zoo has none yet"));
  apply_issuer("late", ca_);
  work_long();
  EXPECT_TRUE(is_issued("web")) << why("web");
  EXPECT_TRUE(is_issued("zoo")) << why("zoo");
  EXPECT_NE(held("web"), held("zoo"));
  EXPECT_EQ(orders(), 2) << "what was held back is not ordered again";
}

TEST_F(Partners, F18_OneThatTheCaRefusesHoldsTheOtherBack) {
  apply_small({"a.example"});
  apply_large({"a.example"});
  ca_.at("newOrder", 2, fakes::says_problem(403, "compound", "no such key today"));
  work();
  EXPECT_EQ(held("web") + held("zoo"), "");
  work(base::Seconds(4000));
  EXPECT_NE(held("web"), "") << why("web");
  EXPECT_NE(held("zoo"), "") << why("zoo");
}

TEST_F(Partners, F18_OtherNamesGoLiveForBothOrForNeither) {
  issue_both();
  const std::string first = held("web");
  apply_small({"a.example", "b.example"});
  work_long();
  EXPECT_EQ(held("web"), first);
  EXPECT_THAT(why("web"), HasSubstr("Certificate zoo asks for other names"));
  apply_large({"a.example", "b.example"});
  work_long();
  for (const char* name : {"web", "zoo"}) {
    EXPECT_THAT(certificate(name).status.order, testing::Eq(std::nullopt)) << why(name);
    EXPECT_TRUE(is_issued(name)) << why(name);
  }
  EXPECT_NE(held("web"), first);
}

TEST_F(Partners, F18_ARenewalWaitsForNobody) {
  issue_both();
  const std::string first = held("web");
  api_.remove(api::kCertificates, {"team", "zoo"});
  ca_.desk([this](auto& desk) { desk.settings.validity.from = clock_.wall_now(); });
  annotate("sallyport.dev/renew", "1");
  work();
  EXPECT_TRUE(is_issued()) << why("web");
  EXPECT_NE(held("web"), first);
}

TEST_F(Partners, F18_OneThatHasEndedIsReplacedInAnyCase) {
  const auto days = [](int count) { return std::chrono::hours(24 * count); };
  const auto end = clock_.wall_now() + days(30);
  ca_.desk([&](auto& desk) { desk.settings.validity = {clock_.wall_now(), end}; });
  issue_both();
  const std::string first = held("web");
  ca_.desk([&](auto& desk) { desk.settings.validity.to = end + days(300); });
  apply_small({"a.example", "b.example"});
  work();
  EXPECT_EQ(held("web"), first);
  clock_.advance(end - clock_.wall_now());
  work_long();
  EXPECT_NE(held("web"), first) << why("web");
}

TEST_F(Partners, F18_WhoIsNotNamedInReturnIsToldSo) {
  apply_small({"a.example"});
  apply_large({"a.example"}, "other");
  work_long();
  EXPECT_EQ(held("web"), "");
  EXPECT_THAT(why("web"), HasSubstr("Certificate zoo does not name this one"));
  EXPECT_THAT(why("zoo"), HasSubstr("Certificate other does not exist"));
}

TEST_F(Partners, F18_KilledAtAnyCallBothAreThereInTheEnd) {
  int calls = 1;
  for (bool survived = false; !survived; calls += 3) {
    ASSERT_LT(calls, 200);
    begin_again();
    apply_small({"a.example"});
    apply_large({"a.example"});
    start(calls);
    work_long();
    survived = !life_->over;
    if (!held("web").empty() || !held("zoo").empty()) {
      EXPECT_GE(ca_.desk([](auto& desk) { return desk.certificates.size(); }), 2U) << calls;
    }
    start();
    work_long();
    EXPECT_TRUE(is_issued("web")) << calls << ": " << why("web");
    EXPECT_TRUE(is_issued("zoo")) << calls << ": " << why("zoo");
  }
  EXPECT_GT(calls, 30);
}

}  // namespace
