// Both implementations of http::Client are held to the same promises by the same tests.
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "client_fixture.h"

namespace {

using namespace std::chrono_literals;
using fakes::Peer;
using fakes::ScriptedServer;
using http::ErrorKind;

class Client : public ClientFixture {};

// cpprestsdk writes no space after the colon.
bool has(const std::string& request, const std::string& name, const std::string& value) {
  return request.find("\r\n" + name + ": " + value + "\r\n") != std::string::npos ||
         request.find("\r\n" + name + ":" + value + "\r\n") != std::string::npos;
}

TEST_P(Client, ThePlainRequestArrivesAsItWasMeant) {
  ScriptedServer server(answer_all);
  http::Request request = to(server.url("/a?b=%20c"), "POST", "hello");
  request.headers = {{"Content-Type", "text/x"}, {"Authorization", "Bearer t"}};
  const auto answer = make()->send(request, {});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 200);
  const std::string& seen = answer->body;
  EXPECT_TRUE(seen.starts_with("POST /a?b=%20c HTTP/1.1\r\n")) << seen;
  EXPECT_TRUE(has(seen, "Host", "127.0.0.1:" + std::to_string(server.port()))) << seen;
  EXPECT_TRUE(has(seen, "User-Agent", "sallyport")) << seen;
  EXPECT_TRUE(has(seen, "Content-Type", "text/x")) << seen;
  EXPECT_TRUE(has(seen, "Authorization", "Bearer t")) << seen;
  EXPECT_TRUE(has(seen, "Content-Length", "5")) << seen;
  EXPECT_TRUE(seen.ends_with("\r\n\r\nhello")) << seen;
}

TEST_P(Client, HeadersOfTheAnswerAreFoundInAnyCaseAndJoined) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.write(
        "HTTP/1.1 418 x\r\nX-One: a\r\nx-one: b\r\nRETRY-AFTER: 7\r\nContent-Length: 0\r\n\r\n");
  });
  const auto answer = make()->send(to(server.url()), {});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 418);
  EXPECT_EQ(answer->header("x-ONE"), "a, b");
  EXPECT_EQ(answer->header("Retry-After"), "7");
  EXPECT_EQ(answer->header("absent"), "");
}

TEST_P(Client, AConnectionIsKeptForTheNextRequest) {
  const auto file = authority().issue("IP:127.0.0.1");
  for (const fakes::TlsFile* tls : {static_cast<const fakes::TlsFile*>(nullptr), &file}) {
    ScriptedServer server(answer_all, tls);
    const auto client = make();
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(client->send(to(server.url(), "POST", "x"), {}));
    EXPECT_LE(server.connections(), GetParam().is_beast ? 1 : 3);
  }
}

TEST_P(Client, ARedirectIsReturnedNotFollowed) {
  ScriptedServer server([](Peer& peer) {
    while (peer.read_request()) {
      peer.write("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
    }
  });
  const auto answer = make()->send(to(server.url()), {});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 302);
  EXPECT_EQ(answer->header("Location"), "/elsewhere");
  EXPECT_EQ(server.connections(), 1);
}

TEST_P(Client, AnswersWithoutABodyEndAtOnce) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 204 No Content\r\n\r\n");
    peer.read_request();
    peer.write("HTTP/1.1 304 Not Modified\r\n\r\n");
    peer.wait_for_end();
  });
  const auto client = make();
  EXPECT_EQ(client->send(to(server.url()), {})->status, 204);
}

TEST_P(Client, AHeadAnswerHasNoBodyWhateverItsLength) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
    peer.wait_for_end();
  });
  const auto answer = make()->send(to(server.url(), "HEAD"), {});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "");
}

TEST_P(Client, ABodyOverTheLimitIsRefusedWhileItArrives) {
  const std::string piece(8192, 'x');
  for (const char* framing : {"Content-Length: 100000000", "Transfer-Encoding: chunked"}) {
    ScriptedServer server([&](Peer& peer) {
      peer.read_request();
      peer.write(std::string("HTTP/1.1 200 OK\r\n") + framing + "\r\n\r\n");
      while (peer.write("2000\r\n" + piece + "\r\n")) {
      }
    });
    http::Request request = to(server.url());
    request.max_body = 100'000;
    EXPECT_EQ(error_of(request).kind, ErrorKind::kTooLarge) << framing;
  }
}

