// A year of 1,000 certificates in the real decide(), with a CA that is down for days, controllers
// that crash, and a clock that jumps by years. Nothing expires, and nothing is renewed early.

#include <gtest/gtest.h>

#include <queue>

#include "controller/decide.h"
#include "controller/observed_builder.h"
#include "controller/renewal.h"
#include "controller/story.h"

namespace controller {
namespace {

using base::Millis;
using base::WallTime;
using std::chrono::hours;

constexpr int kCertificates = 1'000;
constexpr hours kYear = 365 * kDay;

struct Span {
  WallTime from;
  WallTime to;
  bool holds(WallTime time) const { return time >= from && time < to; }
};

class Year {
 public:
  explicit Year(unsigned seed) : random_(seed) {
    for (int month = 0; month < 12; ++month) {
      const WallTime start = kToday + month * 30 * kDay;
      outages_.push_back(span(start, hours(48)));
      jumps_.push_back({span(start + 15 * kDay, hours(24)), month % 2 == 0});
    }
    for (int i = 0; i < 10; ++i) plan(-1, kToday + any(kYear));
    for (const auto& [when, forward] : jumps_) {
      plan(-1, when.from);
      plan(-1, when.to);
    }
    all_.resize(kCertificates);
    for (int i = 0; i < kCertificates; ++i) begin(i);
  }

  void run() {
    while (!events_.empty() && events_.top().first < kToday + kYear) {
      const auto [when, index] = events_.top();
      events_.pop();
      now_ = when;
      index < 0 ? crash() : look(index);
    }
  }

  int issued = 0;
  int expired = 0;
  int early = 0;
  int clock_checks = 0;

 private:
  struct One {
    Observed seen;
    api::Certificate certificate;
    hours lifetime{};
    WallTime planned;
    bool polls = false;
    WallTime next_poll;
  };

  Millis any(Millis most) {
    return Millis(std::uniform_int_distribution<Millis::rep>(0, most.count())(random_));
  }
  // Begins within ten days.
  Span span(WallTime start, hours longest) {
    const WallTime from = start + any(10 * kDay);
    return {from, from + any(longest)};
  }
  void plan(int index, WallTime when) { events_.push({when, index}); }

  bool ca_works() const {
    return std::none_of(outages_.begin(), outages_.end(),
                        [&](const Span& outage) { return outage.holds(now_); });
  }
  // What our clock is ahead of the truth.
  Millis ahead() const {
    for (const auto& [when, forward] : jumps_) {
      if (when.holds(now_)) return forward ? Millis(10 * kYear) : Millis(-10 * kYear);
    }
    return Millis(0);
  }

  void begin(int index) {
    One& one = all_[static_cast<std::size_t>(index)];
    one.certificate = *ObservedBuilder().build().certificate;
    one.certificate.meta.uid = "uid-" + std::to_string(index);
    one.seen = ObservedBuilder().build();
    one.lifetime = index % 100 == 0 ? hours(160) : index % 10 == 1 ? 45 * kDay : 90 * kDay;
    one.polls = index % 50 == 2;
    store(one);
    one.planned = now_ + any(hours(1));
    plan(index, one.planned);
  }

  void store(One& one) {
    StoredCertificate have;
    have.dns_names = {"www.example.com"};
    have.not_before = now_;
    have.not_after = now_ + one.lifetime;
    have.key_matches = true;
    have.issuer = "Issuer/le";
    have.certificate_id = "aki." + std::to_string(issued++);
    one.seen.stored = have;
    one.seen.secret = SecretState::kOurs;
    one.seen.key_in_place = false;
    one.seen.order.reset();
    one.certificate.status = {};
    one.next_poll = now_;
  }

  // A process that starts knows nothing of the CA's clock, and looks at everything; so does, within
  // an hour, one whose clock has jumped.
  void crash() {
    heard_.reset();
    for (int i = 0; i < kCertificates; ++i) {
      all_[static_cast<std::size_t>(i)].planned = now_ + any(hours(1));
      plan(i, all_[static_cast<std::size_t>(i)].planned);
    }
  }

  void observe(One& one) {
    Observed& seen = one.seen;
    seen.clock_difference = heard_ ? -ahead() : Millis(0);
    seen.clock_checked = heard_ && now_ - *heard_ < hours(1);
    seen.renewal_poll_in.reset();
    if (one.polls) seen.renewal_poll_in = std::max(Millis(0), Millis(one.next_poll - now_));
    seen.certificate = std::make_shared<const api::Certificate>(one.certificate);
  }

