// A third of a year at a CA that behaves otherwise each week, as CAs do and as networks are: no
// certificate is lost that could be had, a name that fails costs few orders, and nothing turns in a
// circle. The real steps, against a CA that really signs. SALLYPORT_DAYS=365 has the whole year,
// which takes a minute.
#include <gmock/gmock.h>

#include <cstdlib>
#include <iostream>
#include <random>

#include "ca_quirks.h"
#include "issuance_bed.h"
#include "wire/time.h"

namespace {

using namespace issuance;
using std::chrono::hours;

constexpr hours kDay{24};
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kUsualDays = 14;
constexpr int kCertificates = 1;
constexpr hours kLife = 6 * kDay;
#else
constexpr int kUsualDays = 120;
constexpr int kCertificates = 3;
constexpr hours kLife = 30 * kDay;
#endif

int number_from(const char* variable, int usual) {
  const char* asked = std::getenv(variable);
  return asked != nullptr ? std::atoi(asked) : usual;
}

std::string name_of(int certificate) { return "good-" + std::to_string(certificate); }

class YearOfQuirks : public Bed {
 protected:
  YearOfQuirks() {
    const int seed = number_from("SALLYPORT_SEED", static_cast<int>(std::random_device{}() >> 1));
    std::cout << "the same year again: SALLYPORT_SEED=" << seed << "\n";
    random_.seed(static_cast<unsigned>(seed));
    ca_.desk([this](fakes::Desk& desk) {
      desk.settings.order_life = 3650 * kDay;  // its clock is the real one
      desk.settings.on_order = [this](const std::vector<acme::Identifier>& names) {
        if (names.front().value == "bad.example") bad_orders_at_.push_back(clock_.wall_now());
      };
      desk.settings.validate = [](const fakes::Asked& asked_for) -> std::optional<wire::Writer> {
        if (asked_for.identifier.value != "bad.example") return std::nullopt;
        return fakes::problem_json("connection", "refused");
      };
    });
  }

  int any(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }
  template <class T>
  const T& one_of(const std::vector<T>& all) {
    return all[static_cast<std::size_t>(any(static_cast<int>(all.size())))];
  }

  // What is too fast is waited for by the real clock, see acme::Pace and its test.
  const Mishap& some_mishap() {
    const Mishap& mishap = one_of(mishaps());
    return mishap.name.starts_with("TooFast") ? some_mishap() : mishap;
  }

  // Some quirks for the week, and something that happens once to one of the next requests.
  void change_the_ca() {
    ca_.behave();
    std::vector<const Quirk*> some;
    for (int i = any(5); i > 0; --i) some.push_back(&one_of(quirks()));
    std::string told;
    for (const Quirk* one : some) told += one->name + ", ";
    behave_as(ca_, some);
    for (int i = any(3); i > 0; --i) {
      const Mishap& mishap = some_mishap();
      const std::string& endpoint = one_of(endpoints());
      ca_.at(endpoint, ca_.count(endpoint) + 1 + any(3), mishap.trick());
      told += mishap.name + " at " + endpoint + ", ";
    }
    week_ = told;
  }
  // For a day.
  void break_down() {
    ca_.behave();
    for (const std::string& endpoint : endpoints()) ca_.always(endpoint, some_mishap().trick());
    week_ = "all endpoints are in trouble";
  }

  void live(base::Millis time) {
    ca_.desk([this](fakes::Desk& desk) {
      desk.settings.validity = {clock_.wall_now(), clock_.wall_now() + kLife};
    });
    const base::WallTime end = clock_.wall_now() + time;
    work(time);
    if (clock_.wall_now() < end)
      clock_.advance(std::chrono::ceil<base::Millis>(end - clock_.wall_now()));
  }
  // On every other day the CA is away for some minutes, or for hours.
  void live_a_day() {
    const base::Millis before = std::chrono::minutes(any(12 * 60));
    const base::Millis away = std::chrono::minutes(1 + any(any(2) == 0 ? 20 : 10 * 60));
    const bool has_outage = any(2) == 0;
    live(has_outage ? before : kDay);
    if (!has_outage) return;
    break_down();
    live(away);
    change_the_ca();
    live(kDay - before - away);
  }

  int bad_orders() const { return static_cast<int>(bad_orders_at_.size()); }
  // Once the first tries are over, which come soon because a failure may be a chance.
  void expect_no_two_bad_orders_in_an_hour(base::WallTime since) {
    for (std::size_t i = 1; i < bad_orders_at_.size(); ++i) {
      const base::WallTime before = bad_orders_at_[i - 1];
      if (before < since) continue;
      EXPECT_GE(bad_orders_at_[i] - before, hours(1))
          << "before and after " << wire::write_time(bad_orders_at_[i]) << ", " << week_;
    }
  }
  void expect_all_live(int day) {
    for (int i = 0; i < kCertificates; ++i) {
      const auto end = certificate(name_of(i)).status.not_after;
      EXPECT_TRUE(end && *end > clock_.wall_now())
          << name_of(i) << " on day " << day << ", " << week_ << ": "
          << condition(api::kIssuing, name_of(i)).message;
    }
  }

  const int days_ = number_from("SALLYPORT_DAYS", kUsualDays);
  std::mt19937 random_;
  std::string week_;
  std::vector<base::WallTime> bad_orders_at_;
};

TEST_F(YearOfQuirks, NoCertificateIsLostAndNoNameThatFailsCostsMuch) {
  for (int i = 0; i < kCertificates; ++i) apply_named(name_of(i), {name_of(i) + ".example"});
  apply_named("bad", {"bad.example"});
  live(kDay);
  const base::WallTime first_day_ends = clock_.wall_now();
  EXPECT_LE(bad_orders(), 5) << "after one, ten, a hundred and a thousand minutes";
  for (int day = 1; day < days_ && !testing::Test::HasFailure(); ++day) {
    if (day % 7 == 1) change_the_ca();
    const bool down = day % 28 == 3;
    if (down) break_down();
    const int all_before = ca_.count("newOrder");
    down ? live(kDay) : live_a_day();
    if (down) change_the_ca();
    expect_all_live(day);
    expect_no_two_bad_orders_in_an_hour(first_day_ends);
    EXPECT_LE(ca_.count("newOrder") - all_before, 24 * (kCertificates + 1)) << week_;
  }
  EXPECT_GE(orders() - bad_orders(), kDay * days_ / kLife * kCertificates)
      << "or the year was too quiet to say anything";
  EXPECT_GE(bad_orders(), days_ / 4);
  EXPECT_LE(bad_orders(), 4 * days_);
  std::cout << orders() << " orders, " << bad_orders() << " of them for the name that fails\n";
}

}  // namespace