TEST_P(Client, ABodyOfExactlyTheLimitIsTaken) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.answer(std::string(1000, 'x'));
  });
  http::Request request = to(server.url());
  request.max_body = 1000;
  EXPECT_EQ(make()->send(request, {})->body.size(), 1000u);
}

TEST_P(Client, TheDeadlineEndsTheCall) {
  ScriptedServer silent([](Peer& peer) { peer.wait_for_end(); });
  ScriptedServer slow([](Peer& peer) {
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx");
    peer.wait_for_end();
  });
  for (const auto& server : {&silent, &slow}) {
    http::Request request = to(server->url());
    request.deadline = 100ms;
    const auto start = std::chrono::steady_clock::now();
    const auto error = error_of(request);
    EXPECT_EQ(error.kind, ErrorKind::kTimeout) << error.message;
    EXPECT_GE(since(start), 100ms);
    EXPECT_LT(since(start), 5s);
  }
}

TEST_P(Client, AStopEndsTheCallAtOnce) {
  std::stop_source stop;
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    stop.request_stop();
    peer.wait_for_end();
  });
  const auto start = std::chrono::steady_clock::now();
  const auto answer = make()->send(to(server.url()), stop.get_token());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kStopped) << answer.error().message;
  EXPECT_LT(since(start), 5s);
}

TEST_P(Client, AStopThatWasRequestedBeforeSendsNothing) {
  ScriptedServer server(answer_all);
  std::stop_source stop;
  stop.request_stop();
  const auto answer = make()->send(to(server.url()), stop.get_token());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, ErrorKind::kStopped);
  EXPECT_FALSE(answer.error().maybe_sent);
}

TEST_P(Client, ARefusedConnectionIsKConnect) {
  std::string url;
  { url = ScriptedServer(answer_all).url(); }
  const auto error = error_of(to(url));
  EXPECT_EQ(error.kind, ErrorKind::kConnect) << error.message;
  EXPECT_TRUE(error.message.starts_with(url + ": connection refused")) << error.message;
  EXPECT_FALSE(error.maybe_sent);
}

TEST_P(Client, AnUnknownNameIsKResolve) {
  const auto error = error_of(to("http://no-such-host.invalid/"));
  EXPECT_EQ(error.kind, ErrorKind::kResolve) << error.message;
  EXPECT_FALSE(error.maybe_sent);
}

TEST_P(Client, ACutBodyIsAnError) {
  for (const char* answer :
       {"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "Content-Length: 10\r\n\r\nhello",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nhel"}) {
    ScriptedServer server([&](Peer& peer) {
      peer.read_request();
      peer.write(std::string("HTTP/1.1 200 OK\r\n") + answer);
    });
    const auto error = error_of(to(server.url()));
    EXPECT_EQ(error.kind, ErrorKind::kProtocol) << error.message;
    EXPECT_TRUE(error.maybe_sent);
  }
}

TEST_P(Client, ABodyMayEndWithTheConnection) {
  const auto file = authority().issue("IP:127.0.0.1");
  for (const fakes::TlsFile* tls : {static_cast<const fakes::TlsFile*>(nullptr), &file}) {
    ScriptedServer server(
        [](Peer& peer) {
          peer.read_request();
          peer.write("HTTP/1.1 200 OK\r\n\r\nhello");
        },
        tls);
    const auto answer = make()->send(to(server.url()), {});
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->body, "hello");
  }
}

TEST_P(Client, APostThatTheServerReadIsNotSentAgain) {
  for (const bool reset : {false, true}) {
    std::atomic<int> posts = 0;
    ScriptedServer server([&](Peer& peer) {
      peer.read_request();
      peer.answer("first");
      if (!peer.read_request()) return;
      ++posts;
      if (reset) peer.reset();
    });
    const auto client = make();
    ASSERT_TRUE(client->send(to(server.url()), {}));
    const auto answer = client->send(to(server.url(), "POST", "x"), {});
    // Where the first connection was not kept, the POST got the answer of a new one.
    if (GetParam().is_beast || !answer) {
      ASSERT_FALSE(answer);
      EXPECT_TRUE(answer.error().maybe_sent);
      EXPECT_EQ(answer.error().kind, ErrorKind::kProtocol) << answer.error().message;
      EXPECT_EQ(posts, 1);
    }
  }
}