  void look(int index) {
    One& one = all_[static_cast<std::size_t>(index)];
    if (one.planned != now_) return;  // planned anew meanwhile
    for (int steps = 0; steps < 20; ++steps) {
      observe(one);
      const WallTime by_our_clock = now_ + ahead() + one.seen.clock_difference;
      const auto pause = take(one, decide(one.seen, by_our_clock, {}), by_our_clock);
      if (!pause) continue;
      one.planned = now_ + std::max(Millis(1), *pause);
      plan(index, one.planned);
      return;
    }
    ADD_FAILURE() << "no rest after 20 steps";
  }

  // How long to rest after the step; nothing to go on at once.
  std::optional<Millis> take(One& one, const Step& step, WallTime by_our_clock) {
    if (now_ >= one.seen.stored->not_after && !one.seen.order) ++expired;
    if (const auto* rest = std::get_if<Rest>(&step)) {
      return rest->until ? Millis(*rest->until - by_our_clock) : Millis(hours(1));
    }
    const std::string_view word = name(step);
    if (word == "Report") one.certificate.status = status_now(one.seen, by_our_clock);
    if (word == "CreateKey") one.seen.key_in_place = true;
    if (word == "AskRenewalInfo") ask(one, by_our_clock);
    if (word == "CheckClock") return check_clock(one, by_our_clock);
    if (word == "StartOrder") return order(one, by_our_clock);
    if (word == "StoreCertificate") store(one);
    return std::nullopt;
  }

  void ask(One& one, WallTime by_our_clock) {
    one.next_poll = now_ + (ca_works() ? hours(24) : hours(6));
    if (!ca_works()) return;
    const StoredCertificate& have = *one.seen.stored;
    const WallTime middle = have.not_after - one.lifetime / 3;
    const acme::RenewalInfo answer{
        middle - one.lifetime / 100, middle + one.lifetime / 100, "", {}};
    one.certificate.status.renewal_info = take_answer(one.seen, answer, by_our_clock, random_);
  }

  std::optional<Millis> check_clock(One& one, WallTime by_our_clock) {
    ++clock_checks;
    if (!ca_works()) return failed(one, by_our_clock);
    heard_ = now_;
    return std::nullopt;
  }

  std::optional<Millis> order(One& one, WallTime by_our_clock) {
    if (now_ < renewal_time(one.seen)) ++early;
    if (!ca_works()) return failed(one, by_our_clock);
    heard_ = now_;
    one.certificate.status.order =
        api::OrderRecord{"https://ca/o", "https://ca/a/1", "Expiring", "", now_};
    OrderSeen order;
    order.fetched = true;
    order.status = acme::OrderStatus::kValid;
    order.identifiers = one.seen.wanted;
    one.seen.order = order;
    return std::nullopt;
  }

  std::optional<Millis> failed(One& one, WallTime by_our_clock) {
    api::Failure failure;
    const auto& before = one.certificate.status.failure;
    failure.attempts = before ? before->attempts + 1 : 1;
    const Millis pause =
        std::min<Millis>(hours(6), std::chrono::minutes(1) * (1 << std::min(failure.attempts, 9)));
    failure.reason = api::kCaUnreachable;
    failure.next_try = by_our_clock + pause;
    failure.generation = one.certificate.meta.generation;
    one.certificate.status.failure = failure;
    return pause;
  }

  std::mt19937 random_;
  WallTime now_ = kToday;
  std::vector<One> all_;
  std::vector<Span> outages_;
  std::vector<std::pair<Span, bool>> jumps_;
  std::optional<WallTime> heard_;  // the CA's clock, by this process
  using Event = std::pair<WallTime, int>;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
};

TEST(Year, NothingExpiresAndNothingIsRenewedEarly) {
  const unsigned seed = std::random_device{}();
  RecordProperty("seed", std::to_string(seed));
  SCOPED_TRACE("seed " + std::to_string(seed));
  Year year(seed);
  year.run();
  EXPECT_EQ(year.expired, 0);
  EXPECT_EQ(year.early, 0);
  EXPECT_GT(year.issued, 6 * kCertificates);
  EXPECT_LT(year.issued, 10 * kCertificates);
  EXPECT_GT(year.clock_checks, 0);
}

}  // namespace
}  // namespace controller
