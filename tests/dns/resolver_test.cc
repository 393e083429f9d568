// Against a real DNS server whose records the test sets.
#include "dns/resolver.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

#include "fakes/name_server.h"

namespace {

using dns::Outcome;
using dns::Type;
using testing::ElementsAre;

const base::SystemClock kClock;

class Resolver : public testing::Test {
 protected:
  dns::Answer ask(const std::string& name, Type type) {
    return dns::Resolver(names_.address(), kClock)
        .ask({{name, type}}, kClock.mono_now() + base::Seconds(8), {})[0];
  }
  fakes::NameServer names_;
};

TEST_F(Resolver, BringsAddressesOfBothFamiliesSorted) {
  names_.set_a("www.example.com", {"127.0.0.3", "127.0.0.2"});
  names_.set_aaaa("www.example.com", {"2001:DB8:0::2", "::1"});
  EXPECT_THAT(ask("www.example.com", Type::kA).addresses, ElementsAre("127.0.0.2", "127.0.0.3"));
  EXPECT_THAT(ask("www.example.com", Type::kAaaa).addresses, ElementsAre("2001:db8::2", "::1"));
}

TEST_F(Resolver, AnswersComeInTheOrderOfTheQuestions) {
  names_.set_a("a.example.com", {"127.0.0.2"});
  names_.set_caa("b.example.com", "issue", "ca.example.net");
  const auto answers = dns::Resolver(names_.address(), kClock)
                           .ask({{"b.example.com", Type::kCaa},
                                 {"c.example.com", Type::kA},
                                 {"a.example.com", Type::kA}},
                                kClock.mono_now() + base::Seconds(8), {});
  ASSERT_EQ(answers.size(), 3U);
  EXPECT_EQ(answers[0].outcome, Outcome::kRecords);
  EXPECT_EQ(answers[1].outcome, Outcome::kNoRecords);
  EXPECT_THAT(answers[2].addresses, ElementsAre("127.0.0.2"));
}

TEST_F(Resolver, AServerThatFailsIsNotANameWithoutRecords) {
  names_.break_name("broken.example.com");
  EXPECT_EQ(ask("broken.example.com", Type::kA).outcome, Outcome::kServFail);
  EXPECT_EQ(ask("broken.example.com", Type::kCaa).outcome, Outcome::kServFail);
  EXPECT_EQ(ask("empty.example.com", Type::kA).outcome, Outcome::kNoRecords);
}

TEST_F(Resolver, BringsCaaRecordsAsTheyAre) {
  names_.set_caa("example.com", "issue", "ca.example.net; validationmethods=http-01");
  const auto answer = ask("example.com", Type::kCaa);
  ASSERT_EQ(answer.caa.size(), 1U);
  EXPECT_EQ(answer.caa[0].tag, "issue");
  EXPECT_EQ(answer.caa[0].value, "ca.example.net; validationmethods=http-01");
  EXPECT_FALSE(answer.caa[0].critical);
}

TEST_F(Resolver, FollowsAnAlias) {
  names_.set_a("real.example.com", {"127.0.0.9"});
  names_.set_cname("alias.example.com", "real.example.com");
  EXPECT_THAT(ask("alias.example.com", Type::kA).addresses, ElementsAre("127.0.0.9"));
}

// Takes every question and answers none; where nobody listens, the kernel would say so at once.
class SilentServer {
 public:
  SilentServer() {
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof place;
    auto* plain = reinterpret_cast<sockaddr*>(&place);
    if (bind(socket_, plain, size) != 0 || getsockname(socket_, plain, &size) != 0) {
      throw std::runtime_error("cannot bind");
    }
    port_ = ntohs(place.sin_port);
  }
  ~SilentServer() { close(socket_); }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;

  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  const int socket_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  std::uint16_t port_ = 0;
};

TEST(ResolverAlone, AServerThatKeepsSilentEndsWithTheDeadline) {
  const SilentServer server;
  const dns::Resolver resolver(server.address(), kClock);
  const auto start = kClock.mono_now();
  const auto answer = resolver.ask({{"example.com", Type::kA}}, start + base::Millis(300), {})[0];
  EXPECT_EQ(answer.outcome, Outcome::kSilent);
  EXPECT_LT(kClock.mono_now() - start, base::Seconds(3));
}

TEST(ResolverAlone, AStopEndsTheCall) {
  std::stop_source stop;
  stop.request_stop();
  const dns::Resolver resolver("127.0.0.1:1", kClock);
  const auto answer = resolver.ask({{"example.com", Type::kA}},
                                   kClock.mono_now() + base::Seconds(60), stop.get_token())[0];
  EXPECT_EQ(answer.outcome, Outcome::kStopped);
}

TEST(ResolverAlone, TextThatIsNoListOfServersIsRefused) {
  EXPECT_THROW(dns::Resolver("not a server", kClock), std::runtime_error);
}

TEST(ResolverAlone, ANameThatIsNoneIsSaidToBeMalformed) {
  const dns::Resolver resolver("127.0.0.1:1", kClock);
  const auto answer =
      resolver.ask({{"a..example.com", Type::kA}}, kClock.mono_now() + base::Seconds(2), {})[0];
  EXPECT_EQ(answer.outcome, Outcome::kMalformed);
}

}  // namespace
