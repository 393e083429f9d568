// What renew waits for, and what it says of it.
#include <gmock/gmock.h>

#include <thread>

#include "api/certificate.h"
#include "api/reasons.h"
#include "on_api.h"

namespace kubectl {
namespace {

using testing::HasSubstr;

const kube::ObjectKey kShop{"team-a", "shop"};

class RenewTest : public testing::Test {
 protected:
  wire::Writer condition(std::string_view type, bool is, std::string_view reason) {
    return wire::Writer()
        .set("type", type)
        .set("status", is ? "True" : "False")
        .set("reason", reason)
        .set("message", "as it is")
        .set("observedGeneration", 1)
        .set("lastTransitionTime", "2026-11-30T15:00:00Z");
  }

  void put(std::string_view reason, bool ready, bool issuing, bool stalled,
           const std::string& served = "", const std::string& failed = "") {
    wire::Writer status;
    status.set("observedGeneration", 1)
        .set("conditions",
             std::vector{condition("Ready", ready, reason), condition("Issuing", issuing, reason),
                         condition("Stalled", stalled, reason)})
        .set_unless_empty("renewRequest", served);
    if (!failed.empty()) {
      status.set("failure", wire::Writer()
                                .set("attempts", 1)
                                .set("reason", reason)
                                .set("message", "no")
                                .set("at", "2026-11-30T15:00:00Z")
                                .set("nextTry", "2026-11-30T16:00:00Z")
                                .set("generation", 1)
                                .set("renewRequest", failed));
    }
    api_.put(api::kCertificates,
             kube::new_object(api::kCertificates, kShop)
                 .set("spec", wire::Writer()
                                  .set("secretName", "shop-tls")
                                  .set("dnsNames", std::vector<std::string>{"a.example"})
                                  .set("issuerRef", wire::Writer().set("name", "le")))
                 .set("status", status));
  }

  // As the controller does, some time after the annotation has come.
  std::jthread answer(std::function<void(const std::string& asked)> how) {
    return std::jthread([this, how](std::stop_token stop) {
      while (!stop.stop_requested()) {
        const auto now = api::read_certificate(*api_.get(api::kCertificates, kShop));
        if (const std::string asked = now.renew_request(); !asked.empty()) {
          std::this_thread::sleep_for(std::chrono::milliseconds(200));
          return how(asked);
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
      }
    });
  }

  fakes::MemoryApi api_;
};

// It was stalled before it was asked: that says nothing of this try.
TEST_F(RenewTest, OneThatWasStalledIsWaitedFor) {
  put(api::kOrderFailed, false, true, true, "", "an older request");
  const auto controller =
      answer([this](const std::string& asked) { put(api::kIssued, true, false, false, asked); });
  const Said said = run_on(api_, {"renew", "shop", "--wait", "--timeout", "20s"});
  EXPECT_EQ(said.code, kGood) << said.out << said.error;
  EXPECT_THAT(said.out, HasSubstr("shop: renewed: as it is"));
}

TEST_F(RenewTest, ATryThatFailsEndsTheWait) {
  put(api::kIssued, true, false, false);
  const auto controller = answer([this](const std::string& asked) {
    put(api::kChallengeFailed, true, true, false, "", asked);
  });
  const Said said = run_on(api_, {"renew", "shop", "--wait", "--timeout", "60s"});
  EXPECT_EQ(said.code, kAnswerIsNo);
  EXPECT_THAT(said.out, HasSubstr("ChallengeFailed: as it is"));
}

TEST_F(RenewTest, TheWaitEndsWithItsTime) {
  put(api::kIssued, true, false, false);
  const Said said = run_on(api_, {"renew", "shop", "--wait", "--timeout", "1s"});
  EXPECT_EQ(said.code, kAnswerIsNo);
  EXPECT_THAT(said.error, HasSubstr("not renewed within the time given"));
}

TEST_F(RenewTest, WithoutWaitItIsAskedForOnly) {
  put(api::kIssued, true, false, false);
  EXPECT_EQ(run_on(api_, {"renew", "shop"}).code, kGood);
  const auto now = api::read_certificate(*api_.get(api::kCertificates, kShop));
  EXPECT_FALSE(now.renew_request().empty());
  EXPECT_EQ(run_on(api_, {"renew", "nobody"}).code, kNotAsked);
}

}  // namespace
}  // namespace kubectl
