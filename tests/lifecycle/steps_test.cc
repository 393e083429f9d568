// Each step that there is, and what is observed when it is taken. The compiler counts the rows: a
// step without one does not compile.

#include <gtest/gtest.h>

#include <array>

#include "api/reasons.h"
#include "fakes/covers.h"
#include "fakes/observed_builder.h"
#include "lifecycle/decide.h"
#include "lifecycle/status.h"

namespace lifecycle {
namespace {

using namespace fakes;
using Made = api::Certificate;
using Changes = void (*)(Observed&, Made&);

ObservedBuilder ready_to_order() {
  return ObservedBuilder().with(
      [](Observed& o, Made&) { o.key_in_place = o.clock_checked = true; });
}

// Nothing is due, and the status says so.
ObservedBuilder at_rest_with(Changes change) {
  ObservedBuilder builder = ObservedBuilder().stored(60 * kDay).with(change);
  return builder.with(
      [&](Observed&, Made& made) { made.status = status_now(builder.build(), kToday); });
}

ObservedBuilder with_order(acme::OrderStatus status, void (*change)(OrderSeen&)) {
  return ObservedBuilder().order(status).with([&](Observed& o, Made&) { change(*o.order); });
}

ObservedBuilder pending(void (*change)(OrderSeen&)) {
  return with_order(acme::OrderStatus::kPending, change);
}

template <class StepType>
struct Row {
  using Expected = StepType;
  ObservedBuilder seen;
};

void nothing(Observed&, Made&) {}
void nothing_yet(OrderSeen&) {}

ObservedBuilder looked(LookSeen::State state) {
  return ObservedBuilder().with([&](Observed& o, Made&) { o.look.state = state; });
}

const std::tuple kRows{
    Row<Rest>{at_rest_with(nothing)},
    Row<Blocked>{
        ObservedBuilder().with([](Observed& o, Made&) { o.issuer = IssuerState::kMissing; })},
    Row<LookForSecret>{ObservedBuilder().with([](Observed& o, Made&) {
      o.secret = SecretState::kUnknown;
      o.claim = ClaimDue{nullptr, {{"a.example", {}}}};
    })},
    Row<ClaimNames>{ObservedBuilder().with([](Observed& o, Made&) {
      o.claim = ClaimDue{nullptr, {{"a.example", {}}}};
    })},
    // Whatever stands in the way of a certificate may wait for it.
    Row<StorePlaceholder>{ObservedBuilder().with([](Observed& o, Made&) {
      o.placeholder_due = true;
      o.issuer = IssuerState::kMissing;
    })},
    Row<AskRenewalInfo>{
        at_rest_with([](Observed& o, Made&) { o.renewal_poll_in = base::Millis(0); })},
    Row<CheckClock>{ObservedBuilder().with([](Observed& o, Made&) { o.key_in_place = true; })},
    Row<RewriteSecret>{at_rest_with([](Observed& o, Made&) { o.layout_in_place = false; })},
    Row<RevokeCertificate>{ObservedBuilder().stored(60 * kDay).with([](Observed&, Made& made) {
      made.meta.annotations[std::string(api::kRevokeAnnotation)] = "superseded";
    })},
    Row<CopyCertificate>{ObservedBuilder().with([](Observed& o, Made&) {
      o.twin_has = ObservedBuilder().stored(60 * kDay).build().stored;
      o.twin_with_it = "twin";
    })},
    Row<CreateRoutes>{
        ObservedBuilder().with([](Observed& o, Made&) { o.routes_in_place = false; })},
    Row<RestoreRoutes>{at_rest_with([](Observed& o, Made&) { o.routes_serve = false; })},
    Row<LookAtNames>{looked(LookSeen::State::kDue)},
    Row<AwaitLook>{looked(LookSeen::State::kRunning)},
    Row<JudgeLook>{looked(LookSeen::State::kFound)},
    Row<CreateKey>{ObservedBuilder()},
    Row<AdoptOrder>{ready_to_order().with(
        [](Observed& o, Made&) { o.unrecorded_order = "https://ca.example/order/1"; })},
    Row<StartOrder>{ready_to_order()},
    Row<FetchOrder>{pending([](OrderSeen& order) { order.fetched = false; })},
    Row<AbandonOrder>{pending([](OrderSeen& order) { order.identifiers = {}; })},
    Row<PresentAnswers>{pending(nothing_yet)},
    Row<ConfirmAnswers>{pending([](OrderSeen& order) { order.presented = true; })},
    Row<AnswerChallenges>{
        pending([](OrderSeen& order) { order.presented = order.confirmed = true; })},
    Row<AwaitValidation>{pending(
        [](OrderSeen& order) { order.presented = order.confirmed = order.answered = true; })},
    Row<PollOrder>{with_order(acme::OrderStatus::kProcessing, nothing_yet)},
    Row<FinalizeOrder>{with_order(acme::OrderStatus::kReady, nothing_yet)},
    Row<StoreCertificate>{with_order(acme::OrderStatus::kValid, nothing_yet)},
    Row<EndRehearsal>{
        ObservedBuilder().order(acme::OrderStatus::kReady).with([](Observed& o, Made&) {
          o.rehearses = true;
        })},
    Row<AwaitVerdicts>{
        ObservedBuilder().order(acme::OrderStatus::kInvalid).with([](Observed& o, Made& made) {
          made.spec.allow_subset = true;
          o.order->failure = "validation by the CA: refused";
          o.order->undecided = true;
        })},
    Row<LeaveNamesOut>{
        ObservedBuilder().order(acme::OrderStatus::kInvalid).with([](Observed& o, Made& made) {
          made.spec.allow_subset = true;
          made.spec.dns_names = {"www.example.com", "bad.example.com"};
          o.wanted = {dns_name("bad.example.com"), dns_name("www.example.com")};
          o.order->identifiers = o.wanted;
          o.order->failure = "validation by the CA: refused";
          o.order->others_proved = true;
          o.order->refused = {api::RefusedName{}};
          o.order->refused.front().name = "bad.example.com";
        })},
    Row<FailOrder>{with_order(acme::OrderStatus::kInvalid, nothing_yet)},
    Row<CleanUp>{ObservedBuilder().with([](Observed& o, Made&) {
      o.issuer = IssuerState::kMissing;
      o.answers_left = true;
    })},
    Row<Report>{ObservedBuilder().stored(60 * kDay)},
};

static_assert(kCovers<decltype(kRows), Step>, "one row for each, in the order of the variant");

TEST(Steps, EachIsTakenWhenItsTimeHasCome) {
  std::apply(
      [](const auto&... rows) {
        const auto check = [](const auto& row) {
          using Expected = typename std::decay_t<decltype(row)>::Expected;
          EXPECT_EQ(name(decide(row.seen.build(), kToday, {})), Expected::kName);
        };
        (check(rows), ...);
      },
      kRows);
}

}  // namespace
}  // namespace lifecycle
