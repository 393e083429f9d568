#include "http/server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <thread>

namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// A client that sends any bytes it likes.
class Socket {
 public:
  explicit Socket(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    const timeval limit{10, 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }
  Socket(Socket&& other) noexcept
      : socket_(std::exchange(other.socket_, -1)), connected_(other.connected_) {}
  ~Socket() { close(socket_); }

  bool connected() const { return connected_; }
  bool send(std::string_view bytes) {
    return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
  }
  void end_sending() { shutdown(socket_, SHUT_WR); }
  void reset() {
    const linger now{1, 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close(std::exchange(socket_, -1));
  }

  // Everything until the server closes.
  std::string read_all() {
    std::string out;
    char buffer[4096];
    ssize_t got = 0;
    while ((got = recv(socket_, buffer, sizeof buffer, 0)) > 0) {
      out.append(buffer, static_cast<std::size_t>(got));
    }
    return out;
  }
  // Until so much of it is there.
  std::string read_until(std::string_view end) {
    std::string out;
    char byte;
    while (!out.ends_with(end) && recv(socket_, &byte, 1, 0) == 1) out += byte;
    return out;
  }

 private:
  int socket_;
  bool connected_ = false;
};

http::ServerResponse echo(const http::ServerRequest& request) {
  http::ServerResponse response;
  response.body = std::string(request.method) + " " + std::string(request.target) + " " +
                  std::string(request.host) + " " + std::string(request.peer) + "\n";
  return response;
}

std::string ask(const http::Server& server, std::string_view bytes) {
  Socket socket(server.port());
  socket.send(bytes);
  socket.end_sending();
  return socket.read_all();
}

std::string status(const std::string& answer) { return answer.substr(0, answer.find("\r\n")); }

std::string get(const std::string& target) {
  return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
}

class Server : public testing::Test {
 protected:
  http::Server server_{"127.0.0.1:0", {}, echo};
};

TEST_F(Server, TheRequestReachesTheHandlerAsItWasSent) {
  const auto answer = ask(server_, "GET /a%2Fb//../?x=%zz HTTP/1.1\r\nhOST:  A:80 \r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\nDate: "));
  EXPECT_THAT(answer, HasSubstr("\r\nContent-Type: text/plain; charset=utf-8\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\n\r\nGET /a%2Fb//../?x=%zz A:80 127.0.0.1\n"));
}

TEST_F(Server, AnAbsoluteTargetIsHandedOverRaw) {
  EXPECT_THAT(ask(server_, get("http://other/x")), HasSubstr("\nGET http://other/x a "));
}

TEST_F(Server, HeadIsAnsweredAsGetWithoutABody) {
  const auto head = ask(server_, "HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto full = ask(server_, get("/x"));
  EXPECT_THAT(head, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_TRUE(head.ends_with("\r\n\r\n")) << head;
  const auto length = [](const std::string& text) {
    return text.substr(text.find("Content-Length"), 20);
  };
  EXPECT_EQ(length(head), length(full));
}

TEST_F(Server, WhatIsNotStrictHttpIsRefused) {
  const std::string host = "Host: a\r\n";
  const std::string cases[] = {
      "GET / HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
      "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n",
      "GET / HTTP/9.9\r\n" + host + "\r\n",
      "GET / HTTP/2.0\r\n" + host + "\r\n",
      "GET /\r\n\r\n",
      "GET  / HTTP/1.1\r\n" + host + "\r\n",
      "GET / HTTP/1.1\n" + host + "\r\n",
      "GET / HTTP/1.1\r\nHost: a\n\r\n",
      "GET / HTTP/1.1\nHost: a\n\n",
      "GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n",
      "GET / HTTP/1.1\r\n" + host + "X: a\r\n\tfolded\r\n\r\n",
      "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
      "GET / HTTP/1.1\r\n" + host + "X\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: \xc3\xa4\r\n\r\n",
      "GET /\xc3\xa4 HTTP/1.1\r\n" + host + "\r\n",
      "GET /\x01 HTTP/1.1\r\n" + host + "\r\n",
      "GET /\x7f HTTP/1.1\r\n" + host + "\r\n",
      "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"s,
      "GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n"s,
      "GET / HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n",
      "GET / HTTP/1.1\r\n" + host + "Content-Length: abc\r\n\r\n",
      "GET / HTTP/1.1\r\n" + host + "Content-Length: 18446744073709551616\r\n\r\n",
      "GET / HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
      "GET / HTTP/1.1\r\n" + host +
          "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "GET / HTTP/1.1\r\n" + host + "Transfer-Encoding: xchunkedx\r\n\r\n",
      "GET / HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
      "GET / HTTP/1.0\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "GET / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n-1\r\n",
      "GET / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n-2\r\n",
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      "\x16\x03\x01\x02",
      "\r\nGET / HTTP/1.1\r\n" + host + "\r\n",
  };
  for (const std::string& bytes : cases) {
    const auto answer = ask(server_, bytes);
    EXPECT_EQ(status(answer), "HTTP/1.1 400 Bad Request") << bytes;
    EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
    EXPECT_THAT(answer, Not(HasSubstr("HTTP/1.1 200"))) << bytes;
  }
}

TEST_F(Server, ATooLargeBodyIsRefused) {
  const std::string start = "POST / HTTP/1.1\r\nHost: a\r\n";
  for (const std::string& rest :
       {std::string("Content-Length: 1025\r\n\r\n"),
        std::string("Content-Length: 9999999999\r\n\r\n"),
        std::string("Transfer-Encoding: chunked\r\n\r\n7ffffff0\r\n"),
        "Transfer-Encoding: chunked\r\n\r\n300\r\n" + std::string(0x300, 'x') + "\r\n300\r\n",
        "Transfer-Encoding: chunked\r\n\r\n1;" + std::string(14000, 'x')}) {
    EXPECT_EQ(status(ask(server_, start + rest)), "HTTP/1.1 413 Content Too Large") << rest;
  }
}

TEST_F(Server, ASmallBodyIsPassedOver) {
  const auto answer =
      ask(server_, "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello" + get("/2"));
  EXPECT_THAT(answer, HasSubstr("\nPOST /1 a "));
  EXPECT_THAT(answer, HasSubstr("\nGET /2 a "));
  const auto chunked = ask(server_,
                           "POST /1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                           "2;x=y\r\nab\r\n1\r\nc\r\n0\r\nHost: evil\r\n\r\n" +
                               get("/2"));
  EXPECT_THAT(chunked, HasSubstr("\nPOST /1 a "));
  EXPECT_THAT(chunked, HasSubstr("\nGET /2 a "));
}

TEST_F(Server, ATooLargeHeaderIsRefusedAndOneBelowTheLimitIsTaken) {
  const auto padded = [](std::size_t size) {
    const std::string start = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
    return start + std::string(size - start.size() - 4, 'x') + "\r\n\r\n";
  };
  EXPECT_EQ(status(ask(server_, padded(8192))), "HTTP/1.1 200 OK");
  EXPECT_THAT(status(ask(server_, padded(8193))), StartsWith("HTTP/1.1 431 "));
  EXPECT_THAT(status(ask(server_, std::string(100'000, 'x'))), StartsWith("HTTP/1.1 431 "));
}

TEST_F(Server, ARequestMayComeByteForByte) {
  Socket socket(server_.port());
  for (const char byte : get("/slow")) socket.send({&byte, 1});
  EXPECT_THAT(socket.read_until("\n"), StartsWith("HTTP/1.1 200"));
}

TEST_F(Server, PipelinedRequestsAreAnsweredInOrder) {
  std::string requests;
  std::string expected;
  for (int i = 0; i < 500; ++i) {
    requests += get("/" + std::to_string(i));
    expected += "GET /" + std::to_string(i) + " a 127.0.0.1\n";
  }
  const auto answer = ask(server_, requests);
  std::string bodies;
  for (std::size_t at = 0; (at = answer.find("\r\n\r\n", at)) != std::string::npos;) {
    at += 4;
    bodies += answer.substr(at, answer.find('\n', at) + 1 - at);
  }
  EXPECT_EQ(bodies, expected);
}

TEST_F(Server, AnExpectationIsAnsweredWithTheAnswerItself) {
  Socket socket(server_.port());
  socket.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  const auto answer = socket.read_all();
  EXPECT_EQ(status(answer), "HTTP/1.1 200 OK");
  EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
}

TEST_F(Server, AnOldClientIsAnsweredAndClosed) {
  Socket socket(server_.port());
  socket.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_THAT(socket.read_all(), HasSubstr("\r\nConnection: close\r\n"));
}

TEST_F(Server, AConnectionEndsWhenEitherSideSaysSo) {
  Socket socket(server_.port());
  socket.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(socket.read_all(), HasSubstr("\r\nConnection: close\r\n"));

  const http::Server closing("127.0.0.1:0", {}, [](const http::ServerRequest&) {
    http::ServerResponse response;
    response.headers = {{"Connection", "close"}, {"X-One", "1"}};
    return response;
  });
  Socket other(closing.port());
  other.send(get("/"));
  const auto answer = other.read_all();
  EXPECT_THAT(answer, HasSubstr("\r\nX-One: 1\r\nConnection: close\r\n\r\n"));
}

TEST_F(Server, ItOutlivesPeersThatReset) {
  for (int i = 0; i < 50; ++i) {
    Socket socket(server_.port());
    socket.send(i % 2 == 0 ? get("/") : "GET / HT");
    socket.reset();
  }
  EXPECT_EQ(status(ask(server_, get("/"))), "HTTP/1.1 200 OK");
}

TEST(ServerLimits, ASlowClientIsCutOff) {
  http::ServerLimits limits;
  limits.deadline = 200ms;
  const http::Server server("127.0.0.1:0", limits, echo);
  const auto start = std::chrono::steady_clock::now();
  Socket silent(server.port());
  Socket slow(server.port());
  std::jthread dripping([&slow](std::stop_token stop) {
    const std::string request = get("/" + std::string(1000, 'x'));
    for (std::size_t i = 0; i < request.size() && !stop.stop_requested(); ++i) {
      if (!slow.send(request.substr(i, 1))) return;
      std::this_thread::sleep_for(5ms);
    }
  });
  EXPECT_EQ(silent.read_all(), "");
  EXPECT_EQ(slow.read_all(), "");
  const auto took = std::chrono::steady_clock::now() - start;
  EXPECT_GE(took, 200ms);
  EXPECT_LT(took, 2s);
}

TEST(ServerLimits, AClientThatDoesNotReadIsCutOff) {
  http::ServerLimits limits;
  limits.deadline = 200ms;
  const http::Server server("127.0.0.1:0", limits, [](const http::ServerRequest&) {
    http::ServerResponse response;
    response.body.assign(16 * 1024 * 1024, 'x');
    return response;
  });
  Socket socket(server.port());
  socket.send(get("/"));
  std::this_thread::sleep_for(500ms);
  EXPECT_LT(socket.read_all().size(), 16u * 1024 * 1024);
}

TEST(ServerLimits, ALargeAnswerArrivesWhole) {
  const http::Server server("127.0.0.1:0", {}, [](const http::ServerRequest&) {
    http::ServerResponse response;
    response.body.assign(8 * 1024 * 1024, 'x');
    return response;
  });
  const auto answer = ask(server, get("/1") + get("/2") + get("/3"));
  EXPECT_GT(answer.size(), 3u * 8 * 1024 * 1024);
  EXPECT_TRUE(answer.ends_with("xxx"));
}

TEST(ServerLimits, TheDeadlineBeginsAnewWithEachRequest) {
  http::ServerLimits limits;
  limits.deadline = 300ms;
  const http::Server server("127.0.0.1:0", limits, echo);
  Socket socket(server.port());
  for (int i = 0; i < 5; ++i) {
    socket.send(get("/"));
    ASSERT_THAT(socket.read_until("127.0.0.1\n"), StartsWith("HTTP/1.1 200"));
    std::this_thread::sleep_for(100ms);
  }
}

TEST(ServerLimits, AConnectionHasOnlySoManyRequests) {
  http::ServerLimits limits;
  limits.max_requests = 3;
  const http::Server server("127.0.0.1:0", limits, echo);
  const auto answer = ask(server, get("/1") + get("/2") + get("/3") + get("/4"));
  EXPECT_THAT(answer, HasSubstr("GET /3"));
  EXPECT_THAT(answer, Not(HasSubstr("GET /4")));
}

TEST(ServerLimits, SilentConnectionsMakeRoomForAGoodOne) {
  http::ServerLimits limits;
  limits.max_connections = 50;
  const http::Server server("127.0.0.1:0", limits, echo);
  std::vector<Socket> silent;
  for (int i = 0; i < 200; ++i) silent.emplace_back(server.port());
  EXPECT_EQ(status(ask(server, get("/"))), "HTTP/1.1 200 OK");
  EXPECT_EQ(silent.front().read_all(), "");
}

TEST(ServerLimits, AHandlerThatThrowsIsA500) {
  const http::Server server("127.0.0.1:0", {}, [](const http::ServerRequest&) {
    return throw std::runtime_error("secret detail"), http::ServerResponse();
  });
  const auto answer = ask(server, get("/"));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 500 "));
  EXPECT_THAT(answer, Not(HasSubstr("secret detail")));
}

TEST(ServerLife, ItListensOnBothFamilies) {
  const http::Server server("[::]:0", {}, echo);
  EXPECT_THAT(ask(server, get("/")), HasSubstr(" 127.0.0.1\n"));
  const http::Server other(":0", {}, echo);
  EXPECT_THAT(ask(other, get("/")), HasSubstr(" 127.0.0.1\n"));
}

TEST(ServerLife, ItSaysWhyItCannotListen) {
  const http::Server server("127.0.0.1:0", {}, echo);
  const std::string taken = "127.0.0.1:" + std::to_string(server.port());
  for (const std::string& listen :
       {taken, std::string("8089"), std::string("a:1"), std::string("127.0.0.1:x"),
        std::string("127.0.0.1:65536"), std::string("127.0.0.1:")}) {
    try {
      const http::Server other(listen, {}, echo);
      ADD_FAILURE() << listen;
    } catch (const std::runtime_error& error) {
      EXPECT_THAT(error.what(), StartsWith("cannot listen on " + listen + ": "));
    }
  }
}

TEST(ServerLife, ItEndsWithinASecondWhateverIsOpen) {
  auto server = std::make_unique<http::Server>("127.0.0.1:0", http::ServerLimits{}, echo);
  Socket idle(server->port());
  Socket half(server->port());
  half.send("GET / HTTP/1.1\r\n");
  Socket kept(server->port());
  kept.send(get("/"));
  kept.read_until("127.0.0.1\n");
  const auto start = std::chrono::steady_clock::now();
  server.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - start, 1500ms);
  EXPECT_EQ(idle.read_all(), "");
  EXPECT_EQ(kept.read_all(), "");
}

}  // namespace
