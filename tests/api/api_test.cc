#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/certificate.h"
#include "api/challenge.h"
#include "api/issuer.h"
#include "base/base64.h"

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr auto kCertificate = R"({
  "metadata": {"name": "web", "namespace": "team-a", "uid": "u", "resourceVersion": "7",
               "generation": 3, "annotations": {"sallyport.dev/renew": "1"}},
  "spec": {"secretName": "web-tls", "commonName": "WWW.example.com",
           "dnsNames": ["b.example.com", "www.example.com"],
           "issuerRef": {"name": "le"}, "renewBefore": "720h",
           "privateKey": {"algorithm": "RSA"}, "secretTemplate": {"labels": {"a": "b"}}},
  "status": {"observedGeneration": 2, "notAfter": "2026-12-24T00:00:00Z",
             "conditions": [{"type": "Ready", "status": "True", "reason": "Issued", "message": "m",
                             "lastTransitionTime": "2026-11-24T00:00:00Z"}],
             "order": {"url": "https://ca/o/1", "reason": "Expiring",
                       "started": "2026-11-24T00:00:00Z"},
             "failure": {"attempts": 2, "failedValidations": 4, "reason": "OrderFailed",
                         "message": "no", "at": "2026-11-24T00:00:00Z",
                         "nextTry": "2026-11-24T00:02:00Z", "generation": 3, "stalled": true}}})";

TEST(Certificate, IsReadWithItsDefaults) {
  const auto certificate = api::read_certificate(wire::Object::parse(kCertificate));
  EXPECT_EQ(certificate.meta.key().text(), "team-a/web");
  EXPECT_EQ(certificate.spec.issuer, (api::IssuerRef{"le", "Issuer"}));
  EXPECT_EQ(certificate.spec.private_key.size, 2048);
  EXPECT_TRUE(certificate.spec.private_key.rotate);
  EXPECT_EQ(certificate.spec.renew_before, std::chrono::hours(720));
  EXPECT_THAT(certificate.all_dns_names(), ElementsAre("b.example.com", "www.example.com"));
  EXPECT_EQ(certificate.renew_request(), "1");
}

TEST(Certificate, TheStatusThatIsWrittenIsTheOneThatWasRead) {
  const auto certificate = api::read_certificate(wire::Object::parse(kCertificate));
  const auto body = wire::Object::parse(api::write_status(certificate).text());
  EXPECT_EQ(body.object("metadata").text("resourceVersion"), "7");
  EXPECT_FALSE(body.has("spec"));
  auto again = wire::Writer(wire::Object::parse(kCertificate)).set("status", body.object("status"));
  EXPECT_EQ(api::read_certificate(wire::Object::parse(again.text())).status, certificate.status);
}

TEST(Certificate, NamesTheFieldThatIsWrong) {
  const auto refusal = [](const std::string& fields) -> std::string {
    try {
      api::read_certificate(wire::Object::parse(
          R"({"metadata": {"name": "x"},
              "spec": {"secretName": "s", "issuerRef": {"name": "i"}, )" +
          fields + "}"));
    } catch (const wire::Malformed& e) {
      return e.what();
    }
    return "accepted";
  };
  EXPECT_THAT(refusal(R"("renewBefore": "soon"})"), HasSubstr("spec.renewBefore"));
  EXPECT_THAT(refusal(R"("privateKey": {"size": 4294967552}})"), HasSubstr("spec.privateKey.size"));
  EXPECT_THAT(refusal(R"("renewBeforePercentage": 4294967346})"),
              HasSubstr("spec.renewBeforePercentage"));
  EXPECT_THAT(refusal(R"("duration": "1h"}, "status": {"failure": {"attempts": 4294967297}})"),
              HasSubstr("status.failure.attempts"));
}

TEST(Certificate, HasNoMoreAttemptsThanCanBeCountedOn) {
  const auto attempts = [](const std::string& number) {
    return api::read_certificate(wire::Object::parse(
                                     R"({"metadata": {"name": "x"},
              "spec": {"secretName": "s", "issuerRef": {"name": "i"}},
              "status": {"failure": {"attempts": )" +
                                     number + "}}}"))
        .status.failure->attempts;
  };
  EXPECT_EQ(attempts("7"), 7);
  EXPECT_EQ(attempts("2147483647"), 1'000'000);
  EXPECT_EQ(attempts("-2147483648"), 1);
}

TEST(Duration, ReadsGosUnits) {
  EXPECT_EQ(api::read_duration("720h"), std::chrono::hours(720));
  EXPECT_EQ(api::read_duration("1h30m10s"), base::Seconds(5410));
  for (const char* text : {"", "5", "h", "-1h", "1d", "1h ", "99999999999h"}) {
    EXPECT_FALSE(api::read_duration(text)) << text;
  }
}

std::string issuer_json(const std::string& ca_bundle) {
  return R"({"metadata":{"name":"le","namespace":"team-a","generation":1},"spec":{"acme":{
    "server":"https://ca/dir","email":"ops@example.com","privateKeySecretRef":{"name":"key"},
    "caBundle":")" +
         ca_bundle + R"(",
    "solvers":[{"selector":{"dnsZones":["example.com"]},
                "http01":{"ingress":{"ingressClassName":"x"}}},
               {"http01":{"none":{}}}]}}})";
}

