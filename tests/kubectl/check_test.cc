// check on an API server in memory: whose issuers it looks at.
#include <gmock/gmock.h>

#include "api/certificate.h"
#include "api/issuer.h"
#include "on_api.h"

namespace kubectl {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kAcme =
    R"({"acme":{"server":"https://ca.example/dir","privateKeySecretRef":{"name":"acct"},
        "solvers":[{"http01":{"ingress":{"ingressClassName":"nginx"}}}]}})";

class CheckTest : public testing::Test {
 protected:
  CheckTest() {
    api_.unlearn("subjectaccessreviews");  // which it cannot answer
    put(api::kIssuers, {"team-a", "le"}, kAcme);
    put(api::kIssuers, {"team-b", "broken"}, kAcme);
    put(api::kClusterIssuers, {"", "shared"}, kAcme);
    put(api::kClusterIssuers, {"", "unused"}, kAcme);
    put(api::kCertificates, {"team-a", "web"},
        R"({"secretName":"web-tls","dnsNames":["a.example"],
            "issuerRef":{"name":"shared","kind":"ClusterIssuer"}})");
  }

  void put(const kube::Resource& kind, const kube::ObjectKey& key, const std::string& spec) {
    api_.put(kind, kube::new_object(kind, key).set("spec", wire::Object::parse(spec)));
  }

  std::string check(std::vector<std::string> flags) {
    std::vector<std::string> words{"check", "--system-namespace", "sallyport-system"};
    words.insert(words.end(), flags.begin(), flags.end());
    return run_on(api_, words).out;
  }

  fakes::MemoryApi api_;
};

TEST_F(CheckTest, AllIssuersAreLookedAt) {
  EXPECT_THAT(
      check({}),
      AllOf(HasSubstr("FAILED  Issuer team-a/le"), HasSubstr("FAILED  Issuer team-b/broken"),
            HasSubstr("FAILED  ClusterIssuer shared"), HasSubstr("FAILED  ClusterIssuer unused")));
}

TEST_F(CheckTest, OfOneNamespaceOnlyThoseThatItUses) {
  EXPECT_THAT(check({"-n", "team-a"}), AllOf(HasSubstr("FAILED  Issuer team-a/le"),
                                             HasSubstr("FAILED  ClusterIssuer shared"),
                                             Not(HasSubstr("broken")), Not(HasSubstr("unused"))));
}

}  // namespace
}  // namespace kubectl
