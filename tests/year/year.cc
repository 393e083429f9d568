#include "year/year.h"

#include <variant>

#include "lifecycle/status.h"
#include "pacing/counted.h"

namespace controller {
namespace {

using base::Millis;
using base::WallTime;
using std::chrono::hours;

constexpr int kIndexBits = 16;
constexpr int kOfOneDomain = 300;  // so that its limit binds

hours lifetime_of(int index) {
  if (index % 200 == 0) return hours(160);
  return index % 10 == 1 ? 45 * kDay : 90 * kDay;
}

}  // namespace

Year::Year(unsigned seed) : random_(seed) {
  issuer_.cluster_scoped = true;
  issuer_.spec.server = "https://acme-v02.api.letsencrypt.org/directory";
  issuer_.status.account_url = "https://ca/a/1";
  directory_.renewal_info = "https://ca/renewal-info";
  rules_ = rules_of(issuer_);
  plan_the_world();
  all_.resize(kCertificates);
  for (int i = 0; i < kCertificates; ++i) begin(i);
  start_process();
}

// A flaky day never meets one without a CA: what then waits for a day is still in time.
void Year::plan_the_world() {
  for (int month = 0; month < 12; ++month) {
    const WallTime start = kToday + month * 30 * kDay;
    ca.down.push_back(span(start + hours(12), hours(48)));
    ca.flaky.push_back(span(start + 13 * kDay, hours(12)));
    if (month % 2 == 0) jumps_.push_back({span(start + 8 * kDay, hours(24)), month % 4 == 0});
    plan(kEdits, start + any(30 * kDay));
  }
  for (const auto& [when, forward] : jumps_) {
    plan(kJump, when.from);
    plan(kJump, when.to);
  }
  for (int i = 0; i < 5; ++i) {
    plan(kKill, kToday + any(kYear));
    plan(kHandOver, kToday + any(kYear));
  }
  // Where it hurts: amid a rush, and with a clock that is wrong.
  plan(kKill, kToday + hours(1));
  plan(kHandOver, jumps_[0].first.from + std::chrono::minutes(1));
}

Millis Year::any(Millis most) {
  return Millis(std::uniform_int_distribution<Millis::rep>(0, most.count())(random_));
}
int Year::any_number(int below) {
  return std::uniform_int_distribution<int>(0, below - 1)(random_);
}
// Begins within five days.
Span Year::span(WallTime start, hours longest) {
  const WallTime from = start + any(5 * kDay);
  return {from, from + any(longest)};
}
void Year::plan(int index, WallTime when) {
  const auto since = static_cast<std::uint64_t>(Millis(when - kToday).count());
  events_.push(since << kIndexBits | static_cast<std::uint64_t>(index));
}
void Year::plan(Happening what, WallTime when) { plan(kCertificates + what, when); }

void Year::run() {
  while (!events_.empty()) {
    const std::uint64_t event = events_.top();
    const WallTime when = kToday + Millis(event >> kIndexBits);
    if (when >= kToday + kYear) break;
    events_.pop();
    now_ = when;
    const int index = static_cast<int>(event & ((1U << kIndexBits) - 1));
    index < kCertificates ? look(index) : happen(static_cast<Happening>(index - kCertificates));
  }
  for (const One& one : all_) {
    const bool lives = one.seen.stored && now_ < one.seen.stored->not_after;
    if (!lives) ++sums.expired;
  }
}

void Year::begin(int index) {
  One& one = all_[static_cast<std::size_t>(index)];
  one.certificate = std::make_shared<api::Certificate>(*ObservedBuilder().build().certificate);
  one.certificate->meta.namespace_ = "team-" + std::to_string(index % 20);
  one.certificate->meta.uid = "uid-" + std::to_string(index);
  one.seen = ObservedBuilder().build();
  one.seen.certificate = one.certificate;
  one.lifetime = lifetime_of(index);
  one.polls = index % 50 == 2;
  one.domain = index < kOfOneDomain ? "big.example" : "d" + std::to_string(index / 8) + ".example";
  name(one, index);
  // Most were there before.
  if (index % 20 != 3) {
    one.order.asked.names = one.seen.wanted.front().value;
    one.order.names = one.seen.wanted;
    one.order.not_before = now_;
    store(one);
  }
  one.planned = now_ + any(hours(1));
  plan(index, one.planned);
}

void Year::name(One& one, int index) {
  std::string text = "v" + std::to_string(one.versions++) + ".w" + std::to_string(index);
  text += "." + one.domain;
  one.certificate->spec.dns_names = {text};
  ++one.certificate->meta.generation;
  one.seen.wanted = {dns_name(text)};
}

// What the order came to is in the Secret.
void Year::store(One& one) {
  if (one.is_for_wanted() && now_ >= one.seen.stored->not_after) ++sums.expired;
  records::StoredCertificate have;
  have.dns_names = {one.order.names.front().value};
  have.not_before = one.order.not_before;
  have.not_after = have.not_before + one.lifetime;
  have.key_matches = true;
  have.issuer = "Issuer/le";
  have.account = issuer_.status.account_url;
  have.certificate_id = "aki." + std::to_string(sums.issued++);
  one.seen.stored = have;
  one.seen.secret = lifecycle::SecretState::kOurs;
  one.seen.key_in_place = false;
  one.next_poll = now_;
  ca.issued(one.order.asked);
}

void Year::happen(Happening what) {
  if (what == kKill) lives_ = 1 + any_number(3);
  if (what == kHandOver) start_process();
  if (what == kJump) look_at_all();
  if (what == kEdits) edit_names();
}

// It knows what is in the cluster, and nothing of the CA's clock, and looks at everything.
void Year::start_process() {
  ++sums.processes;
  heard_.reset();
  ledger_ = std::make_unique<limits::Ledger>();
  std::vector<Counted> counted;
  for (One& one : all_) {
    add_counted(*one.certificate, issuer_, counted);
    if (one.seen.order) one.seen.order = lifecycle::OrderSeen{};
  }
  note_all(counted, *ledger_);
  look_at_all();
}

void Year::look_at_all() {
  for (int i = 0; i < kCertificates; ++i) {
    all_[static_cast<std::size_t>(i)].planned = now_ + any(hours(1));
    plan(i, all_[static_cast<std::size_t>(i)].planned);
  }
}

// A rush: more new names than the account may ask for at once, a hundred of them in one domain.
// Each third of that in its turn: of two issuances of one Certificate within a week, who starts
// knows only the later.
void Year::edit_names() {
  const int first = kOfOneDomain + any_number(kCertificates - 1000);
  const int first_of_one = rushes_++ % 3 * 100;
  for (int i = 0; i < 500; ++i) {
    const int index = i < 100 ? first_of_one + i : first + i;
    One& one = all_[static_cast<std::size_t>(index)];
    if (one.lifetime < 45 * kDay) continue;
    name(one, index);
    ++sums.edits;
    one.planned = now_ + any(hours(1));
    plan(index, one.planned);
  }
}

// Killed after what was asked for is done, and before that is recorded.
bool Year::dies() {
  if (lives_ == 0 || --lives_ > 0) return false;
  start_process();
  return true;
}

Millis Year::ahead() const {
  for (const auto& [when, forward] : jumps_) {
    if (when.holds(now_)) return forward ? Millis(10 * kYear) : Millis(-10 * kYear);
  }
  return Millis(0);
}

WallTime Year::by_our_clock(const One& one) const {
  return now_ + ahead() + one.seen.clock_difference;
}

void Year::observe(One& one) {
  lifecycle::Observed& seen = one.seen;
  seen.clock_difference = heard_ ? -ahead() : Millis(0);
  const bool far = seen.clock_difference != Millis(0);
  seen.clock_checked = heard_ && now_ - *heard_ < (far ? std::chrono::minutes(10) : hours(1));
  seen.renewal_poll_in.reset();
  if (one.polls && seen.stored) {
    seen.renewal_poll_in = std::max(Millis(0), Millis(one.next_poll - now_));
  }
}

void Year::look(int index) {
  One& one = all_[static_cast<std::size_t>(index)];
  if (one.planned != now_) return;  // planned anew meanwhile
  constexpr int kMostSteps = 40;
  for (int steps = 0; steps < kMostSteps; ++steps) {
    observe(one);
    ++sums.decisions;
    const lifecycle::Step step = lifecycle::decide(one.seen, by_our_clock(one), {});
    const auto outcome = std::visit([&](const auto& each) { return perform(one, each); }, step);
    const bool rests = std::holds_alternative<lifecycle::Rest>(step);
    const Pause pause = conclude(one, outcome, rests);
    if (pause <= base::kNow) continue;
    one.planned = now_ + pause;
    plan(index, one.planned);
    return;
  }
  ++sums.not_as_asked;
}

}  // namespace controller