TEST(Issuer, IsReadWithItsDefaults) {
  const auto issuer = api::read_issuer(wire::Object::parse(issuer_json(base::base64("PEM"))));
  EXPECT_EQ(issuer.spec.account_key.key, "tls.key");
  EXPECT_EQ(issuer.spec.ca_bundle_pem, "PEM");
  ASSERT_EQ(issuer.spec.solvers.size(), 2U);
  EXPECT_EQ(issuer.spec.solvers[0].routes.ingresses.at(0).class_name, "x");
  EXPECT_EQ(issuer.spec.solvers[1].routes, api::Http01Routes());
  EXPECT_FALSE(issuer.ready());
}

TEST(IssuerRateLimits, AreReadAndRefusedWhereTheyMakeNoSense) {
  const auto read = [](const std::string& limits) {
    return api::read_issuer(wire::Object::parse(
        R"({"metadata": {"name": "i", "namespace": "n"}, "spec": {"acme": {"server": "https://ca",
            "privateKeySecretRef": {"name": "k"}, "rateLimits": {"ordersPerAccount": )" +
        limits + "}}}}"));
  };
  const auto issuer = read(R"({"count": 3, "period": "2h"})");
  ASSERT_TRUE(issuer.spec.rate_limits.orders_per_account);
  EXPECT_EQ(issuer.spec.rate_limits.orders_per_account->count, 3);
  EXPECT_EQ(issuer.spec.rate_limits.orders_per_account->period, base::Seconds(7200));
  EXPECT_FALSE(issuer.spec.rate_limits.certificates_per_set);
  EXPECT_THROW(read(R"({"count": 0, "period": "2h"})"), wire::Malformed);
  EXPECT_THROW(read(R"({"count": 3, "period": "soon"})"), wire::Malformed);
}

TEST(Issuer, RefusesACaBundleThatIsNotBase64) {
  EXPECT_THROW(api::read_issuer(wire::Object::parse(issuer_json("-----"))), wire::Malformed);
}

TEST(Issuer, SaysHowStrictThePreflightIs) {
  const auto policy = [](const std::string& field) {
    return api::read_issuer(
               wire::Object::parse(
                   R"({"metadata":{"name":"le"},"spec":{"acme":{"server":"https://ca/dir",)" +
                   field + R"("privateKeySecretRef":{"name":"key"}}}})"))
        .spec.preflight;
  };
  EXPECT_EQ(policy(""), api::PreflightPolicy::kEnforce);
  EXPECT_EQ(policy(R"("preflight":"Warn",)"), api::PreflightPolicy::kWarn);
  EXPECT_EQ(policy(R"("preflight":"Off",)"), api::PreflightPolicy::kOff);
  EXPECT_THROW(policy(R"("preflight":"Sometimes",)"), wire::Malformed);
}

TEST(Solver, TheBestFitIsTaken) {
  std::vector<api::Solver> solvers(4);
  solvers[1].dns_zones = {"example.com"};
  solvers[2].dns_names = {"www.example.com"};
  solvers[3].match_labels = {{"team", "a"}};
  const auto pick = [&](const std::string& name, std::map<std::string, std::string> labels = {}) {
    return api::solver_for(solvers, name, labels) - solvers.data();
  };
  EXPECT_EQ(pick("www.example.com"), 2);
  EXPECT_EQ(pick("api.example.com"), 1);
  EXPECT_EQ(pick("example.com"), 1);
  EXPECT_EQ(pick("badexample.com"), 0);
  EXPECT_EQ(pick("other.org", {{"team", "a"}}), 3);
  solvers.erase(solvers.begin());
  EXPECT_EQ(api::solver_for(solvers, "other.org", {}), nullptr);
}

TEST(Challenge, IsReadAsItWasWritten) {
  kube::Meta meta;
  meta.name = "sallyport-u";
  meta.namespace_ = "sallyport-system";
  const std::vector<api::Answer> answers = {{"www.example.com", "token", "token.thumb",
                                             base::WallTime(std::chrono::hours(24 * 365 * 50))}};
  const auto challenge =
      api::read_challenge(wire::Object::parse(api::write_challenge(meta, answers).text()));
  EXPECT_EQ(challenge.answers, answers);
  EXPECT_EQ(challenge.meta.name, "sallyport-u");
}

}  // namespace
