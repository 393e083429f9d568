// The controller's way through the authorizations of an order, at a CA that does what a CA may do.

#include "controller/issuance_bed.h"
#include "fakes/scripted_server.h"

namespace {

using testing::HasSubstr;
using testing::Not;

class Validation : public issuance::Bed {
 protected:
  void must_be_issued() {
    EXPECT_TRUE(is_issued()) << condition(api::kIssuing).message << "\n" << ca_.log();
  }
  std::string why() const { return condition(api::kIssuing).message; }
  std::string token() {
    return ca_.desk([](auto& desk) { return desk.authorizations.rbegin()->second.token; });
  }
  // As if the CA's validator had been there without being asked.
  void validate_all() {
    ca_.desk([](fakes::Desk& desk) {
      for (auto& [id, one] : desk.authorizations) one.status = one.challenge = "valid";
    });
  }
};

TEST_F(Validation, Z6_ARefusedChallengeIsLookedAtAgain) {
  ca_.at("challenge", 1, [this](fakes::Turn& turn) {
    turn.serve();
    turn.send(fakes::problem_reply(400, "malformed", "not pending",
                                   {{"Replay-Nonce", turn.fresh_nonce()}}));
  });
  apply_certificate();
  work();
  must_be_issued();
  EXPECT_EQ(orders(), 1);
}

TEST_F(Validation, Z7_ACaWithoutHttp01IsToldWithWhatItOffers) {
  ca_.always("authorization", fakes::with_text("http-01", "dns-01"));
  apply_certificate();
  work();
  EXPECT_THAT(why(), HasSubstr("a.example: the CA does not offer http-01 for it, only dns-01"));
  EXPECT_EQ(ca_.count("challenge"), 0);
}

TEST_F(Validation, Z13_ADeadAuthorizationMakesANewOrder) {
  ca_.at("newOrder", 1, [this](fakes::Turn& turn) {
    turn.send(turn.serve());
    ca_.desk([](fakes::Desk& desk) { desk.authorizations.begin()->second.status = "expired"; });
  });
  apply_certificate();
  work();
  EXPECT_THAT(why(), HasSubstr("a.example: the authorization is expired"));
  work(base::Seconds(100));
  must_be_issued();
  EXPECT_EQ(orders(), 2);
}

TEST_F(Validation, Z14_AChallengeThatIsPendingWithAnErrorIsPostedAgain) {
  int tries = 0;
  ca_.always("challenge", [&](fakes::Turn& turn) {
    fakes::CaReply reply = turn.serve();
    if (++tries < 3) {
      ca_.desk([&](fakes::Desk& desk) {
        auto& one = desk.authorizations.at(turn.request.id);
        one.status = one.challenge = "pending";
        one.error = fakes::problem_json("connection", "not yet");
      });
    } else {
      ca_.desk([&](fakes::Desk& desk) { desk.authorizations.at(turn.request.id).error.reset(); });
    }
    turn.send(reply);
  });
  apply_certificate();
  work(base::Seconds(120));
  must_be_issued();
  EXPECT_EQ(tries, 3);
  EXPECT_EQ(orders(), 1);
}

TEST_F(Validation, Z17_AnyRetryAfterOfAnOpenOrderIsClamped) {
  for (const char* header : {"0", "-1", "soon", "1000000000000", "Thu, 01 Jan 1970 00:00:00 GMT",
                             "Fri, 31 Dec 2199 23:59:59 GMT"}) {
    ca_.desk([](auto& desk) { desk.settings.reads_while_validating = 3; });
    ca_.always("order", fakes::with_header("Retry-After", header));
    apply_certificate({std::string("n") + std::to_string(orders()) + ".example"});
    const base::Millis waited = work(std::chrono::minutes(15));
    must_be_issued();
    EXPECT_LE(waited, std::chrono::minutes(5)) << header;
  }
}

TEST_F(Validation, Z21_Z22_AFailedValidationHasItsHint) {
  const std::map<std::string, std::string> hints{{"dns", "DNS"},
                                                 {"caa", "CAA record"},
                                                 {"tls", "port 443"},
                                                 {"connection", "port 80"},
                                                 {"unauthorized", "the sidecar"},
                                                 {"incorrectResponse", "the sidecar"}};
  int count = 0;
  for (const auto& [type, hint] : hints) {
    ca_.desk([type = type](fakes::Desk& desk) {
      desk.settings.validate = [type](const fakes::Asked&) {
        return fakes::problem_json(type, "During secondary validation: no");
      };
    });
    apply_certificate({"n" + std::to_string(++count) + ".example"});
    work();
    EXPECT_THAT(why(), HasSubstr(hint));
    EXPECT_THAT(why(), HasSubstr("from elsewhere"));
  }
}

TEST_F(Validation, Z5_AnswersStayForAMinuteAfterTheEnd) {
  apply_certificate();
  work(base::Seconds(50));
  must_be_issued();
  const std::string token =
      ca_.desk([](auto& desk) { return desk.authorizations.begin()->second.token; });
  EXPECT_NE(sidecar_.content("a.example", token), "");
  work(base::Seconds(70));
  EXPECT_EQ(sidecar_.content("a.example", token), "");
}

TEST_F(Validation, Z1_TheCaIsNotToldBeforeTheSidecarHasTheAnswers) {
  sidecar_.hear_late(5);
  ca_.at("challenge", 1, [this](fakes::Turn& turn) {
    EXPECT_TRUE(sidecar_.has_heard());
    turn.send(turn.serve());
  });
  apply_certificate();
  work();
  must_be_issued();
}

// The name is an address of this machine, and the route is ours.
class PublicPath : public Validation {
 protected:
  PublicPath() {
    ca_.always("challenge", [this](fakes::Turn& turn) {
      told_ = clock_.mono_now();
      turn.send(turn.serve());
    });
  }
  // Port 80 leads to the sidecar from the count-th request on.
  void lead_there_from(int count) {
    server_ = std::make_unique<fakes::ScriptedServer>([this, count](fakes::Peer& peer) {
      const auto request = peer.read_request();
      if (!request) return;
      EXPECT_EQ(ca_.count("challenge"), 0) << "asked for, though the CA had been told";
      EXPECT_THAT(*request, testing::HasSubstr("/.well-known/acme-challenge/preflight-"));
      peer.answer(++asked_ < count ? "no such host" : issuance::kWord);
    });
    outside_.ports.http = server_->port();
    start();
  }
  void issue() {
    const auto ingress = wire::Writer().set("allowRuleWithoutHost", true);
    apply_cluster_issuer("shared", [&](wire::Writer& acme) {
      acme.set("solvers", std::vector<wire::Writer>{wire::Writer().set(
                              "http01", wire::Writer().set("ingress", ingress))});
    });
    apply_certificate({}, [](wire::Writer& spec) {
      spec.set("ipAddresses", std::vector<std::string>{"127.0.0.1"});
      spec.set("issuerRef", wire::Writer().set("kind", "ClusterIssuer").set("name", "shared"));
    });
    begun_ = clock_.mono_now();
    work();
    must_be_issued();
  }
  base::Millis until_told() const {
    return std::chrono::duration_cast<base::Millis>(told_ - begun_);
  }

