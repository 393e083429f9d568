// Year: a year of 10,000 certificates (of fewer with a sanitizer), simulated: the real decide(),
// status, renewal times and limits::Ledger, and everything around them made up. The CA (as Let's
// Encrypt, with its limits) is down for days and fails validations for hours; controllers are
// killed right after the CA or the cluster has done what they asked for, and hand over to each
// other; the clock jumps by years; names change by hundreds. One thread. What happens is all in the
// seed.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <queue>
#include <random>
#include <string>
#include <vector>

#include "acme_objects/types.h"
#include "fakes/observed_builder.h"
#include "lifecycle/decide.h"
#include "lifecycle/outcome.h"
#include "limits/ledger.h"
#include "year/year_ca.h"

namespace controller {

using fakes::dns_name;
using fakes::kDay;
using fakes::kToday;
using fakes::ObservedBuilder;

#ifdef SALLYPORT_YEAR_CERTIFICATES
constexpr int kCertificates = SALLYPORT_YEAR_CERTIFICATES;
#else
constexpr int kCertificates = 10'000;
#endif
constexpr std::chrono::hours kYear = 365 * kDay;

struct YearSums {
  int issued = 0;
  int expired = 0;       // a certificate that was to be renewed
  int early = 0;         // renewed before its time
  int clock_checks = 0;  // the CA was asked for the time
  int processes = 1;
  int waits = 0;     // for a token of the ledger
  int failures = 0;  // of validations
  int edits = 0;     // of names
  int not_as_asked = 0;
  std::int64_t decisions = 0;
};

class Year {
 public:
  explicit Year(unsigned seed);
  void run();

  YearSums sums;
  YearCa ca;

 private:
  // The order at the CA.
  struct AtCa {
    YearCa::Asked asked;
    std::vector<acme::Identifier> names;
    acme::OrderStatus status = acme::OrderStatus::kReady;
    base::WallTime not_before;
  };
  struct One {
    lifecycle::Observed seen;
    std::shared_ptr<api::Certificate> certificate;
    std::string domain;
    std::chrono::hours lifetime{};
    bool polls = false;  // asks for renewal information
    base::WallTime planned;
    base::WallTime next_poll;
    AtCa order;
    int versions = 0;  // of its names
    int troubles = 0;  // of the CA, in a row, within an order
    bool is_for_wanted() const { return seen.stored && records::is_for(*seen.stored, seen.wanted); }
  };
  enum Happening { kKill, kHandOver, kJump, kEdits };
  using Pause = base::Millis;  // kNow: go on at once

  base::Millis any(base::Millis most);
  int any_number(int below);
  Span span(base::WallTime start, std::chrono::hours longest);
  void plan_the_world();
  void plan(int index, base::WallTime when);
  void plan(Happening what, base::WallTime when);

  void begin(int index);
  void name(One& one, int index);
  void store(One& one);

  void happen(Happening what);
  void start_process();
  void look_at_all();
  void edit_names();
  bool dies();

  bool ca_works() const { return !within(ca.down, now_); }
  base::Millis ahead() const;
  base::WallTime by_our_clock(const One& one) const;
  void observe(One& one);
  void look(int index);
  Pause conclude(One& one, const lifecycle::Outcome& outcome, bool rests);
  lifecycle::Outcome trouble(One& one);

  lifecycle::Outcome perform(One& one, const lifecycle::Rest& step);
  lifecycle::Outcome perform(One& one, const lifecycle::AskRenewalInfo& step);
  lifecycle::Outcome perform(One& one, const lifecycle::CheckClock& step);
  lifecycle::Outcome perform(One& one, const lifecycle::CreateKey& step);
  lifecycle::Outcome perform(One& one, const lifecycle::StartOrder& step);
  lifecycle::Outcome perform(One& one, const lifecycle::FetchOrder& step);
  lifecycle::Outcome perform(One& one, const lifecycle::AbandonOrder& step);
  lifecycle::Outcome perform(One& one, const lifecycle::PresentAnswers& step);
  lifecycle::Outcome perform(One& one, const lifecycle::ConfirmAnswers& step);
  lifecycle::Outcome perform(One& one, const lifecycle::AnswerChallenges& step);
  lifecycle::Outcome perform(One& one, const lifecycle::AwaitValidation& step);
  lifecycle::Outcome perform(One& one, const lifecycle::PollOrder& step);
  lifecycle::Outcome perform(One& one, const lifecycle::FinalizeOrder& step);
  lifecycle::Outcome perform(One& one, const lifecycle::StoreCertificate& step);
  lifecycle::Outcome perform(One& one, const lifecycle::FailOrder& step);
  lifecycle::Outcome perform(One& one, const lifecycle::CleanUp& step);
  lifecycle::Outcome perform(One& one, const lifecycle::Report& step);
  lifecycle::Outcome perform(One& one, const auto&) {
    (void)one;
    ++sums.not_as_asked;
    return base::Millis(std::chrono::hours(1));
  }
  void give_back(const One& one);
  limits::Order counted(const One& one) const;

  std::mt19937 random_;
  api::Issuer issuer_;
  acme::Directory directory_;        // of those that ask for renewal information
  acme::Directory plain_directory_;  // without it
  limits::Limits rules_;

  // What a process knows.
  std::unique_ptr<limits::Ledger> ledger_;
  std::optional<base::WallTime> heard_;  // the CA's clock
  int lives_ = 0;                        // so many more steps are recorded; 0: no end is near

  base::WallTime now_ = kToday;
  int rushes_ = 0;
  std::vector<One> all_;
  std::vector<std::pair<Span, bool>> jumps_;  // of our clock; forward
  // (milliseconds since kToday, certificate or happening), in one number
  std::priority_queue<std::uint64_t, std::vector<std::uint64_t>, std::greater<>> events_;
};

}  // namespace controller
