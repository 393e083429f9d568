// The promises of Client::stream, for both implementations.
#include <limits>
#include <thread>

#include "client_fixture.h"

namespace {

using namespace std::chrono_literals;
using fakes::Peer;
using fakes::ScriptedServer;
using http::ErrorKind;

constexpr const char* kChunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

std::string chunk(const std::string& bytes) {
  char size[16];
  std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
  return size + bytes + "\r\n";
}

class Stream : public ClientFixture {
 protected:
  // Follows the server's stream and collects what comes.
  base::Result<http::Response, http::Error> follow(const ScriptedServer& server,
                                                   base::Millis idle = 5s,
                                                   std::stop_token stop = {}) {
    const auto take = [this](std::string_view piece) {
      body_ += piece;
      return body_.size() < enough_;
    };
    return make()->stream(request(server), idle, take, std::move(stop));
  }

  static http::Request request(const ScriptedServer& server) {
    http::Request out = to(server.url());
    out.max_body = 100;
    return out;
  }

  std::string body_;
  std::size_t enough_ = std::numeric_limits<std::size_t>::max();
};

TEST_P(Stream, AllPiecesArriveInOrderHoweverTheyAreCut) {
  std::string expected;
  std::string wire;
  for (int i = 0; i < 200; ++i) {
    const std::string event = "event " + std::to_string(i) + "\n";
    expected += event;
    wire += i % 3 == 0 ? chunk(event) : chunk(event.substr(0, 2)) + chunk(event.substr(2));
  }
  wire += "0\r\n\r\n";
  const auto file = authority().issue("IP:127.0.0.1");
  for (const std::size_t step : {1u, 7u, 4096u}) {
    ScriptedServer server(
        [&](Peer& peer) {
          peer.read_request();
          peer.write(kChunked);
          for (std::size_t at = 0; at < wire.size(); at += step) peer.write(wire.substr(at, step));
          peer.wait_for_end();
        },
        step == 7 ? &file : nullptr);
    body_.clear();
    const auto answer = follow(server);
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(body_, expected) << step;
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->body, "");
  }
}

TEST_P(Stream, APieceIsHandedOverAsSoonAsItIsThere) {
  enough_ = 5;
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.write(kChunked + chunk("hello"));
    peer.wait_for_end();
  });
  EXPECT_TRUE(follow(server));
  EXPECT_EQ(body_, "hello");
}

TEST_P(Stream, ItHasNoLimitOfItsLength) {
  const std::string big = chunk(std::string(1 << 20, 'x'));
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    peer.write(kChunked);
    for (int i = 0; i < 8; ++i) peer.write(big);
    peer.write("0\r\n\r\n");
  });
  ASSERT_TRUE(follow(server));
  EXPECT_EQ(body_.size(), 8u << 20);
}

TEST_P(Stream, SilenceEndsIt) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.write(kChunked + chunk("hello"));
    peer.wait_for_end();
  });
  const auto start = std::chrono::steady_clock::now();
  const auto answer = follow(server, 150ms);
  const auto took = std::chrono::steady_clock::now() - start;
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kTimeout) << answer.error().message;
  EXPECT_EQ(body_, "hello");
  EXPECT_GE(took, 150ms);
  EXPECT_LT(took, 5s);
}

TEST_P(Stream, TheDeadlineIsOnlyForTheHeader) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.write(kChunked);
    for (int i = 0; i < 10; ++i) {
      peer.write(chunk("x"));
      std::this_thread::sleep_for(20ms);
    }
    peer.write("0\r\n\r\n");
  });
  http::Request quick = request(server);
  quick.deadline = 100ms;
  const auto take = [this](std::string_view piece) { return !(body_ += piece).empty(); };
  const auto answer = make()->stream(quick, 5s, take, {});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(body_, "xxxxxxxxxx");
}

TEST_P(Stream, WithoutAHeaderTheDeadlineEndsIt) {
  ScriptedServer server([](Peer& peer) { peer.wait_for_end(); });
  http::Request quick = request(server);
  quick.deadline = 100ms;
  const auto take = [](std::string_view) { return true; };
  const auto answer = make()->stream(quick, 5s, take, {});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kTimeout) << answer.error().message;
}

TEST_P(Stream, AStopEndsItAtOnce) {
  const auto file = authority().issue("IP:127.0.0.1");
  for (const fakes::TlsFile* tls : {static_cast<const fakes::TlsFile*>(nullptr), &file}) {
    ScriptedServer server(
        [&](Peer& peer) {
          peer.read_request();
          peer.write(kChunked + chunk("hello"));
          peer.wait_for_end();
        },
        tls);
    std::stop_source stop;
    std::chrono::steady_clock::time_point asked;
    std::jthread stopping([&] {
      std::this_thread::sleep_for(50ms);
      asked = std::chrono::steady_clock::now();
      stop.request_stop();
    });
    const auto answer = follow(server, 5s, stop.get_token());
    const auto ended = std::chrono::steady_clock::now();
    stopping.join();
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::kStopped) << answer.error().message;
    EXPECT_LT(ended - asked, 2s) << "it waited for the silence limit of 5 s";
  }
}

TEST_P(Stream, AnotherStatusIsAnsweredWithItsBody) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.answer("too old", "410 Gone");
  });
  const auto answer = follow(server);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 410);
  EXPECT_EQ(answer->body, "too old");
  EXPECT_EQ(body_, "");
}

TEST_P(Stream, TheBodyOfAnotherStatusHasItsLimit) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.answer(std::string(101, 'x'), "410 Gone");
  });
  const auto answer = follow(server);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kTooLarge);
}

TEST_P(Stream, ACutStreamIsAnError) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.write(kChunked + chunk("hello"));
  });
  const auto answer = follow(server);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kProtocol) << answer.error().message;
  EXPECT_EQ(body_, "hello");
}

TEST_P(Stream, ASlowReaderHoldsTheServerBack) {
  std::atomic<std::size_t> written = 0;
  const std::string piece = chunk(std::string(64 * 1024, 'x'));
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    peer.write(kChunked);
    while (written < (64u << 20) && peer.write(piece)) written += piece.size();
  });
  const auto take = [](std::string_view) {
    std::this_thread::sleep_for(200ms);
    return false;
  };
  EXPECT_TRUE(make()->stream(request(server), 5s, take, {}));
  EXPECT_LT(written, 32u << 20);
}

INSTANTIATE_TEST_SUITE_P(Over, Stream, kImplementations, implementation_name);

}  // namespace
