// The rest of what the validator promises.
#include "fakes/filtering_resolver.h"
#include "site.h"

namespace {

using namespace std::string_literals;
using preflight::Verdict;
using testing::HasSubstr;
using testing::Not;
namespace problem = preflight::problem;

class Validator : public Site {
 protected:
  void SetUp() override { names_.set_a(kHost, {"127.0.0.2"}); }
};

TEST_F(Validator, ANameWithoutAddressFails) {
  at("127.0.0.3", right());
  const auto report = check("nobody.example.com");
  EXPECT_EQ(report.verdict, Verdict::kFails);
  EXPECT_EQ(report.problem, problem::kNoAddress);
}

TEST_F(Validator, ANameWhoseServerFailsFails) {
  at("127.0.0.3", right());
  names_.break_name("broken.example.com");
  const auto report = check("broken.example.com");
  EXPECT_EQ(report.verdict, Verdict::kFails);
  EXPECT_EQ(report.problem, problem::kDnsFailure);
  EXPECT_THAT(report.text, HasSubstr("SERVFAIL"));
}

class FilteredCaa : public Validator {
 protected:
  const preflight::CaaSubject ours_{{"ca.example.net"}, "https://ca.example.net/acct/1"};
  const fakes::FilteringResolver filter_{names_.address()};
};

TEST_F(FilteredCaa, TR14_AResolverThatFailsForCaaAloneIsAWarningWithItsCauseAndTheSetting) {
  at("127.0.0.2", right());
  const auto report = check_at(filter_.address(), kHost, ours_);
  EXPECT_EQ(report.verdict, Verdict::kWarns) << report.text;
  EXPECT_EQ(report.problem, problem::kCaaUnread);
  EXPECT_THAT(report.text, HasSubstr("CAA records of www.example.com cannot be read"));
  EXPECT_THAT(report.text, HasSubstr(filter_.address() + " gave SERVFAIL"));
  EXPECT_THAT(report.text, HasSubstr("--dns-servers"));
}

TEST_F(FilteredCaa, TR14_WhatIsSurelyWrongIsAWallBesideIt) {
  at("127.0.0.2", answering("404 Not Found"));
  const auto report = check_at(filter_.address(), kHost, ours_);
  EXPECT_EQ(report.verdict, Verdict::kFails);
  EXPECT_EQ(report.problem, problem::kWrongStatus);
}

TEST_F(FilteredCaa, TR14_WhatCannotBeToldIsToldBesideIt) {
  ports_.http = static_cast<std::uint16_t>(fakes::free_port());
  const auto report = check_at(filter_.address(), kHost, ours_);
  EXPECT_EQ(report.verdict, Verdict::kCannotTell);
  EXPECT_THAT(report.text, HasSubstr("connection refused"));
  EXPECT_THAT(report.text, HasSubstr("cannot be read"));
}

TEST_F(FilteredCaa, TR14_ACaWithoutIdentitiesIsNotHeldToWhatCannotBeRead) {
  at("127.0.0.2", right());
  EXPECT_EQ(check_at(filter_.address(), kHost, {}).text, "");
}

TEST_F(FilteredCaa, TR14_ADomainWhoseDnsFailsForAddressesTooIsAWall) {
  at("127.0.0.2", right());
  names_.break_name("example.com");
  const auto report = check(kHost, ours_);
  EXPECT_EQ(report.verdict, Verdict::kFails) << report.text;
  EXPECT_EQ(report.problem, problem::kDnsFailure);
  EXPECT_THAT(report.text, HasSubstr("CAA records of example.com cannot be read"));
  EXPECT_THAT(report.text, HasSubstr("preflight: Warn"));
}

TEST_F(Validator, AnAddressIsAskedWithoutDns) {
  at("127.0.0.5", right());
  EXPECT_EQ(check("127.0.0.5").verdict, Verdict::kPasses);
}

TEST_F(Validator, ARedirectOutOfTheFenceIsNotFollowed) {
  at("127.0.0.2", redirecting("http://169.254.169.254/latest/meta-data"));
  const auto report = check();
  EXPECT_EQ(report.verdict, Verdict::kFails);
  EXPECT_EQ(report.problem, problem::kBadRedirect);
  EXPECT_THAT(report.text, HasSubstr("169.254.169.254 is not a public address"));
}

TEST_F(Validator, ANameOfARedirectThatLeadsInsideIsNotFollowed) {
  names_.set_a("inside.example.com", {"10.0.0.1"});
  at("127.0.0.2", redirecting("http://inside.example.com/x"));
  const auto report = check();
  EXPECT_EQ(report.verdict, Verdict::kFails);
  EXPECT_THAT(report.text, HasSubstr("10.0.0.1 is not a public address"));
}

TEST_F(Validator, ARedirectToAnotherPortFails) {
  at("127.0.0.2", redirecting("http://www.example.com:8080/x"));
  const auto report = check();
  EXPECT_EQ(report.problem, problem::kBadRedirect);
  EXPECT_THAT(report.text, HasSubstr("redirects to port 8080"));
}

TEST_F(Validator, ACircleOfRedirectsFails) {
  at("127.0.0.2", redirecting("http://www.example.com/again"));
  const auto report = check();
  EXPECT_EQ(report.problem, problem::kBadRedirect);
  EXPECT_THAT(report.text, HasSubstr("in a circle"));
}

TEST_F(Validator, NothingListensWhereARedirectLeads) {
  at("127.0.0.2", redirecting("https://www.example.com/x"));
  ports_.https = static_cast<std::uint16_t>(fakes::free_port());
  const auto report = check();
  EXPECT_EQ(report.verdict, Verdict::kFails);
  EXPECT_EQ(report.problem, problem::kNoConnection);
  EXPECT_THAT(report.text, HasSubstr("redirects to https://www.example.com, where 127.0.0.2"));
}

TEST_F(Validator, ARedirectToAnotherNameOfTheCertificateIsFollowedWithThatNamesToken) {
  const std::string path = "/.well-known/acme-challenge/";
  names_.set_a("example.com", {"127.0.0.3"});
  at("127.0.0.2", redirecting("http://example.com" + path + kToken));
  std::string request;
  at("127.0.0.3", [&](fakes::Peer& peer) {
    request = peer.read_request().value_or("");
    const bool ours = request.find(path + "token-of-the-other ") != std::string::npos;
    peer.write(ours ? "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nsallyport 0123456789"
                    : "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  });
  tokens_ = std::make_shared<const std::map<std::string, std::string>>(
      std::map<std::string, std::string>{{kHost, kToken}, {"example.com", "token-of-the-other"}});
  const auto report = check();
  EXPECT_EQ(report.verdict, Verdict::kPasses) << report.text;
  EXPECT_THAT(request, HasSubstr("Host: example.com\r\n"));
  tokens_.reset();
  const auto foreign = check();
  EXPECT_EQ(foreign.problem, problem::kWrongStatus);
  EXPECT_THAT(foreign.text,
              HasSubstr("redirects to http://example.com, where 127.0.0.3 answered 404"));
}

TEST_F(Validator, DF48_OfManyAddressesEightOfAFamilyAreAsked) {
  std::vector<std::string> addresses;
  for (int i = 1; i <= 40; ++i) addresses.push_back("127.0.3." + std::to_string(i));
  names_.set_a(kHost, addresses);
  ports_.http = static_cast<std::uint16_t>(fakes::free_port());
  EXPECT_EQ(check().seen.size(), 8U);
}

TEST_F(Validator, A128ByteAnswerIsTooLong) {
  at("127.0.0.2", answering("200 OK", kAnswer + std::string(200, ' ')));
  const auto report = check();
  EXPECT_EQ(report.problem, problem::kWrongAnswer);
  EXPECT_THAT(report.text, HasSubstr("128 bytes or more"));
}

TEST_F(Validator, LeadingSpaceIsNotTrimmed) {
  at("127.0.0.2", answering("200 OK", " "s + kAnswer));
  EXPECT_EQ(check().problem, problem::kWrongAnswer);
}

TEST_F(Validator, NeitherBodyNorTokenIsEverTold) {
  at("127.0.0.2", answering("404 Not Found", "password: hunter2", "Server: nginx/1.2\r\n"));
  const auto report = check();
  EXPECT_THAT(report.text, HasSubstr("(server: nginx/1.2)"));
  EXPECT_THAT(report.text, Not(HasSubstr("hunter2")));
  EXPECT_THAT(report.text, Not(HasSubstr(kToken)));
}

TEST_F(Validator, AServerHeaderThatIsNoProductIsNotTold) {
  at("127.0.0.2", answering("404 Not Found", "", "Server: <script>\r\n"));
  EXPECT_THAT(check().text, Not(HasSubstr("script")));
}

TEST_F(Validator, WhatAProxyProtocolBalancerDoesFromInsideIsAWarningWithItsCause) {
  const Script closing = [](fakes::Peer& peer) {
    peer.read_request();
    peer.reset();
  };
  const struct {
    Script script;
    std::string_view problem;
    const char* words;
  } cases[] = {{closing, problem::kNoHttp, "127.0.0.2 gave no HTTP answer"},
               {answering("400 Bad Request"), problem::kWrongStatus, "127.0.0.2 answered 400"}};
  for (const auto& [script, problem, words] : cases) {
    servers_.clear();
    at("127.0.0.2", script);
    const auto report = check();
    EXPECT_EQ(report.verdict, Verdict::kCannotTell) << report.text;
    EXPECT_EQ(report.problem, problem);
    EXPECT_THAT(report.text, HasSubstr("asked for http://www.example.com/.well-known/"));
    EXPECT_THAT(report.text, HasSubstr(words));
    EXPECT_THAT(report.text, HasSubstr("PROXY protocol"));
  }
}

TEST_F(Validator, WhatIsNoHttpFails) {
  at("127.0.0.2", saying("SSH-2.0-OpenSSH_9.2\r\n"));
  const auto report = check();
  EXPECT_EQ(report.verdict, Verdict::kFails) << report.text;
  EXPECT_EQ(report.problem, problem::kNoHttp);
}

TEST_F(Validator, AnotherAddressThatARedirectLeadsToMayBeDeadForTheInsideAlone) {
  names_.set_a("other.example.com", {"127.0.0.3"});
  at("127.0.0.2", redirecting("https://other.example.com/x"));
  ports_.https = static_cast<std::uint16_t>(fakes::free_port());
  const auto report = check();
  EXPECT_EQ(report.verdict, Verdict::kCannotTell) << report.text;
  EXPECT_EQ(report.problem, problem::kNoConnection);
  EXPECT_THAT(report.text, HasSubstr("redirects to https://other.example.com, where 127.0.0.3"));
  EXPECT_THAT(report.text, HasSubstr("hairpin"));
}

// Where one answers well the inside does come through.
TEST_F(Validator, BesideAGoodAddressADoubtfulOneIsAFailure) {
  names_.set_a(kHost, {"127.0.0.2", "127.0.0.3"});
  at("127.0.0.2", right());
  at("127.0.0.3", answering("400 Bad Request"));
  const auto report = check();
  EXPECT_EQ(report.verdict, Verdict::kFails) << report.text;
  EXPECT_EQ(report.problem, problem::kWrongStatus);
}

TEST_F(Validator, BehindARedirectOfTheSameAddressNothingWaitsForAProxysHeader) {
  at("127.0.0.2", [](fakes::Peer& peer) {
    const auto request = peer.read_request();
    if (!request) return;
    if (request->find("/again") != std::string::npos) {
      peer.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    } else {
      peer.write(
          "HTTP/1.1 302 Found\r\nLocation: http://www.example.com/again\r\n"
          "Content-Length: 0\r\n\r\n");
    }
  });
  const auto report = check();
  EXPECT_EQ(report.verdict, Verdict::kFails) << report.text;
  EXPECT_EQ(report.problem, problem::kWrongStatus);
}

TEST_F(Validator, AStopEndsIt) {
  at("127.0.0.2", [](fakes::Peer& peer) { peer.wait_for_end(); });
  const dns::Resolver resolver(names_.address(), clock_);
  const preflight::Validator validator(resolver, clock_, *preflight::Fence::parse("127.0.0.0/8"),
                                       ports_);
  std::stop_source stop;
  const std::jthread stopping([&] {
    while (servers_[0]->connections() == 0) std::this_thread::yield();
    stop.request_stop();
  });
  const auto start = clock_.mono_now();
  const auto report = validator.check({kHost, kToken, {kAnswer}}, {}, stop.get_token());
  EXPECT_NE(report.verdict, Verdict::kPasses);
  EXPECT_LT(clock_.mono_now() - start, base::Seconds(3));
}

}  // namespace
