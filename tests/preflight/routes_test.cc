// A name with several routes: each is asked at its own addresses, wherever the name leads.
#include "base/guarded.h"
#include "site.h"

namespace {

using preflight::Verdict;
using testing::HasSubstr;
using testing::Not;
namespace problem = preflight::problem;

// Real time, and what a test leaps over.
class LeapingClock final : public base::Clock {
 public:
  base::WallTime wall_now() const override { return base::SystemClock().wall_now() + leapt(); }
  base::MonoTime mono_now() const override { return base::SystemClock().mono_now() + leapt(); }
  void leap(base::Millis by) {
    leapt_.with([by](base::Millis& all) { all += by; });
  }

 private:
  base::Millis leapt() const {
    return leapt_.with([](const base::Millis& all) { return all; });
  }
  base::Guarded<base::Millis> leapt_;
};

class SeveralRoutes : public Site {
 protected:
  void SetUp() override {
    names_.set_a(kHost, {"127.0.0.2"});
    at("127.0.0.2", right());
  }
  void keep(const std::string& route, const std::vector<std::string>& places) {
    routes_.push_back({route, places});
  }
  // How often it was asked.
  Script counting(int& count, const Script& script) {
    return [&count, script](fakes::Peer& peer) {
      ++count;
      script(peer);
    };
  }
};

TEST_F(SeveralRoutes, ThatAllLeadHereAreNotTold) {
  at("127.0.0.3", right());
  keep("Ingress home/web", {"127.0.0.2"});
  keep("Gateway infra/web", {"127.0.0.3"});
  const auto report = check();
  EXPECT_EQ(report.verdict, Verdict::kPasses) << report.text;
  EXPECT_EQ(report.text, "");
}

TEST_F(SeveralRoutes, TheOneThatLeadsElsewhereIsToldByItsNameAndIsNoWall) {
  at("127.0.0.3", answering("404 Not Found"));
  keep("Ingress home/web", {"127.0.0.2"});
  keep("Gateway infra/web", {"127.0.0.3"});
  const auto report = check();
  EXPECT_EQ(report.verdict, Verdict::kWarns);
  EXPECT_EQ(report.problem, problem::kRouteAstray);
  EXPECT_THAT(report.text, HasSubstr("Gateway infra/web does not lead here: 127.0.0.3"));
  EXPECT_THAT(report.text, Not(HasSubstr("home/web")));
}

TEST_F(SeveralRoutes, WhatMayBeSoForTheInsideAloneIsNotTold) {
  at("127.0.0.5", answering("400 Bad Request"));  // as who waits for the PROXY protocol
  keep("Gateway infra/web", {"127.0.0.4"});       // where nobody listens, as without hairpin
  keep("Ingress home/web", {"127.0.0.5"});
  const auto report = check();
  EXPECT_EQ(report.verdict, Verdict::kPasses);
  EXPECT_EQ(report.text, "");
}

TEST_F(SeveralRoutes, OnceTheTimeOfTheLookIsOverNoRouteIsAsked) {
  LeapingClock clock;
  names_.set_a(kHost, {"127.0.0.6"});
  at("127.0.0.6", [&](fakes::Peer& peer) {
    clock.leap(base::Seconds(21));
    right()(peer);
  });
  int asked = 0;
  at("127.0.0.3", counting(asked, answering("404 Not Found")));
  keep("Ingress home/web", {"127.0.0.3"});
  EXPECT_EQ(check_by(clock).verdict, Verdict::kPasses);
  EXPECT_EQ(asked, 0);
}

TEST_F(SeveralRoutes, WhatCameAfterTheTimeOfTheLookIsNotTold) {
  LeapingClock clock;
  at("127.0.0.3", [&](fakes::Peer& peer) {
    clock.leap(base::Seconds(21));
    answering("404 Not Found")(peer);
  });
  keep("Ingress home/web", {"127.0.0.3"});
  EXPECT_EQ(check_by(clock).verdict, Verdict::kPasses);
}

TEST_F(SeveralRoutes, APlaceMayBeANameOfALoadBalancer) {
  names_.set_a("lb.example.net", {"127.0.0.3"});
  at("127.0.0.3", answering("503 Service Unavailable"));
  keep("Ingress home/web", {"lb.example.net"});
  EXPECT_THAT(check().text,
              HasSubstr("Ingress home/web does not lead here: 127.0.0.3 answered 503"));
}

TEST_F(SeveralRoutes, WhatTheFenceRefusesIsNeitherAskedNorTold) {
  names_.set_a("inside.example.net", {"10.0.0.1"});
  keep("Ingress home/web", {"10.0.0.2", "inside.example.net", "169.254.169.254"});
  EXPECT_EQ(check().verdict, Verdict::kPasses);
}

TEST_F(SeveralRoutes, AnAddressIsAskedOnceAndOfAllRoutesFour) {
  int asked = 0;
  for (const char* last : {"3", "4", "5", "6", "7"})
    at("127.0.0." + std::string(last), counting(asked, right()));
  keep("Ingress home/web", {"127.0.0.2", "127.0.0.3", "127.0.0.3", "127.0.0.4"});
  keep("Gateway infra/web", {"127.0.0.5", "127.0.0.6", "127.0.0.7"});
  EXPECT_EQ(check().verdict, Verdict::kPasses);
  EXPECT_EQ(asked, 4);
}

TEST_F(SeveralRoutes, OfANameThatFailsTheRoutesAreNotAsked) {
  int asked = 0;
  names_.set_a(kHost, {"127.0.0.8"});
  at("127.0.0.8", answering("404 Not Found"));
  at("127.0.0.3", counting(asked, right()));
  keep("Ingress home/web", {"127.0.0.3"});
  EXPECT_EQ(check().verdict, Verdict::kFails);
  EXPECT_EQ(asked, 0);
}

}  // namespace
