// The Ingresses that lead to the sidecar, by real steps. Addresses, since no name is looked up.

#include "controller/issuance_bed.h"

namespace {

using testing::SizeIs;

class StandingRoutes : public issuance::Bed {
 protected:
  StandingRoutes() {
    apply_issuer([](wire::Writer& acme) {
      acme.set("solvers", std::vector<wire::Writer>{wire::Writer().set(
                              "http01", wire::Writer().set("ingress", wire::Writer()))});
    });
  }
  void apply_for(const std::string& name, const std::string& address) {
    apply_named(name, {}, [&](wire::Writer& spec) {
      spec.set("ipAddresses", std::vector<std::string>{address});
    });
  }
  std::vector<std::string> ingresses() const {
    std::vector<std::string> all;
    for (const auto& [path, object] : api_.all())
      if (path.find("/ingresses/") != std::string::npos) all.push_back(path);
    return all;
  }
};

TEST_F(StandingRoutes, OfEachCertificateStayWhateverAnotherDoes) {
  apply_for("web", "127.0.0.1");
  work();
  const auto first = ingresses();
  ASSERT_THAT(first, SizeIs(1));
  apply_for("zoo", "127.0.0.2");
  work();
  EXPECT_TRUE(is_issued("web") && is_issued("zoo")) << condition(api::kIssuing, "zoo").message;
  EXPECT_THAT(ingresses(), SizeIs(2));
  api_.remove(api::kCertificates, {"team", "zoo"});
  work();
  EXPECT_EQ(ingresses(), first);
}

}  // namespace
