// namesPolicy: what becomes of the other names when the CA refuses one.

#include "lifecycle/subset.h"

#include <algorithm>

#include "controller/issuance_bed.h"
#include "crypto/certificate.h"

namespace {

using std::chrono::hours;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr hours kDayOfSubset{24};

fakes::Validate fails_for(const std::string& name, const std::string& type) {
  return [=](const fakes::Asked& asked) -> std::optional<wire::Writer> {
    if (asked.identifier.value != name) return std::nullopt;
    return fakes::problem_json(type, "the CA's words");
  };
}

class Subset : public issuance::Bed {
 protected:
  Subset() { certify_from_now(); }
  void certify_from_now() {
    ca_.desk([this](auto& desk) {
      desk.settings.validity = {clock_.wall_now(), clock_.wall_now() + 90 * kDayOfSubset};
    });
  }
  void apply(const std::vector<std::string>& names,
             const std::function<void(wire::Writer&)>& change = {}) {
    apply_certificate(names, [&](wire::Writer& spec) {
      spec.set("namesPolicy", "AllowSubset");
      if (change) change(spec);
    });
  }
  void block(const std::set<std::string>& names) {
    ca_.desk([&](auto& desk) { desk.settings.blocked = names; });
  }
  void validate(const fakes::Validate& validate) {
    ca_.desk([&](auto& desk) { desk.settings.validate = validate; });
  }
  // At the first request to that endpoint, of b.example.
  void refuse_one(const std::string& endpoint, int status, const std::string& type) {
    auto problem = fakes::problem_json(type, "a name");
    problem.set("subproblems", std::vector{fakes::subproblem_json(type, "forbidden", "b.example")});
    ca_.at(endpoint, 1, fakes::says(fakes::json_reply(status, problem)));
  }
  void pass_days(int days) {
    for (int i = 0; i < days; ++i) {
      const base::Millis worked = work(kDayOfSubset);
      clock_.advance(kDayOfSubset - worked);
    }
  }
  std::vector<std::string> certified() const {
    const auto chain = crypto::parse_chain(tls_secret());
    return chain && !chain->empty() ? chain->front().dns_names : std::vector<std::string>{};
  }
  std::vector<std::string> refused() const {
    std::vector<std::string> names;
    for (const auto& one : certificate().status.refused_names) {
      names.push_back(one.name + ": " + one.reason);
    }
    return names;
  }
  int told(const std::string& words) {
    api_.on_change({});
    program_.reset();  // it tells what it has to tell first
    const auto notes = api_.notes();
    return static_cast<int>(std::ranges::count_if(
        notes, [&](const std::string& note) { return note.find(words) != note.npos; }));
  }
  std::string why() const { return condition(api::kIssuing).message; }
  void must_be_for_subset(const std::string& of_name) {
    EXPECT_EQ(condition(api::kReady).status, "True") << why();
    EXPECT_EQ(condition(api::kReady).reason, api::kIssuedForSubset);
    EXPECT_THAT(condition(api::kReady).message, HasSubstr(", without " + of_name));
    EXPECT_EQ(condition(api::kIssuing).reason, api::kIssuedForSubset);
    EXPECT_THAT(condition(api::kStalled).message, HasSubstr("status.refusedNames says what"));
    EXPECT_EQ(condition(api::kStalled).status, "False");
    EXPECT_FALSE(certificate().status.failure);
  }
};

// ---- Which names are left out.

TEST_F(Subset, O16_ARefusedNameIsLeftOutAndTheOthersAreOrderedOnce) {
  block({"b.example"});
  apply({"a.example", "b.example", "c.example"});
  work();
  must_be_for_subset("b.example (rejectedIdentifier: policy forbids this name)");
  EXPECT_THAT(certified(), ElementsAre("a.example", "c.example"));
  EXPECT_THAT(refused(), ElementsAre("b.example: rejectedIdentifier"));
  pass_days(30);
  EXPECT_EQ(ca_.count("newOrder"), 2) << "nothing is made anew for what was left out";
  EXPECT_EQ(orders(), 1);
  EXPECT_EQ(told("the others are ordered without b.example (rejectedIdentifier"), 1);
}

TEST_F(Subset, O16_WithoutThePolicyNothingIsIssuedForSome) {
  block({"b.example"});
  apply_certificate({"a.example", "b.example"});
  work();
  EXPECT_FALSE(is_issued());
  EXPECT_EQ(ca_.count("newOrder"), 1);
  EXPECT_THAT(refused(), IsEmpty());
}

TEST_F(Subset, O16_ANameThatOnlyTheCasWordsNameIsFoundInThem) {
  ca_.at("newOrder", 1,
         fakes::says_problem(400, "rejectedIdentifier",
                             "Cannot issue for \"b.example\": forbidden by policy"));
  apply({"a.example", "b.example", "ab.example"});
  work();
  must_be_for_subset("b.example");
  EXPECT_THAT(certified(), ElementsAre("a.example", "ab.example"));
}

TEST_F(Subset, O16_ANameThatCannotBeValidatedIsLeftOut) {
  validate(fails_for("b.example", "dns"));
  apply({"a.example", "b.example"});
  work();
  must_be_for_subset("b.example (dns: the CA's words)");
  EXPECT_EQ(orders(), 2);
}

TEST_F(Subset, O16_TheOthersAreWaitedForBeforeOneIsLeftOut) {
  ca_.desk([](auto& desk) { desk.settings.reads_while_validating = 2; });
  validate([](const fakes::Asked& asked) -> std::optional<wire::Writer> {
    if (asked.identifier.value == "c.example") return std::nullopt;
    return fakes::problem_json("connection", "refused");
  });
  // Of b.example the CA says nothing before the order has failed.
  ca_.at("order", 1, [this](fakes::Turn& turn) {
    ca_.desk([](fakes::Desk& desk) {
      for (auto& [id, one] : desk.authorizations) {
        one.reads = one.identifier.value == "a.example" ? 2 : -3;
      }
    });
    turn.send(turn.serve());
  });
  apply({"a.example", "b.example", "c.example"});
  work();
  must_be_for_subset("a.example (connection: refused), b.example (connection: refused)");
  EXPECT_EQ(orders(), 2);
}

TEST_F(Subset, O16_ANameThatItsCaaForbidsAtTheLastMomentIsLeftOut) {
  refuse_one("finalize", 403, "caa");
  apply({"a.example", "b.example"});
  work();
  must_be_for_subset("b.example (caa: forbidden)");
  EXPECT_EQ(orders(), 2);
}

TEST_F(Subset, O16_TheCommonNameThatIsLeftOutIsReplacedByTheFirstThatStays) {
  block({"b.example"});
  apply({"z.example", "a.example"},
        [](wire::Writer& spec) { spec.set("commonName", "b.example"); });
  work();
  must_be_for_subset("b.example");
  EXPECT_EQ(lifecycle::common_name_of(certificate().spec, {"z.example", "a.example"}), "z.example");
}

// ---- When none is.

TEST_F(Subset, O16_WhenAllNamesAreRefusedItIsAFailureAsEver) {
  block({"a.example", "b.example"});
  apply({"a.example", "b.example"});
  work();
  EXPECT_EQ(condition(api::kStalled).status, "True") << why();
  EXPECT_EQ(ca_.count("newOrder"), 1);
  EXPECT_EQ(certificate().status.failure->attempts, 1);
  EXPECT_THAT(refused(), IsEmpty());
}

TEST_F(Subset, O16_WhenNoNameCanBeValidatedNoneIsLeftOut) {
  validate([](const auto&) { return fakes::problem_json("connection", "refused"); });
  apply({"a.example", "b.example"});
  work();
  EXPECT_EQ(orders(), 1);
  EXPECT_EQ(condition(api::kIssuing).reason, api::kChallengeFailed);
  EXPECT_THAT(refused(), IsEmpty());
}

TEST_F(Subset, O16_TheCasOwnTroublesAndLimitsLeaveNoNameOut) {
  refuse_one("newOrder", 429, "rateLimited");
  validate(fails_for("b.example", "serverInternal"));
  apply({"a.example", "b.example"});
  work();
  EXPECT_EQ(condition(api::kIssuing).reason, api::kRateLimited);
  work(hours(1));  // the tries after one and ten minutes, and not the one after a hundred
  EXPECT_EQ(condition(api::kIssuing).reason, api::kChallengeFailed);
  EXPECT_THAT(refused(), IsEmpty());
}

TEST_F(Subset, O16_NamesThatFailOneAfterTheOtherCostAnOrderEach) {
  validate([](const fakes::Asked& asked) -> std::optional<wire::Writer> {
    if (asked.identifier.value == "a.example") return std::nullopt;
    return fakes::problem_json("dns", "no address");
  });
  block({"c.example"});
  apply({"a.example", "b.example", "c.example"});
  work();
  must_be_for_subset("c.example (rejectedIdentifier: policy forbids this name), b.example (dns");
  EXPECT_EQ(ca_.count("newOrder"), 3);
  EXPECT_EQ(orders(), 2);
}

// ---- A program that is killed.

class SubsetKilled : public Subset, public testing::WithParamInterface<bool> {};

TEST_P(SubsetKilled, O16_AtAnyCallEndsInTheSameSubset) {
  int calls = 1;
  for (bool survived = false; !survived; ++calls) {
    ASSERT_LT(calls, 100);
    begin_again();
    block({"b.example"});
    apply({"a.example", "b.example"});
    const int asked = ca_.count("newOrder");
    start(calls, GetParam());
    work(base::Seconds(200));
    survived = !life_->over;
    start();
    work(base::Seconds(400));
    must_be_for_subset("b.example (rejectedIdentifier");
    EXPECT_THAT(certified(), ElementsAre("a.example")) << calls;
    EXPECT_LE(ca_.count("newOrder") - asked, 3) << calls;
    EXPECT_THAT(leftovers(), IsEmpty()) << calls;
  }
  EXPECT_GT(calls, 15);
}

INSTANTIATE_TEST_SUITE_P(, SubsetKilled, testing::Bool(), [](const auto& arrives) {
  return std::string(arrives.param ? "After" : "Before");
});

// ---- When they are asked for again.

class SubsetLater : public Subset {
 protected:
  SubsetLater() {
    block({"b.example"});
    apply({"a.example", "b.example"});
    work();
    must_be_for_subset("b.example");
    ready_since_ = condition(api::kReady).last_transition;
    start();
  }
  void pass_until_renewed() {
    pass_days(55);
    certify_from_now();
    pass_days(7);
  }
  // All names were asked for, in vain, and then the others.
  void must_be_tried_again_in_vain() {
    EXPECT_EQ(ca_.count("newOrder"), 4);
    EXPECT_EQ(orders(), 2);
    must_be_for_subset("b.example");
    EXPECT_EQ(condition(api::kReady).last_transition, ready_since_) << "it always served";
  }
  base::WallTime ready_since_;
};

TEST_F(SubsetLater, O16_ARenewalAsksForAllNamesAgainAndFallsBack) {
  pass_until_renewed();
  must_be_tried_again_in_vain();
}

TEST_F(SubsetLater, O16_ARenewalGetsTheNameThatIsNoLongerRefused) {
  block({});
  pass_until_renewed();
  EXPECT_EQ(ca_.count("newOrder"), 3);
  EXPECT_THAT(certified(), ElementsAre("a.example", "b.example"));
  EXPECT_THAT(refused(), IsEmpty());
  EXPECT_EQ(condition(api::kReady).reason, api::kIssued);
  EXPECT_EQ(condition(api::kReady).last_transition, ready_since_);
}

TEST_F(SubsetLater, O16_ARenewalByHandAsksForAllNamesAgain) {
  annotate("sallyport.dev/renew", "1");
  work();
  must_be_tried_again_in_vain();
}

TEST_F(SubsetLater, O16_AChangedSpecAsksForAllNamesAgainOnce) {
  apply({"a.example", "b.example"}, [](wire::Writer& spec) { spec.set("renewBefore", "480h"); });
  pass_days(20);
  must_be_for_subset("b.example");
  EXPECT_EQ(ca_.count("newOrder"), 3);
  EXPECT_EQ(orders(), 1) << "the others have theirs";
}

TEST_F(SubsetLater, O16_AnotherNameThatIsRefusedInARenewalTakesNothingFromTheOneInUse) {
  apply({"a.example", "b.example", "c.example"});
  work();
  EXPECT_THAT(certified(), ElementsAre("a.example", "c.example"));
  const base::WallTime since = condition(api::kReady).last_transition;
  block({"c.example"});
  annotate("sallyport.dev/renew", "1");
  work();
  EXPECT_THAT(certified(), ElementsAre("a.example", "b.example"));
  EXPECT_THAT(refused(), ElementsAre("c.example: rejectedIdentifier"));
  must_be_for_subset("c.example");
  EXPECT_EQ(condition(api::kReady).last_transition, since);
}

TEST_F(SubsetLater, O16_TheOtherPolicyAsksForAllNamesAndIsNotReadyWithoutThem) {
  apply_certificate({"a.example", "b.example"});
  work();
  EXPECT_EQ(condition(api::kReady).status, "False");
  EXPECT_EQ(condition(api::kReady).reason, api::kNamesDiffer);
  EXPECT_EQ(condition(api::kStalled).status, "True");
}

TEST_F(SubsetLater, O16_ANameThatIsTakenOffTheSpecIsForgotten) {
  apply({"a.example"});
  work();
  EXPECT_THAT(refused(), IsEmpty());
  EXPECT_EQ(condition(api::kReady).reason, api::kIssued);
  EXPECT_EQ(orders(), 1) << "the certificate is what the spec asks for now";
}

TEST_F(SubsetLater, O16_AStatusThatIsLostCostsOneQuestionAndNoCertificate) {
  apply({"a.example", "b.example"});
  program_.reset();
  api_.on_change({});
  const auto there = api_.get(api::kCertificates, {"team", "web"}).value();
  api_.put(api::kCertificates, wire::Writer(there).set("status", wire::Writer()));
  start();
  work();
  must_be_for_subset("b.example");
  EXPECT_EQ(ca_.count("newOrder"), 3);
  EXPECT_EQ(orders(), 1);
}

TEST_F(SubsetLater, O16_ARenewalThatFailsForAnotherReasonGoesOnWithoutTheNameThatWasLeftOut) {
  block({});
  validate(fails_for("b.example", "serverInternal"));
  pass_until_renewed();
  must_be_for_subset("b.example");
  EXPECT_EQ(ca_.count("newOrder"), 4);
  EXPECT_EQ(told("the others are ordered without"), 1) << "only the first time";
}

TEST_F(SubsetLater, O16_AnotherFailureOfARenewalByHandKeepsAskingForAllNames) {
  block({});
  ca_.at("newOrder", 3, fakes::says_problem(403, "compound", "not now"));
  annotate("sallyport.dev/renew", "1");
  work(hours(1));
  EXPECT_THAT(certified(), ElementsAre("a.example", "b.example")) << why();
}

}  // namespace
