#include <sys/resource.h>

#include <chrono>
#include <thread>
#include <vector>

#include "server_fixture.h"

namespace {

using namespace std::chrono_literals;
using Socket = fakes::RawSocket;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

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
  limits.deadline = 60s;
  const http::Server server("127.0.0.1:0", limits, echo);
  std::vector<Socket> silent;
  for (int i = 0; i < 200; ++i) silent.emplace_back(server.port());
  EXPECT_EQ(status(ask(server, get("/"))), "HTTP/1.1 200 OK");
  EXPECT_TRUE(silent.front().is_closed());
}

TEST(ServerLimits, NoMoreThanItsConnectionsAreOpenAtOnce) {
  http::ServerLimits limits;
  limits.max_connections = 3;
  limits.deadline = 60s;
  const http::Server server("127.0.0.1:0", limits, echo);
  std::vector<Socket> all;
  const auto is_answered = [](Socket& socket) {
    socket.send(get("/"));
    return socket.read_until("127.0.0.1\n").starts_with("HTTP/1.1 200");
  };
  for (int i = 0; i < 5; ++i) {
    all.emplace_back(server.port());
    ASSERT_TRUE(is_answered(all.back()));
  }
  EXPECT_TRUE(all[0].is_closed());
  EXPECT_TRUE(all[1].is_closed());
  for (int i = 2; i < 5; ++i) EXPECT_TRUE(is_answered(all[i]));
}

TEST(ServerLimits, ItGoesOnWhenThereAreNoFileDescriptorsLeft) {
  const http::Server server("127.0.0.1:0", {}, echo);
  std::vector<Socket> silent(40);
  Socket good;
  const int next = dup(0);
  close(next);
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  const rlimit few{static_cast<rlim_t>(next) + 10, before.rlim_max};
  setrlimit(RLIMIT_NOFILE, &few);
  for (Socket& socket : silent) EXPECT_TRUE(socket.connect(server.port()));
  EXPECT_TRUE(good.connect(server.port()));
  good.send(get("/"));
  EXPECT_THAT(good.read_until("\n"), StartsWith("HTTP/1.1 200"));
  setrlimit(RLIMIT_NOFILE, &before);
}

TEST(ServerLimits, AHandlerThatThrowsIsA500) {
  const http::Server server("127.0.0.1:0", {}, [](const http::ServerRequest&) {
    return throw std::runtime_error("secret detail"), http::ServerResponse();
  });
  const auto answer = ask(server, get("/"));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 500 "));
  EXPECT_THAT(answer, Not(HasSubstr("secret detail")));
}

}  // namespace
