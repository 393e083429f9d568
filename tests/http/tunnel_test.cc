// The Beast client through a real proxy: what it is asked for, and what is told when it refuses.
#include <gmock/gmock.h>

#include "client_fixture.h"
#include "fakes/connect_proxy.h"
#include "fakes/program.h"
#include "fakes/silent_listener.h"
#include "http/proxies.h"

namespace {

using fakes::ConnectProxy;
using fakes::ScriptedServer;
using http::ErrorKind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::shared_ptr<const http::Proxies> proxies_of(const std::string& https_proxy,
                                                const std::string& no_proxy = "") {
  auto read = http::Proxies::read([&](const char* name) -> const char* {
    if (name == std::string("HTTPS_PROXY")) return https_proxy.c_str();
    return name == std::string("NO_PROXY") ? no_proxy.c_str() : nullptr;
  });
  return std::make_shared<http::Proxies>(*std::move(read));
}

// A server at names and addresses that lead nowhere from here.
class Tunnel : public testing::Test {
 protected:
  static const fakes::TlsAuthority& authority() {
    static const fakes::TlsAuthority one;
    return one;
  }
  static http::ClientOptions options(std::shared_ptr<const http::Proxies> proxies) {
    http::ClientOptions made;
    made.ca_pem = authority().certificate_pem();
    made.proxies = std::move(proxies);
    return made;
  }
  static base::Result<http::Response, http::Error> ask(const std::string& url,
                                                       http::ClientOptions options,
                                                       base::Millis patience = kLong) {
    auto request = to(url);
    request.deadline = patience;
    return http::make_beast_client(std::move(options))->send(request, {});
  }
  static http::Error error_of(const std::string& url, http::ClientOptions options,
                              base::Millis patience = kLong) {
    const auto answer = ask(url, std::move(options), patience);
    EXPECT_FALSE(answer);
    return answer ? http::Error() : answer.error();
  }
  // What is told of a proxy that answers all with these bytes.
  http::Error told(const std::string& bytes, base::Millis patience) {
    proxy_.answer(bytes);
    return error_of("https://ca.example/dir", options(proxies_of(proxy_.url())), patience);
  }