  static constexpr int kNever = 1 << 30;
  std::unique_ptr<fakes::ScriptedServer> server_;
  std::atomic<int> asked_ = 0;
  base::MonoTime begun_{};
  base::MonoTime told_{};
};

TEST_F(PublicPath, Z1_ThatLeadsToTheSidecarsIsLookedAtOnceAndNotWaitedFor) {
  lead_there_from(1);
  issue();
  EXPECT_EQ(asked_, 1);
  EXPECT_EQ(until_told(), base::Millis(0));
}

TEST_F(PublicPath, Z1_IsWaitedForUntilItLeadsToTheSidecars) {
  lead_there_from(20);
  issue();
  EXPECT_EQ(asked_, 20);
  EXPECT_GE(until_told(), base::Seconds(1));
}

TEST_F(PublicPath, Z1_IsNotWaitedForForEverWhenAnotherAnswers) {
  lead_there_from(kNever);
  issue();
  EXPECT_GE(until_told(), base::Seconds(5));
  EXPECT_LE(until_told(), base::Seconds(7));
}

TEST_F(PublicPath, Z1_IsNotWaitedForLongWhenNothingAnswers) {
  lead_there_from(kNever);
  server_.reset();
  issue();
  EXPECT_GE(until_told(), base::Seconds(3));
  EXPECT_LE(until_told(), base::Seconds(4));
}

TEST_F(PublicPath, Z1_IsNotWaitedForWhereTheInsideHasNoAddressForIt) {
  lead_there_from(kNever);
  outside_.fence = {};
  start();
  issue();
  EXPECT_EQ(asked_, 0);
  EXPECT_EQ(until_told(), base::Millis(0));
}

TEST_F(Validation, Z2_Z3_AValidatorThatIsQuickerThanOurRequestIsAnsweredEachTime) {
  ca_.at("challenge", 1, [this](fakes::Turn& turn) {
    const std::string first = sidecar_.validate("a.example", token());
    EXPECT_EQ(first.substr(0, first.find('.')), token());
    for (int perspective = 1; perspective < 6; ++perspective)
      EXPECT_EQ(sidecar_.validate("a.example", token()), first);
    turn.send(turn.serve());
  });
  apply_certificate();
  work();
  must_be_issued();
}

class FirstPoll : public Validation, public testing::WithParamInterface<bool> {};

TEST_P(FirstPoll, Z4_WaitsForTheValidatorOrThreeSeconds) {
  const bool seen = GetParam();
  base::MonoTime told{};
  base::MonoTime polled{};
  ca_.desk([](auto& desk) { desk.settings.reads_while_validating = 1; });
  ca_.at("challenge", 1, [&](fakes::Turn& turn) {
    const fakes::CaReply reply = turn.serve();
    told = clock_.mono_now();
    if (seen) sidecar_.validate("a.example", token());
    turn.send(reply);
  });
  ca_.at("order", 1, [&](fakes::Turn& turn) {
    polled = clock_.mono_now();
    turn.send(turn.serve());
  });
  apply_certificate();
  work();
  must_be_issued();
  EXPECT_EQ(polled - told < base::Seconds(1), seen);
  EXPECT_EQ(polled - told >= base::Seconds(3), !seen);
  EXPECT_LT(polled - told, base::Seconds(5));
}

INSTANTIATE_TEST_SUITE_P(, FirstPoll, testing::Bool());

// ZeroSSL: it tries again by itself, and says why it has not succeeded yet.
TEST_F(Validation, Z16_AChallengeThatIsProcessingWithAnErrorIsWaitedFor) {
  ca_.desk([](auto& desk) { desk.settings.reads_while_validating = 9; });
  ca_.at("challenge", 1, [this](fakes::Turn& turn) {
    const fakes::CaReply reply = turn.serve();
    ca_.desk([](fakes::Desk& desk) {
      desk.authorizations.rbegin()->second.error = fakes::problem_json("connection", "not yet");
    });
    turn.send(reply);
  });
  for (const char* endpoint : {"order", "authorization"}) {
    ca_.always(endpoint, fakes::with_header("Retry-After", "86400"));
  }
  apply_certificate();
  const base::Millis waited = work(std::chrono::minutes(15));
  must_be_issued();
  EXPECT_LE(waited, std::chrono::minutes(12));
  EXPECT_EQ(orders(), 1);
  EXPECT_EQ(ca_.count("challenge"), 1);
}

TEST_F(Validation, Z19_TheAuthorizationOfAWildcardIsNotTakenForItsName) {
  ca_.always("authorization",
             fakes::with_text("\"identifier\"", "\"wildcard\":true,\"identifier\""));
  apply_certificate();
  work();
  EXPECT_FALSE(is_issued());
  EXPECT_EQ(ca_.count("challenge"), 0);
  EXPECT_EQ(sidecar_.content("a.example", token()), "");
}

TEST_F(Validation, Z24_AValidationThatNobodyAskedForDoesNoHarm) {
  ca_.at("authorization", 1, [this](fakes::Turn& turn) {
    const fakes::CaReply pending = turn.serve();
    validate_all();
    turn.send(pending);
  });
  ca_.at("challenge", 1, fakes::says_problem(400, "malformed", "the authorization is valid"));
  apply_certificate();
  work();
  must_be_issued();
  EXPECT_EQ(orders(), 1);
}

TEST_F(Validation, Z24_AValidationAfterTheEndDoesNoHarm) {
  apply_certificate();
  work(base::Seconds(30));
  must_be_issued();
  const std::string stored = tls_secret();
  const std::string answer = sidecar_.validate("a.example", token());
  EXPECT_NE(answer, "");
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(sidecar_.validate("a.example", token()), answer);
    validate_all();
    work(base::Seconds(1));
  }
  work(std::chrono::hours(1));
  must_be_issued();
  EXPECT_EQ(tls_secret(), stored);
  EXPECT_EQ(orders(), 1);
  EXPECT_EQ(ca_.count("challenge"), 1);
}

