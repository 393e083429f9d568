// Whom a client believes, for both implementations.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "client_fixture.h"

namespace {

using fakes::ScriptedServer;
using http::ErrorKind;

// The socket of this process that is connected to this port of this machine; -1 when there is none.
int socket_to(std::uint16_t port) {
  for (int handle = 3; handle < 1024; ++handle) {
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    const bool is_socket = getpeername(handle, reinterpret_cast<sockaddr*>(&peer), &size) == 0;
    if (is_socket && peer.sin_family == AF_INET && ntohs(peer.sin_port) == port) return handle;
  }
  return -1;
}

int option_of(int handle, int level, int option) {
  int value = -1;
  socklen_t size = sizeof value;
  return getsockopt(handle, level, option, &value, &size) == 0 ? value : -1;
}

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

TEST_P(ClientTls, DF23_APeerThatIsGoneWithoutAWordIsNoticedByTheKernel) {
  const auto file = authority().issue("IP:127.0.0.1");
  ScriptedServer server(answer_all, &file);
  const auto client = make();
  const base::Millis idle(5000);
  int handle = -1;
  const auto look = [&](std::string_view) {
    handle = socket_to(server.port());
    EXPECT_EQ(option_of(handle, SOL_SOCKET, SO_KEEPALIVE), 1);
    EXPECT_LE(option_of(handle, IPPROTO_TCP, TCP_KEEPIDLE), 15);
    EXPECT_LE(option_of(handle, IPPROTO_TCP, TCP_KEEPINTVL), 5);
    EXPECT_EQ(option_of(handle, IPPROTO_TCP, TCP_USER_TIMEOUT), 30'000);
    return true;
  };
  ASSERT_TRUE(client->stream(to(server.url()), idle, look, {}));
  EXPECT_GE(handle, 0);
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