  static constexpr base::Millis kLong{10'000};
  static constexpr base::Millis kShort{500};  // for a silence

  const fakes::TlsFile file_ =
      authority().issue("DNS:ca.example,DNS:198.51.25607,IP:198.51.100.7,IP:2001:db8::7");
  ScriptedServer server_{answer_all, &file_};
  ConnectProxy proxy_{server_.port()};
};

TEST_F(Tunnel, LeadsToAServerThatOnlyTheProxyKnows) {
  const auto client = http::make_beast_client(options(proxies_of(proxy_.url())));
  for (int i = 0; i < 3; ++i) {
    const auto answer = client->send(to("https://ca.example/dir", "POST", "hello"), {});
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_THAT(answer->body, HasSubstr("POST /dir HTTP/1.1\r\nHost: ca.example\r\n"));
    EXPECT_THAT(answer->body, Not(HasSubstr("Proxy-")));
  }
  EXPECT_THAT(proxy_.asked(), ElementsAre("ca.example:443")) << "the connection was not kept";
}

TEST_F(Tunnel, HasThePortOfTheUrlAndBracketsAroundAnAddress) {
  EXPECT_TRUE(ask("https://[2001:db8::7]:8443/dir", options(proxies_of(proxy_.url()))));
  EXPECT_THAT(proxy_.asked(), ElementsAre("[2001:db8::7]:8443"));
}

TEST_F(Tunnel, EndsAtTheServerWhoseCertificateIsVerified) {
  const auto error = error_of("https://other.example/dir", options(proxies_of(proxy_.url())));
  EXPECT_EQ(error.kind, ErrorKind::kTls);
  EXPECT_EQ(error.message, "https://other.example/dir: through the proxy 127.0.0.1:" +
                               std::to_string(proxy_.port()) + ": hostname mismatch");
  EXPECT_FALSE(error.maybe_sent);
}

TEST_F(Tunnel, IsNotUsedForWhatNoProxyNames) {
  const auto error =
      error_of("https://ca.invalid/dir", options(proxies_of(proxy_.url(), ".invalid")));
  EXPECT_EQ(error.kind, ErrorKind::kResolve);
  EXPECT_THAT(error.message, Not(HasSubstr("proxy")));
  EXPECT_TRUE(ask(server_.url("/", "localhost"), [&] {
    auto direct = options(proxies_of(proxy_.url()));
    direct.server_name = "ca.example";
    return direct;
  }()));
  EXPECT_THAT(proxy_.asked(), IsEmpty());
}

TEST_F(Tunnel, TakesAUserAndAPassword) {
  ConnectProxy strict(server_.port(), "user:p@ss");
  EXPECT_TRUE(ask("https://ca.example/dir", options(proxies_of(strict.url("user:p%40ss")))));
  const auto wrong =
      error_of("https://ca.example/dir", options(proxies_of(strict.url("user:hidden"))));
  EXPECT_EQ(wrong.message,
            "https://ca.example/dir: the proxy 127.0.0.1:" + std::to_string(strict.port()) +
                " answered CONNECT ca.example:443 with 407: it does not take the "
                "user and the password in HTTPS_PROXY");
  const auto none = error_of("https://ca.example/dir", options(proxies_of(strict.url())));
  EXPECT_THAT(none.message, HasSubstr("407: it wants a user and a password, and HTTPS_PROXY has"));
}

struct Trouble {
  std::string name;
  std::string bytes;
  ErrorKind kind;
  std::string words;
};

class ProxyTrouble : public Tunnel, public testing::WithParamInterface<Trouble> {};

TEST_P(ProxyTrouble, IsToldAsTheProxys) {
  const bool is_silence = GetParam().kind == ErrorKind::kTimeout;
  const auto error = told(GetParam().bytes, is_silence ? kShort : kLong);
  EXPECT_EQ(error.kind, GetParam().kind);
  EXPECT_THAT(error.message, HasSubstr("https://ca.example/dir: "));
  EXPECT_THAT(error.message, HasSubstr("the proxy 127.0.0.1:" + std::to_string(proxy_.port())));
  EXPECT_THAT(error.message, HasSubstr(GetParam().words));
  EXPECT_THAT(error.message, Not(HasSubstr("login")));
  EXPECT_FALSE(error.maybe_sent);
  EXPECT_EQ(server_.connections(), 0);
}

INSTANTIATE_TEST_SUITE_P(
    All, ProxyTrouble,
    testing::Values(
        Trouble{"Rules", "HTTP/1.1 403 Forbidden\r\nContent-Length: 5\r\n\r\nlogin",
                ErrorKind::kConnect, "403: its rules must allow ca.example:443"},
        Trouble{"Stranger", "HTTP/1.1 401 Unauthorized\r\n\r\n", ErrorKind::kProtocol,
                "401: it wants a user and a password, and HTTPS_PROXY has none"},
        Trouble{"BadGateway", "HTTP/1.1 502 Bad Gateway\r\n\r\n", ErrorKind::kConnect,
                "502: it does not reach that server"},
        Trouble{"Unavailable", "HTTP/1.0 503 login\r\n\r\n", ErrorKind::kConnect,
                "503: it does not reach that server"},
        Trouble{"NoProxy", "HTTP/1.1 405 Not Allowed\r\n\r\n", ErrorKind::kProtocol,
                "answered CONNECT ca.example:443 with 405: it does not let us through"},
        Trouble{"Redirect", "HTTP/1.1 302 Found\r\nLocation: http://login.example/\r\n\r\n",
                ErrorKind::kProtocol, "302: it does not let us through"},
        Trouble{"Page", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>login</html>",
                ErrorKind::kProtocol, "a page of its own"},
        Trouble{"PageToCome", "HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n",
                ErrorKind::kProtocol, "a page of its own"},
        Trouble{"NoHttp", "SSH-2.0-login\r\n", ErrorKind::kProtocol,
                ", asked to CONNECT ca.example:443: not a valid HTTP answer"},
        Trouble{"Endless", "HTTP/1.1 200 OK\r\nX: " + std::string(70'000, 'x'),
                ErrorKind::kProtocol, ", asked to CONNECT ca.example:443: a header of more than"},
        Trouble{"Silence", "HTTP/1.1 100 Continue\r\n\r\n", ErrorKind::kTimeout,
                ", asked to CONNECT ca.example:443: no answer in time"}),
    [](const auto& row) { return row.param.name; });

TEST_F(Tunnel, AProxyThatIsDeadIsNamed) {
  const std::string dead = "127.0.0.1:" + std::to_string(fakes::free_port());
  const auto refused = error_of("https://ca.example/dir", options(proxies_of(dead)));
  EXPECT_EQ(refused.kind, ErrorKind::kConnect);
  EXPECT_EQ(refused.message, "https://ca.example/dir: the proxy " + dead + ": connection refused");
  const auto port = static_cast<std::uint16_t>(fakes::free_port());
  const fakes::SilentListener nobody("127.0.0.2", port);
  const std::string silent = "127.0.0.2:" + std::to_string(port);
  const auto late = error_of("https://ca.example/dir", options(proxies_of(silent)), kShort);
  EXPECT_EQ(late.kind, ErrorKind::kTimeout);
  EXPECT_EQ(late.message, "https://ca.example/dir: the proxy " + silent + ": no answer in time");
  const auto unknown = error_of("https://ca.example/dir", options(proxies_of("p.invalid:3128")));
  EXPECT_EQ(unknown.kind, ErrorKind::kResolve);
  EXPECT_THAT(unknown.message, HasSubstr("the proxy p.invalid:3128: p.invalid: "));
}

TEST_F(Tunnel, AProxyThatClosesIsNamed) {
  ScriptedServer closing([](fakes::Peer& peer) { peer.read_request(); });
  const std::string place = "127.0.0.1:" + std::to_string(closing.port());
  EXPECT_EQ(error_of("https://ca.example/dir", options(proxies_of(place))).message,
            "https://ca.example/dir: the proxy " + place +
                ", asked to CONNECT ca.example:443: connection closed without an answer");
}

// ---- Behind a fence: what a tenant names is judged here, and the proxy gets what was judged.

// Lets 198.51.100.0/24 and 2001:db8::/32 pass.
http::Fence documentation() {
  return [](const std::string& address, std::uint16_t) {
    const bool good = address.starts_with("198.51.100.") || address.starts_with("2001:db8:");
    return good ? "" : address + " is not a public address";
  };
}

class FencedTunnel : public Tunnel {
 protected:
  http::ClientOptions fenced() {
    auto made = options(proxies_of(proxy_.url()));
    made.fence = documentation();
    return made;
  }
};

TEST_F(FencedTunnel, TheProxyIsAskedForTheAddressThatWasJudged) {
  EXPECT_TRUE(ask("https://198.51.100.7/dir", fenced()));
  // A name to our resolver, which finds the same address.
  EXPECT_TRUE(ask("https://198.51.25607/dir", fenced()));
  EXPECT_THAT(proxy_.asked(), ElementsAre("198.51.100.7:443", "198.51.100.7:443"));
}

TEST_F(FencedTunnel, WhatTheFenceForbidsIsRefusedBeforeTheProxyIsAsked) {
  for (const char* place : {"10.0.0.1", "169.254.169.254", "[fd00::1]", "[::ffff:10.0.0.1]", "10.1",
                            "167772161", "0x0a000001", "2852039166", "0"}) {
    const auto error = error_of("https://" + std::string(place) + "/dir", fenced());
    EXPECT_EQ(error.kind, ErrorKind::kFenced) << place << " " << error.message;
    EXPECT_THAT(error.message, HasSubstr("is not a public address"));
  }
  EXPECT_THAT(proxy_.asked(), IsEmpty());
}

TEST_F(FencedTunnel, ANameThatIsUnknownHereIsNotGivenToTheProxy) {
  const auto error = error_of("https://inside.invalid/dir", fenced());
  EXPECT_EQ(error.kind, ErrorKind::kResolve);
  EXPECT_THAT(error.message, HasSubstr("its address must be known here before a proxy is asked"));
  EXPECT_THAT(proxy_.asked(), IsEmpty());
}

TEST_F(FencedTunnel, ThisMachineIsNotAskedEither) {
  const auto error = error_of(server_.url("/", "localhost"), fenced());
  EXPECT_EQ(error.kind, ErrorKind::kFenced);
  EXPECT_EQ(server_.connections(), 0);
}

}  // namespace
