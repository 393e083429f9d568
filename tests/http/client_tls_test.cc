// Whom a client believes, for both implementations.
#include "client_fixture.h"

namespace {

using fakes::ScriptedServer;
using http::ErrorKind;

class ClientTls : public ClientFixture {};

TEST_P(ClientTls, TlsWorksByNameAndByAddress) {
  const auto file = authority().issue("DNS:localhost,IP:127.0.0.1");
  ScriptedServer server(answer_all, &file);
  const auto client = make();
  for (const char* host : {"localhost", "127.0.0.1"}) {
    const auto answer = client->send(to(server.url("/", host)), {});
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->status, 200);
  }
}

TEST_P(ClientTls, AnotherServerNameMayBeExpected) {
  const auto file = authority().issue("DNS:kubernetes.default.svc");
  ScriptedServer server(answer_all, &file);
  EXPECT_EQ(error_of(to(server.url())).kind, ErrorKind::kTls);
  http::ClientOptions options;
  options.server_name = "kubernetes.default.svc";
  const auto answer = make(options)->send(to(server.url()), {});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 200);
}

TEST_P(ClientTls, ARefusedCertificateSaysWhy) {
  const fakes::TlsAuthority stranger("stranger");
  const struct {
    fakes::TlsFile file;
    const char* reason;
  } cases[] = {
      {authority().issue("DNS:other.example"), "mismatch"},
      {authority().issue("IP:127.0.0.1", -3600), "certificate has expired"},
      {stranger.issue("IP:127.0.0.1"), "unable to get local issuer certificate"},
  };
  for (const auto& [file, reason] : cases) {
    ScriptedServer server(answer_all, &file);
    const auto error = error_of(to(server.url()));
    EXPECT_EQ(error.kind, ErrorKind::kTls) << error.message;
    EXPECT_NE(error.message.find(reason), std::string::npos) << error.message;
    EXPECT_TRUE(error.message.starts_with(server.url() + ": ")) << error.message;
    EXPECT_FALSE(error.maybe_sent);
  }
}

TEST_P(ClientTls, ACommonNameIsNoName) {
  const auto file = authority().issue("IP:192.0.2.1", 3600, "localhost");
  ScriptedServer server(answer_all, &file);
  EXPECT_EQ(error_of(to(server.url("/", "localhost"))).kind, ErrorKind::kTls);
}

TEST_P(ClientTls, WithoutVerificationAnyCertificateIsTaken) {
  const fakes::TlsAuthority stranger("stranger");
  const auto file = stranger.issue("DNS:other.example", -3600);
  ScriptedServer server(answer_all, &file);
  http::ClientOptions options;
  options.verify = false;
  EXPECT_TRUE(make(options)->send(to(server.url()), {}));
}

TEST_P(ClientTls, ABadPemIsRefusedAtOnce) {
  http::ClientOptions options;
  options.ca_pem = "nonsense";
  EXPECT_THROW(make(options), std::runtime_error);
  options.ca_pem = "";
  options.client_certificate_pem = "nonsense";
  EXPECT_THROW(make(options), std::runtime_error);
  options.client_certificate_pem = authority().issue("DNS:a").certificate_pem;
  EXPECT_THROW(make(options), std::runtime_error);
  options.client_key_pem = base::Secret(authority().issue("DNS:b").key_pem);
  EXPECT_THROW(make(options), std::runtime_error);
}

TEST_P(ClientTls, AClientCertificateIsShown) {
  auto file = authority().issue("IP:127.0.0.1");
  file.client_ca_pem = authority().certificate_pem();
  ScriptedServer server(answer_all, &file);
  EXPECT_FALSE(make()->send(to(server.url()), {}));
  const auto own = authority().issue("DNS:client");
  http::ClientOptions options;
  options.client_certificate_pem = own.certificate_pem;
  options.client_key_pem = base::Secret(own.key_pem);
  const auto answer = make(options)->send(to(server.url()), {});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 200);
}

INSTANTIATE_TEST_SUITE_P(Over, ClientTls, kImplementations, implementation_name);

}  // namespace
