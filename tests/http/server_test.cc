#include <atomic>
#include <chrono>
#include <thread>

#include "server_fixture.h"

namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using Socket = fakes::RawSocket;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class Server : public testing::Test {
 protected:
  http::Server server_{"127.0.0.1:0", {}, echo};
};

TEST_F(Server, TheRequestReachesTheHandlerAsItWasSent) {
  const auto answer = ask(server_, "GET /a%2Fb//../?x=%7a HTTP/1.1\r\nhOST:  A:80 \r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\nDate: "));
  EXPECT_THAT(answer, HasSubstr("\r\nContent-Type: text/plain; charset=utf-8\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\n\r\nGET /a%2Fb//../?x=%7a A:80 127.0.0.1\n"));
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

// A stream of `pieces` pieces of 1,000 bytes, which says that it has `size`; counts those taken.
http::Stream stream_of(std::size_t pieces, std::size_t size, std::atomic<std::size_t>& taken) {
  return {size, [=, &taken, left = pieces]() mutable {
            if (left == 0) return ""s;
            --left;
            ++taken;
            return std::string(1000, 's');
          }};
}

http::Handler streams(std::size_t pieces, std::size_t size, std::atomic<std::size_t>& taken) {
  return [=, &taken](const http::ServerRequest& request) {
    http::ServerResponse response = echo(request);
    if (request.target == "/stream") response.stream = stream_of(pieces, size, taken);
    return response;
  };
}

TEST(Stream, IsSentWholeAndInItsTurn) {
  std::atomic<std::size_t> taken = 0;
  const http::Server server("127.0.0.1:0", {}, streams(3000, 3'000'000, taken));
  const std::string head = "HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n";
  const auto answers = ask(server, get("/stream") + get("/x") + head + get("/stream") + get("/y"));
  EXPECT_EQ(std::count(answers.begin(), answers.end(), 's'), 6'000'000 + 5)
      << "one of each 'charset'";
  EXPECT_EQ(answers.find("ssss"), answers.find("\r\n\r\n") + 4);
  EXPECT_LT(answers.find("GET /x "), answers.rfind("\r\n\r\nssss"));
  EXPECT_THAT(answers, testing::EndsWith("GET /y a 127.0.0.1\n"));
}

TEST(Stream, OnlyWhatThePeerTakesIsMade) {
  std::atomic<std::size_t> taken = 0;
  http::ServerLimits limits;
  limits.deadline = base::Millis(300);
  const http::Server server("127.0.0.1:0", limits, streams(1'000'000, 1'000'000'000, taken));
  Socket socket(server.port());
  socket.send(get("/stream"));
  std::this_thread::sleep_for(600ms);  // it has been cut: one deadline holds for all pieces
  const std::size_t made = taken;
  EXPECT_GT(made, 0U);
  EXPECT_LT(made, 100'000U);
  EXPECT_LT(socket.read_all().size(), 100'000'000U);
  EXPECT_EQ(taken, made);
}

TEST(Stream, OneThatBreaksItsWordEndsTheConnection) {
  for (const std::size_t size : {2'500U, 3'500U}) {  // of 3 pieces
    std::atomic<std::size_t> taken = 0;
    const http::Server server("127.0.0.1:0", {}, streams(3, size, taken));
    const auto answers = ask(server, get("/stream") + get("/x"));
    EXPECT_THAT(answers, HasSubstr("Content-Length: " + std::to_string(size) + "\r\n"));
    EXPECT_EQ(answers.size() - answers.find("\r\n\r\n") - 4, size / 1000 * 1000);
    EXPECT_THAT(answers, Not(HasSubstr("GET /x")));
  }
}

TEST(Stream, ThatThrowsEndsTheConnection) {
  const http::Server server("127.0.0.1:0", {}, [](const http::ServerRequest&) {
    http::ServerResponse response;
    response.stream = {10, []() -> std::string { throw std::runtime_error("broken"); }};
    return response;
  });
  EXPECT_THAT(ask(server, get("/") + get("/")), testing::EndsWith("\r\n\r\n"));
}

// What is refused, and how, has a table: rfc9112_test.cc.
TEST_F(Server, ARefusalIsToldAndNothingBehindItIsAnswered) {
  for (const std::string bytes : {"GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\nHost: a\n\n",
                                  "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"}) {
    const auto answer = ask(server_, bytes + get("/"));
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 4")) << bytes;
    EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
    EXPECT_EQ(answer.rfind("HTTP/1.1 "), 0U) << answer;
  }
}

TEST_F(Server, DF26_WhatIsNoHttpIsClosedAtOnceWithoutAByte) {
  for (const std::string bytes : {"\x16\x03\x01\x02", "SSH-2.0-OpenSSH_9.2\r\n"}) {
    Socket socket(server_.port());
    socket.send(bytes);
    EXPECT_EQ(socket.read_all(), "") << bytes;
  }
}

TEST_F(Server, ATooLargeHeaderIsRefusedAndOneBelowTheLimitIsTaken) {
  const auto padded = [](std::size_t size) {
    const std::string start = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
    return start + std::string(size - start.size() - 4, 'x') + "\r\n\r\n";
  };
  EXPECT_EQ(status(ask(server_, padded(8192))), "HTTP/1.1 200 OK");
  EXPECT_THAT(status(ask(server_, padded(8193))), StartsWith("HTTP/1.1 431 "));
  EXPECT_THAT(status(ask(server_, get("/" + std::string(100'000, 'x')))),
              StartsWith("HTTP/1.1 414 "));
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
  EXPECT_EQ(answer.find("Connection:"), answer.rfind("Connection:"));
}

TEST_F(Server, ItOutlivesPeersThatReset) {
  for (int i = 0; i < 50; ++i) {
    Socket socket(server_.port());
    socket.send(i % 2 == 0 ? get("/") : "GET / HT");
    socket.reset();
  }
  EXPECT_EQ(status(ask(server_, get("/"))), "HTTP/1.1 200 OK");
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
