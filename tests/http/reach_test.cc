// Where the Beast client connects, and how much of an answer it takes: what a tenant can choose the
// peer of is fenced.
#include "client_fixture.h"
#include "fakes/silent_listener.h"
#include "http/connection.h"

namespace {

using namespace std::string_literals;
using fakes::Peer;
using fakes::ScriptedServer;
using http::ErrorKind;

http::Fence refusing(const std::string& refused) {
  return [refused](const std::string& address, std::uint16_t) {
    return address == refused ? address + " is not for us" : "";
  };
}

base::Result<http::Response, http::Error> ask_through(const http::Request& request,
                                                      http::ClientOptions options) {
  return http::make_beast_client(std::move(options))->send(request, {});
}

TEST(Behaviour, T14_AFencedAddressIsNeverConnectedTo) {
  ScriptedServer server(answer_all);
  http::ClientOptions options;
  options.fence = refusing("127.0.0.1");
  const auto answer = ask_through(to(server.url()), options);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kFenced);
  EXPECT_EQ(answer.error().message, server.url() + ": 127.0.0.1 is not for us");
  EXPECT_FALSE(answer.error().maybe_sent);
  EXPECT_EQ(server.connections(), 0);
}

TEST(Reach, AnAddressThatIsGivenIsFencedToo) {
  ScriptedServer server(answer_all);
  http::ClientOptions options;
  options.fence = refusing("127.0.0.1");
  auto request = to(server.url("/", "www.example.com"));
  request.address = "127.0.0.1";
  EXPECT_EQ(ask_through(request, options).error().kind, ErrorKind::kFenced);
  EXPECT_EQ(server.connections(), 0);
}

TEST(Reach, OtherAddressesOfTheNameServe) {
  ScriptedServer server(answer_all);
  http::ClientOptions options;
  options.fence = refusing("::1");
  EXPECT_TRUE(ask_through(to(server.url("/", "localhost")), options));
}

TEST(Behaviour, T15_ADeadAddressCostsLessThanTwoSeconds) {
  ScriptedServer server(answer_all);
  const fakes::SilentListener dead("127.0.0.2", server.port());
  const auto start = std::chrono::steady_clock::now();
  const http::Bounds bounds{start + std::chrono::seconds(30), {}};
  http::Connection connection;
  EXPECT_FALSE(connection.connect({"127.0.0.2", "127.0.0.1"}, server.port(), bounds));
  const auto took = std::chrono::steady_clock::now() - start;
  EXPECT_GE(took, std::chrono::milliseconds(500)) << "the dead address was not tried";
  EXPECT_LT(took, std::chrono::seconds(2));
}

TEST(Reach, ThePortToConnectToMayDifferFromThatOfTheUrl) {
  ScriptedServer server(answer_all);
  auto request = to("http://www.example.com/");
  request.address = "127.0.0.1";
  request.address_port = server.port();
  const auto answer = ask_through(request, {});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_NE(answer->body.find("Host: www.example.com\r\n"), std::string::npos);
}

TEST(Reach, ConnectionsAreNotKeptWhenTheOptionsSaySo) {
  ScriptedServer server(answer_all);
  http::ClientOptions options;
  options.keeps_connections = false;
  const auto client = http::make_beast_client(options);
  for (int i = 0; i < 2; ++i) {
    const auto answer = client->send(to(server.url()), {});
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_NE(answer->body.find("Connection: close\r\n"), std::string::npos);
  }
  EXPECT_EQ(server.connections(), 2);
}

TEST(Reach, ABodyIsCutWhereAskedAndTheRestLeftUnread) {
  for (const std::string& head : {"Content-Length: 1000000\r\n\r\n"s, "\r\n"s,
                                  "Transfer-Encoding: chunked\r\n\r\nffff\r\n"s}) {
    ScriptedServer server([&](Peer& peer) {
      peer.read_request();
      peer.write("HTTP/1.1 404 Not Found\r\n" + head + std::string(200, 'x'));
      peer.wait_for_end();
    });
    auto request = to(server.url());
    request.max_body = 128;
    request.cut_body = true;
    const auto answer = ask_through(request, {});
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->status, 404);
    EXPECT_EQ(answer->body, std::string(128, 'x'));
  }
}

TEST(Reach, AnHttp2AnswerIsAnErrorOfItsOwn) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.write("\0\0\x06\4\0\0\0\0\0\0\3\0\0\0\x64"s);
  });
  const auto answer = ask_through(to(server.url()), {});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kHttp2);
}

}  // namespace
