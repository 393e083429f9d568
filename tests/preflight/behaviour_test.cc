// The behaviours of a strict validator, each by its id: real DNS, real sockets, real TLS.
#include "site.h"

namespace {

using namespace std::string_literals;
using preflight::Verdict;
using testing::HasSubstr;
using testing::Not;
namespace problem = preflight::problem;

class Behaviour : public Site {
 protected:
  // www.example.com with one address of each family, 127.0.0.2 and ::1.
  void give_both_families() {
    names_.set_a(kHost, {"127.0.0.2"});
    names_.set_aaaa(kHost, {"::1"});
  }
};

TEST_F(Behaviour, PF1_TheRightAnswerPasses) {
  std::string request;
  at("127.0.0.2", [&](fakes::Peer& peer) {
    request = peer.read_request().value_or("");
    peer.answer(std::string(kAnswer) + " \r\n");
  });
  names_.set_a(kHost, {"127.0.0.2"});
  const auto report = check();
  EXPECT_EQ(report.verdict, Verdict::kPasses) << report.text;
  EXPECT_EQ(report.text, "");
  EXPECT_THAT(request, HasSubstr("GET /.well-known/acme-challenge/"s + kToken + " HTTP/1.1\r\n"));
  EXPECT_THAT(request, HasSubstr("Host: "s + kHost));
  EXPECT_THAT(request, HasSubstr("Connection: close\r\n"));
}

TEST_F(Behaviour, PF2_AnyStatusButTwoHundredFailsWithItsClass) {
  names_.set_a(kHost, {"127.0.0.2"});
  for (const char* status : {"204 x", "206 x", "303 x", "401 x", "403 x", "404 x", "503 x"}) {
    servers_.clear();
    at("127.0.0.2", answering(status, status == "204 x"s ? "" : kAnswer));
    const auto report = check();
    EXPECT_EQ(report.verdict, Verdict::kFails) << status;
    EXPECT_EQ(report.problem, problem::kWrongStatus) << status;
    EXPECT_THAT(report.text, HasSubstr("127.0.0.2 answered "s + std::string(status, 3)));
  }
}

TEST_F(Behaviour, PF5_ARedirectToHttpsPassesWhateverItsCertificate) {
  at("127.0.0.2",
     redirecting("https://www.example.com/.well-known/acme-challenge/"s + kToken, "301 Moved"));
  tls_at("127.0.0.2", right());
  names_.set_a(kHost, {"127.0.0.2"});
  const auto report = check();
  EXPECT_EQ(report.verdict, Verdict::kPasses) << report.text;
}

TEST_F(Behaviour, PF6_ADeadIpv6AddressIsAWarning) {
  at("127.0.0.2", right());
  give_both_families();
  const auto report = check();
  EXPECT_EQ(report.verdict, Verdict::kWarns) << report.text;
  EXPECT_THAT(report.text, HasSubstr("::1 cannot be connected to: connection refused"));
}

TEST_F(Behaviour, PF6_ADeadIpv6AddressAfterARedirectFails) {
  at("127.0.0.2", redirecting("https://www.example.com/x"));
  at("::1", redirecting("https://www.example.com/x"));
  tls_at("127.0.0.2", right());
  give_both_families();
  const auto report = check();
  EXPECT_EQ(report.verdict, Verdict::kFails) << report.text;
  EXPECT_EQ(report.problem, problem::kIpv6AfterRedirect);
  EXPECT_THAT(report.text, HasSubstr("does not fall back from IPv6 to IPv4"));
}

TEST_F(Behaviour, PF6_AnIpv6AddressThatTheInsideMayNotReachIsToldAfterARedirect) {
  at("127.0.0.2", redirecting("https://www.example.com/x"));
  tls_at("127.0.0.2", right());
  give_both_families();
  const auto report = check();
  EXPECT_EQ(report.verdict, Verdict::kCannotTell) << report.text;
  EXPECT_THAT(report.text, HasSubstr("https://www.example.com, where ::1 cannot be connected to"));
  EXPECT_THAT(report.text, HasSubstr("does not fall back from IPv6 to IPv4"));
  EXPECT_THAT(report.text, HasSubstr("hairpin"));
}

TEST_F(Behaviour, PF7_AnotherServerAtTheIpv6AddressIsNamed) {
  at("127.0.0.2", right());
  at("::1", answering("404 Not Found"));
  give_both_families();
  const auto report = check();
  EXPECT_EQ(report.verdict, Verdict::kFails);
  EXPECT_THAT(report.text, HasSubstr("::1 answered 404"));
  EXPECT_THAT(report.text, HasSubstr("other addresses answer well (127.0.0.2)"));
}

TEST_F(Behaviour, PF8_AnAnswerInHttp2HasAMessageOfItsOwn) {
  at("127.0.0.2", saying("\0\0\x06\4\0\0\0\0\0\0\3\0\0\0\x64"s));
  names_.set_a(kHost, {"127.0.0.2"});
  const auto report = check();
  EXPECT_EQ(report.verdict, Verdict::kFails);
  EXPECT_EQ(report.problem, problem::kHttp2);
  EXPECT_THAT(report.text, HasSubstr("HTTP/2"));
}

TEST_F(Behaviour, PF9_PrivateAddressesAloneFailWithoutAConnection) {
  names_.set_a(kHost, {"10.1.2.3", "192.168.0.1"});
  names_.set_aaaa(kHost, {"fd00::1"});
  const auto report = check();
  EXPECT_EQ(report.verdict, Verdict::kFails);
  EXPECT_EQ(report.problem, problem::kPrivateAddress);
  for (const char* address : {"10.1.2.3", "192.168.0.1", "fd00::1"}) {
    EXPECT_THAT(report.text, HasSubstr(address));
  }
  EXPECT_TRUE(report.seen.empty());
}

TEST_F(Behaviour, PF10_CaaForbidsAndSaysByWhichRecordOfWhichName) {
  at("127.0.0.2", right());
  names_.set_a(kHost, {"127.0.0.2"});
  const preflight::CaaSubject ours{{"ca.example.net"}, "https://ca.example.net/acct/1"};
  EXPECT_EQ(check(kHost, ours).verdict, Verdict::kPasses);
  const struct {
    const char* value;
    const char* words;
  } cases[] = {
      {"other.example.org", "does not name this CA (ca.example.net)"},
      {"ca.example.net; accounturi=https://ca.example.net/acct/2", "is for another account"},
      {"ca.example.net; validationmethods=dns-01", "does not allow http-01"},
  };
  for (const auto& [value, words] : cases) {
    names_.set_caa("example.com", "issue", value);
    const auto report = check(kHost, ours);
    EXPECT_EQ(report.verdict, Verdict::kFails) << value;
    EXPECT_EQ(report.problem, problem::kCaaForbids) << value;
    EXPECT_THAT(report.text, HasSubstr("CAA record issue \""s + value + "\" of example.com"));
    EXPECT_THAT(report.text, HasSubstr(words));
  }
  names_.set_caa(kHost, "issue",
                 "ca.example.net; accounturi=https://ca.example.net/acct/1; "
                 "validationmethods=dns-01,http-01");
  EXPECT_EQ(check(kHost, ours).verdict, Verdict::kPasses);
  names_.set_a("www.broken.example", {"127.0.0.2"});
  names_.break_name("broken.example");
  const auto broken = check("www.broken.example", ours);
  EXPECT_EQ(broken.verdict, Verdict::kFails);
  EXPECT_THAT(broken.text, HasSubstr("CAA records of broken.example cannot be read"));
}

TEST_F(Behaviour, PF11_WhatCannotBeReachedFromInsideCannotBeTold) {
  at("127.0.0.3", right());  // only to have a port
  names_.set_a(kHost, {"127.0.0.2"});
  const auto refused = check();
  EXPECT_EQ(refused.verdict, Verdict::kCannotTell) << refused.text;
  EXPECT_THAT(refused.text, HasSubstr("127.0.0.2 cannot be connected to: connection refused"));

  const fakes::SilentListener silent("127.0.0.2", ports_.http);
  const auto start = clock_.mono_now();
  const auto dropped = check();
  EXPECT_EQ(dropped.verdict, Verdict::kCannotTell) << dropped.text;
  EXPECT_LT(clock_.mono_now() - start, base::Seconds(10));
}

TEST_F(Behaviour, PF15_EveryAddressIsAskedAndTheOddOneIsNamed) {
  at("127.0.0.2", right());
  at("127.0.0.3", right());
  at("127.0.0.4", answering("200 OK", "it works"));
  at("::1", right());
  names_.set_a(kHost, {"127.0.0.2", "127.0.0.3", "127.0.0.4"});
  names_.set_aaaa(kHost, {"::1"});
  const auto report = check();
  EXPECT_EQ(report.verdict, Verdict::kFails);
  EXPECT_EQ(report.problem, problem::kWrongAnswer);
  EXPECT_THAT(report.text, HasSubstr("127.0.0.4 answered 200, but not as the sidecar does"));
  EXPECT_THAT(report.text, HasSubstr("other addresses answer well (::1; 127.0.0.2; 127.0.0.3)"));
  for (const auto& server : servers_) EXPECT_EQ(server->connections(), 1);
}

TEST_F(Behaviour, PF17_AFilterOfTheChallengePathIsRecognised) {
  at("127.0.0.2", [](fakes::Peer& peer) {
    const auto request = peer.read_request();
    if (request && request->starts_with("GET / ")) {
      peer.answer("welcome");
    } else {
      peer.reset();
    }
  });
  names_.set_a(kHost, {"127.0.0.2"});
  const auto report = check();
  EXPECT_EQ(report.verdict, Verdict::kFails);
  EXPECT_EQ(report.problem, problem::kFiltered);
  EXPECT_THAT(report.text, HasSubstr("firewall or WAF filters ACME"));
}

}  // namespace