TEST_P(Client, ADeleteThatTheServerReadIsNotSentAgain) {
  std::atomic<int> deletes = 0;
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    peer.answer("first");
    if (peer.read_request()) ++deletes;
  });
  const auto client = make();
  ASSERT_TRUE(client->send(to(server.url()), {}));
  const auto answer = client->send(to(server.url(), "DELETE"), {});
  EXPECT_LE(deletes, 1);
  EXPECT_EQ(answer.has_value(), deletes == 0);
}

TEST_P(Client, APostAfterTheServerClosedAnIdleConnectionArrivesOnce) {
  std::atomic<int> posts = 0;
  ScriptedServer server([&](Peer& peer) {
    const auto request = peer.read_request();
    if (request && request->starts_with("POST")) ++posts;
    peer.answer("ok");
  });
  const auto client = make();
  ASSERT_TRUE(client->send(to(server.url()), {}));
  server.wait_for_closed(1);
  const auto answer = client->send(to(server.url(), "POST", "x"), {});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(posts, 1);
}

TEST_P(Client, AHeaderThatCannotBeSentIsRefused) {
  ScriptedServer server(answer_all);
  const auto refused = [&](const http::Request& request) {
    const auto error = error_of(request);
    EXPECT_FALSE(error.maybe_sent);
    return error.kind == ErrorKind::kProtocol;
  };
  http::Request request = to(server.url());
  request.headers = {{"X", "a\r\nEvil: b"}};
  EXPECT_TRUE(refused(request));
  request.headers = {{"X\r\nEvil", "b"}};
  EXPECT_TRUE(refused(request));
  request.headers = {{"host", "evil"}};
  EXPECT_TRUE(refused(request));
  request.headers = {};
  request.method = "GET / HTTP/1.1\r\n";
  EXPECT_TRUE(refused(request));
  EXPECT_EQ(server.connections(), 0);
}

TEST_P(Client, ManyThreadsMayCallAtOnce) {
  const auto file = authority().issue("IP:127.0.0.1");
  ScriptedServer server(answer_all, &file);
  const auto client = make();
  std::atomic<int> good = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 16; ++i) {
      threads.emplace_back([&, i] {
        const std::string body = "body " + std::to_string(i);
        const auto answer = client->send(to(server.url(), "POST", body), {});
        if (answer && answer->body.ends_with(body)) ++good;
      });
    }
  }
  EXPECT_EQ(good, 16);
}

// Calls from so many threads, each of which is answered when `together` have come, or `patience`
// has passed; the most that were there at once.
int most_at_once(http::Client& client, int threads, int together, base::Millis patience) {
  std::mutex mutex;
  std::condition_variable changed;
  int inside = 0;
  int most = 0;
  ScriptedServer server([&](Peer& peer) {
    while (peer.read_request()) {
      std::unique_lock lock(mutex);
      most = std::max(most, ++inside);
      changed.notify_all();
      changed.wait_for(lock, patience, [&] { return most >= together; });
      --inside;
      lock.unlock();
      peer.answer("");
    }
  });
  {
    std::vector<std::jthread> callers;
    for (int i = 0; i < threads; ++i) {
      callers.emplace_back([&] { EXPECT_TRUE(client.send(to(server.url()), {})); });
    }
  }
  std::lock_guard lock(mutex);
  return most;
}

TEST_P(Client, DF41_AsManyCallsAsItMayAreUnderWayAtOnce) {
  http::ClientOptions options;
  options.at_once = 20;
  EXPECT_EQ(most_at_once(*make(options), 20, 20, 4s), 20);
}

TEST_P(Client, DF41_ThoseOverItsBoundWaitForTheirTurn) {
  http::ClientOptions options;
  options.at_once = 2;
  const bool bound = !GetParam().is_beast;
  EXPECT_EQ(most_at_once(*make(options), 6, 6, bound ? 200ms : 4000ms), bound ? 2 : 6);
}

INSTANTIATE_TEST_SUITE_P(Over, Client, kImplementations, implementation_name);

}  // namespace
