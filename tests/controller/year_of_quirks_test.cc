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
    ca_.desk([](fakes::Desk& desk) {
      desk.settings.order_life = 3650 * kDay;  // its clock is the real one
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

  void live_a_day() {
    ca_.desk([this](fakes::Desk& desk) {
      desk.settings.validity = {clock_.wall_now(), clock_.wall_now() + kLife};
    });
    const base::WallTime end = clock_.wall_now() + kDay;
    work(kDay);
    if (clock_.wall_now() < end)
      clock_.advance(std::chrono::ceil<base::Millis>(end - clock_.wall_now()));
  }

  int bad_orders() {
    return ca_.desk([](fakes::Desk& desk) {
      return static_cast<int>(std::ranges::count_if(desk.orders, [](const auto& order) {
        return order.second.identifiers.front().value == "bad.example";
      }));
    });
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
};

TEST_F(YearOfQuirks, NoCertificateIsLostAndNoNameThatFailsCostsMuch) {
  for (int i = 0; i < kCertificates; ++i) apply_named(name_of(i), {name_of(i) + ".example"});
  apply_named("bad", {"bad.example"});
  for (int day = 0; day < days_ && !testing::Test::HasFailure(); ++day) {
    if (day % 7 == 0) change_the_ca();
    const bool down = day % 28 == 3;
    if (down) break_down();
    const int before = bad_orders();
    const int all_before = ca_.count("newOrder");
    live_a_day();
    if (down) change_the_ca();
    if (day > 1) expect_all_live(day);
    // One a day, and a few more after each time that the CA did not answer.
    EXPECT_LE(bad_orders() - before, 12) << "on day " << day << ", " << week_;
    EXPECT_LE(ca_.count("newOrder") - all_before, 24 * (kCertificates + 1)) << week_;
  }
  EXPECT_GE(orders() - bad_orders(), kDay * days_ / kLife * kCertificates)
      << "or the year was too quiet to say anything";
  EXPECT_GE(bad_orders(), days_ / 4);
  EXPECT_LE(bad_orders(), 4 * days_);
  std::cout << orders() << " orders, " << bad_orders() << " of them for the name that fails\n";
}

}  // namespace
