// What only the Beast client promises: to survive a hostile server.
#include <atomic>

#include "client_fixture.h"
#include "fakes/program.h"
#include "http/connection.h"

namespace {

using namespace std::string_literals;
using fakes::Peer;
using fakes::ScriptedServer;
using http::ErrorKind;

base::Result<http::Response, http::Error> ask_beast(const http::Request& request) {
  return http::make_beast_client({})->send(request, {});
}

// What comes of exactly these bytes and a close.
base::Result<http::Response, http::Error> hear(const std::string& bytes) {
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    peer.write(bytes);
  });
  return ask_beast(to(server.url()));
}

TEST(BeastClient, BrokenAnswersAreProtocolErrors) {
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  for (const std::string& bytes : {
           std::string(""),
           std::string("\x15\x03\x01"),
           std::string("SSH-2.0-OpenSSH\r\n"),
           std::string("HTTP/1.1 OK\r\n\r\n"),
           std::string("HTTP/2.0 200 OK\r\n\r\n"),
           ok,
           ok + "X: y\r\n",
           ok + "Content-Length: -1\r\n\r\n",
           ok + "Content-Length: 100000000000000000000\r\n\r\n",
           ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
           ok + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           ok + "Transfer-Encoding: chunked\r\n\r\n-1\r\n",
           ok + "Transfer-Encoding: chunked\r\n\r\n-2\r\n",
           ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
           ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nabc",
           ok + "X\r\n\r\n",
           ok + "X: \0\r\n\r\n"s,
           std::string("HTTP/1.1 101 Switching Protocols\r\n\r\n"),
       }) {
    const auto answer = hear(bytes);
    ASSERT_FALSE(answer) << bytes;
    EXPECT_EQ(answer.error().kind, ErrorKind::kProtocol) << bytes;
    EXPECT_TRUE(answer.error().maybe_sent);
  }
}

// The name alone does not say where a name server or a search domain has led it.
TEST(BeastClient, WhatGoesWrongAtANameIsToldWithTheAddress) {
  const auto told = [](const std::string& url) {
    const auto answer = ask_beast(to(url));
    return answer ? std::string() : answer.error().message;
  };
  const std::string closed = "http://localhost:" + std::to_string(fakes::free_port()) + "/x";
  EXPECT_TRUE(told(closed).starts_with(closed + ": at 127.0.0.1")) << told(closed);
  EXPECT_TRUE(told(closed).ends_with(": connection refused")) << told(closed);
  ScriptedServer server([](Peer& peer) { peer.read_request(); });
  const std::string open = "http://localhost:" + std::to_string(server.port()) + "/x";
  EXPECT_EQ(told(open), open + ": at 127.0.0.1: connection closed without an answer");
  ScriptedServer closing([](Peer& peer) { peer.reset(); });
  const std::string secure = "https://localhost:" + std::to_string(closing.port()) + "/x";
  EXPECT_TRUE(told(secure).starts_with(secure + ": at 127.0.0.1: ")) << told(secure);
}

TEST(BeastClient, InterimAnswersAreSkippedButNotForEver) {
  const std::string interim = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n";
  const std::string last = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  const auto answer = hear("HTTP/1.1 100 Continue\r\n\r\n" + interim + last);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "ok");
  EXPECT_EQ(answer->header("Link"), "");
  std::string many;
  for (int i = 0; i < 100; ++i) many += interim;
  EXPECT_FALSE(hear(many + last));
}

TEST(BeastClient, AnEndlessHeaderIsCutOff) {
  const std::string line = "X: " + std::string(1000, 'x') + "\r\n";
  for (const std::string& piece : {line, std::string(1000, 'x')}) {
    std::atomic<std::size_t> written = 0;
    ScriptedServer server([&](Peer& peer) {
      peer.read_request();
      peer.write("HTTP/1.1 200 OK\r\n");
      while (written < (64u << 20) && peer.write(piece)) written += piece.size();
    });
    const auto answer = ask_beast(to(server.url()));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::kTooLarge) << answer.error().message;
    EXPECT_LT(written, 32u << 20);
  }
}

TEST(BeastClient, HugeChunksAndExtensionsAreCutOff) {
  for (const std::string& start :
       {std::string("7ffffff0\r\n"), std::string("1;"), std::string("0\r\nX: ")}) {
    ScriptedServer server([&](Peer& peer) {
      peer.read_request();
      peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + start);
      while (peer.write(std::string(4096, 'x'))) {
      }
    });
    const auto answer = ask_beast(to(server.url()));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::kTooLarge) << answer.error().message;
  }
}

TEST(BeastClient, DF03_AHeaderOfManyFieldsIsRefused) {
  const auto with = [](int fields) {
    std::string header = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n";
    for (int i = 1; i < fields; ++i) header += "a:\r\n";
    return hear(header + "\r\n");
  };
  EXPECT_TRUE(with(200));
  const auto refused = with(201);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kTooLarge) << refused.error().message;
}

TEST(BeastClient, TheTrailerIsNoHeader) {
  const auto answer = hear(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nRetry-After: "
      "1\r\n\r\n");
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "ok");
  EXPECT_EQ(answer->header("Retry-After"), "");
}

TEST(BeastClient, ATruncatedTlsBodyIsAnError) {
  const fakes::TlsAuthority authority;
  const auto file = authority.issue("IP:127.0.0.1");
  ScriptedServer server(
      [](Peer& peer) {
        peer.read_request();
        peer.write("HTTP/1.1 200 OK\r\n\r\nhalf of i");
        peer.cut();
      },
      &file);
  http::ClientOptions options;
  options.ca_pem = authority.certificate_pem();
  const auto answer = http::make_beast_client(options)->send(to(server.url()), {});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kProtocol) << answer.error().message;
}

TEST(BeastClient, AnEarlyRefusalOfALargeBodyIsHeard) {
  ScriptedServer server([](Peer& peer) {
    peer.write("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n");
    peer.read_request();
  });
  const auto answer = ask_beast(to(server.url(), "POST", std::string(4 << 20, 'x')));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 413);
}

TEST(BeastClient, TheAddressMayBeGiven) {
  ScriptedServer server(answer_all);
  http::Request request = to(server.url("/", "no-such-host.invalid"));
  request.address = "127.0.0.1";
  const auto answer = ask_beast(request);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_NE(answer->body.find("\r\nHost: no-such-host.invalid:"), std::string::npos);
}

TEST(BeastClient, AnIpv6PeerThatIsNotThereIsKConnect) {
  http::Request request = to("http://[::1]:1/");
  const auto answer = ask_beast(request);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kConnect) << answer.error().message;
}

TEST(BeastClient, TheAddressesAreTriedInTheirOrder) {
  ScriptedServer server(answer_all);
  const http::Bounds bounds{std::chrono::steady_clock::now() + std::chrono::seconds(5), {}};
  http::Connection connection;
  EXPECT_FALSE(connection.connect({"127.0.0.2", "::1", "127.0.0.1"}, server.port(), bounds));
  EXPECT_TRUE(connection.is_quiet());
  http::Connection refused;
  EXPECT_TRUE(refused.connect({"127.0.0.2", "127.0.0.3"}, server.port(), bounds));
}

TEST(BeastClient, AKeptConnectionOnWhichSomethingCameIsNotUsed) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 Smuggled\r\n\r\n");
    peer.wait_for_end();
  });
  const auto client = http::make_beast_client({});
  EXPECT_TRUE(client->send(to(server.url()), {}));
  EXPECT_TRUE(client->send(to(server.url()), {}));
  EXPECT_EQ(server.connections(), 2);
}

}  // namespace
