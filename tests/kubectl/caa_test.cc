// What caa makes of what the CA's server says.
#include <gmock/gmock.h>

#include "api/issuer.h"
#include "fakes/scripted_server.h"
#include "on_api.h"

namespace kubectl {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// The issuer's CA answers with that directory.
Said caa_of(const std::string& directory, const std::string& account) {
  const fakes::ScriptedServer ca([&](fakes::Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(directory.size()) +
               "\r\n\r\n" + directory);
  });
  fakes::MemoryApi api;
  const auto acme = wire::Object::parse(R"({"server":")" + ca.url() +
                                        R"(/dir","privateKeySecretRef":{"name":"acct"},
          "solvers":[{"http01":{"ingress":{}}}]})");
  api.put(api::kIssuers,
          kube::new_object(api::kIssuers, {"team-a", "le"})
              .set("spec", wire::Writer().set("acme", acme))
              .set("status", wire::Writer().set("acme", wire::Writer().set("uri", account))));
  return run_on(api, {"caa", "le", "www.example.com"});
}

TEST(CaaCommand, WhatIsNoNameOfACaComesIntoNoRecord) {
  const Said said =
      caa_of(R"({"meta":{"caaIdentities":["ca.example","x\\nevil. IN A 192.0.2.1","a;b"]}})",
             "https://ca.example/acct/1");
  EXPECT_EQ(said.code, kGood) << said.error;
  EXPECT_THAT(said.out, HasSubstr("issue \"ca.example; accounturi=https://ca.example/acct/1;"));
  EXPECT_THAT(said.out, Not(HasSubstr("evil")));
  EXPECT_THAT(said.out, Not(HasSubstr("a;b")));
  EXPECT_THAT(said.error, HasSubstr("\"a;b\" among its caaIdentities, which is no DNS name"));
}

TEST(CaaCommand, AnAccountThatMayNotStandInARecordMakesNone) {
  const Said said =
      caa_of(R"({"meta":{"caaIdentities":["ca.example"]}})", "https://ca.example/a;b c");
  EXPECT_EQ(said.code, kAnswerIsNo);
  EXPECT_THAT(said.out, IsEmpty());
  EXPECT_THAT(said.error, HasSubstr("bytes that may not stand in a record"));
}

}  // namespace
}  // namespace kubectl