class BadToken : public issuance::Bed, public testing::WithParamInterface<std::string> {};

TEST_P(BadToken, Z9_IsNeverAnsweredAndItsAuthorizationGivenUp) {
  ca_.desk([](auto& desk) { desk.settings.token = GetParam(); });
  apply_certificate();
  work();
  EXPECT_FALSE(is_issued());
  EXPECT_THAT(condition(api::kIssuing).message, HasSubstr("token is not one of RFC 8555"));
  EXPECT_EQ(ca_.count("challenge"), 0);
  EXPECT_EQ(ca_.desk([](auto& d) { return d.authorizations.begin()->second.status; }),
            "deactivated");
  for (const std::string& write : api_.writes()) EXPECT_THAT(write, Not(HasSubstr("challenges")));
}

INSTANTIATE_TEST_SUITE_P(, BadToken,
                         testing::Values("../../../../../etc/passwd.......",
                                         "a/b/c/d/e/f/g/h/i/j/k/l", "with a space in it, and long",
                                         "x", std::string(4096, 'x'), "%2e%2e%2f%2e%2e%2f%2e%2e%2f",
                                         std::string("nul\0nul\0nul\0nul\0nul\0nul", 23),
                                         "cGFkZGluZyBpcyBub3QgYWxsb3dlZA=="));

}  // namespace
