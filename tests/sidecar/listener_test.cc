// The public port as a validator meets it: the real server, the real answers, over loopback.

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "fakes/raw_socket.h"
#include "http/client.h"
#include "http/server.h"
#include "sidecar/bounds.h"
#include "sidecar/challenge_builder.h"
#include "sidecar/request.h"

namespace sidecar {
namespace {

const std::string kTarget = "/.well-known/acme-challenge/" + token();

class PublicPort : public testing::Test {
 protected:
  PublicPort() {
    table_.put(challenge("one", {answer_for("127.0.0.1")}));
    table_.put(challenge("another", {answer_for("b.example", 'b')}));
  }

  http::Response ask(const std::string& method, const std::string& target) {
    http::Request request;
    request.method = method;
    request.url = {false, "127.0.0.1", server_.port(), target};
    const auto answer = client_->send(request, {});
    EXPECT_TRUE(answer) << answer.error().message;
    return answer ? *answer : http::Response{};
  }

  // All that comes back for these bytes.
  std::string say(const std::string& bytes) {
    fakes::RawSocket socket(server_.port());
    socket.send(bytes);
    socket.end_sending();
    return socket.read_all();
  }

  static std::string get(const std::string& host) {
    return "GET " + kTarget + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
  }

  AnswerTable table_;
  http::Server server_{"127.0.0.1:0", public_limits(), [this](const http::ServerRequest& request) {
                         return answer(request, table_, true, "", kNow).response;
                       }};
  const std::unique_ptr<http::Client> client_ = http::make_beast_client({});
};

TEST_F(PublicPort, GivesTheAnswerToAValidator) {
  const http::Response response = ask("GET", kTarget);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, key_authorization());
  EXPECT_EQ(response.header("Content-Length"), std::to_string(key_authorization().size()));
  EXPECT_EQ(response.header("Content-Type"), "application/octet-stream");
  EXPECT_EQ(response.header("Cache-Control"), "no-store");
  EXPECT_EQ(response.header("X-Content-Type-Options"), "nosniff");
}

TEST_F(PublicPort, GivesTheHeaderAloneToHead) {
  const http::Response response = ask("HEAD", kTarget);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "");
  EXPECT_EQ(response.header("Content-Length"), std::to_string(key_authorization().size()));
}

TEST_F(PublicPort, GivesNothingElse) {
  EXPECT_EQ(ask("GET", "/").status, 404);
  EXPECT_EQ(ask("GET", kTarget + "x").status, 404);
  EXPECT_EQ(ask("GET", "/.well-known/acme-challenge/" + token('b')).status, 404);
  EXPECT_EQ(ask("GET", "/healthz").status, 404);
  const http::Response refused = ask("POST", kTarget);
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(refused.header("Allow"), "GET, HEAD");
  EXPECT_EQ(refused.header("Connection"), "close");
}

// Six perspectives of a CA, each of which asks again and again.
TEST_F(PublicPort, Z2_ManyRequestsForOneTokenAreAllAnsweredAlike) {
  {
    std::vector<std::jthread> perspectives;
    for (int i = 0; i < 6; ++i) {
      perspectives.emplace_back([this] {
        for (int again = 0; again < 5; ++again) {
          const http::Response response = ask("GET", kTarget);
          EXPECT_EQ(response.status, 200);
          EXPECT_EQ(response.body, key_authorization());
        }
      });
    }
  }
  EXPECT_EQ(table_.report("one")->hits.at(token()), 30);
}

TEST_F(PublicPort, CountsWhatItGave) {
  ask("GET", kTarget);
  ask("GET", kTarget + "?again");
  ask("GET", "/");
  EXPECT_EQ(table_.report("one")->hits.at(token()), 2);
}

// Each of them would have the answer of 127.0.0.1 by the letters before the "@", the "]" or the
// ":".
TEST_F(PublicPort, DF25_AHostThatIsNoneIsRefused) {
  for (const std::string host : {"127.0.0.1:80@evil.example", "127.0.0.1:@evil.example",
                                 "127.0.0.1:abc", ":abc", "[::1]junk"}) {
    EXPECT_TRUE(say(get(host)).starts_with("HTTP/1.1 400 ")) << host;
  }
  EXPECT_TRUE(say(get("127.0.0.1:80")).starts_with("HTTP/1.1 200 "));
  EXPECT_EQ(table_.report("one")->hits.at(token()), 1);
}

TEST_F(PublicPort, DF25_AnAbsoluteTargetIsAnsweredForItsOwnHost) {
  const auto asked = [&](const std::string& target) {
    return say("GET http://" + target + kTarget + " HTTP/1.1\r\nHost: other.example\r\n\r\n");
  };
  EXPECT_TRUE(asked("127.0.0.1").ends_with(key_authorization()));
  EXPECT_TRUE(asked("b.example").starts_with("HTTP/1.1 404 "));
}

TEST_F(PublicPort, DF26_NothingBehindABodyIsAnswered) {
  const std::string start = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  for (const std::string body :
       {"Content-Length: 5\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"}) {
    const std::string answer = say(start + body + get("127.0.0.1"));
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 413 ")) << answer;
    EXPECT_EQ(answer.rfind("HTTP/1.1 "), 0U) << answer;
  }
}

TEST_F(PublicPort, DF26_WhatIsNoHttpGetsNoByte) {
  EXPECT_EQ(say("\x16\x03\x01\x02"), "");
  EXPECT_EQ(say("SSH-2.0-OpenSSH_9.2\r\n"), "");
}

// What a stranger says of itself is kept nowhere, so nothing of it can reach a log or an answer.
struct Agent {
  std::string name;
  std::string text;
  std::string status;  // of the answer
};

void PrintTo(const Agent& agent, std::ostream* out) { *out << agent.name; }

class UserAgent : public PublicPort, public testing::WithParamInterface<Agent> {
 protected:
  // The whole answer to a validator that names itself so.
  std::string ask_as(const std::string& agent) {
    fakes::RawSocket socket(server_.port());
    socket.send("GET " + kTarget + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" +
                "User-Agent: stranger" + agent + "\r\n\r\n");
    return socket.read_all();
  }
};

TEST_P(UserAgent, IsBoundedAndReachesNeitherLogNorAnswer) {
  testing::internal::CaptureStderr();
  testing::internal::CaptureStdout();
  const std::string answer = ask_as(GetParam().text);
  const std::string said = testing::internal::GetCapturedStderr() +  //
                           testing::internal::GetCapturedStdout();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 " + GetParam().status)) << answer;
  EXPECT_EQ(answer.find("stranger"), std::string::npos) << answer;
  EXPECT_EQ(said, "");
  EXPECT_EQ(ask("GET", kTarget).status, 200) << "the next one is answered";
}

INSTANTIATE_TEST_SUITE_P(, UserAgent,
                         testing::Values(Agent{"Usual", "/1.0 (+https://example.com)", "200"},
                                         Agent{"Long", std::string(7000, 'x'), "200"},
                                         Agent{"TooLong", std::string(9000, 'x'), "431"},
                                         Agent{"WithQuotesAndMarkup",
                                               R"(" level=error event="<script>)", "200"},
                                         Agent{"WithATerminalsEscape", "\x1b[2J", "400"},
                                         Agent{"WithALineOfItsOwn", "\nlevel=error", "400"},
                                         Agent{"WithANul", std::string(1, '\0'), "400"},
                                         Agent{"OfNoEncoding", "\xff\xfe", "200"}),
                         [](const auto& agent) { return agent.param.name; });

}  // namespace
}  // namespace sidecar
