#include "pacing/outages.h"

#include <algorithm>

#include "base/backoff.h"
#include "base/random.h"
#include "crypto/digest.h"

namespace controller {
namespace {

constexpr base::Backoff kPace{base::Seconds(5), std::chrono::minutes(10)};
constexpr int kDoubts = 3;             // that make a certainty
constexpr base::Millis kBehind{5000};  // in which the one that tries is answered, as a rule
constexpr base::Millis kLongestSpread{30'000};
constexpr base::Seconds kUntilTried{60};
constexpr base::Millis kForgottenAfter = std::chrono::hours(24);

// So that the others do not come together.
base::Millis spread(base::Millis pause) {
  const base::Millis most = std::clamp<base::Millis>(pause / 5, kBehind / 5, kLongestSpread);
  std::uniform_int_distribution<base::Millis::rep> more(0, most.count());
  return pause + base::Millis(more(base::random_source()));
}

}  // namespace

std::string Outages::ca_of(const api::Issuer& issuer) {
  constexpr std::size_t kBytes = 16;  // nobody finds two CAs with one hash
  const std::string way = issuer.cluster_scoped ? "of all" : "of namespaces";
  return crypto::short_hash(way + "\n" + issuer.spec.server + "\n" + issuer.spec.ca_bundle_pem,
                            kBytes);
}

std::optional<Outages::Wait> Outages::wait(const std::string& ca, const kube::ObjectKey& who,
                                           base::MonoTime now) {
  return outages_.with([&](auto& all) -> std::optional<Wait> {
    const auto found = all.find(ca);
    if (found == all.end() || !found->second.open) return std::nullopt;
    Outage& outage = found->second;
    if (now < outage.until) {
      return Wait{spread(std::chrono::ceil<base::Millis>(outage.until - now)), outage.why};
    }
    if (outage.probe && *outage.probe != who) return Wait{spread(kBehind), outage.why};
    outage.probe = who;
    return std::nullopt;
  });
}

void Outages::give_back(const std::string& ca, const kube::ObjectKey& who) {
  outages_.with([&](auto& all) {
    const auto found = all.find(ca);
    if (found != all.end() && found->second.probe == who) found->second.probe.reset();
  });
}

base::Millis Outages::failed(const std::string& ca, const Trouble& trouble, base::MonoTime now) {
  return outages_.with([&](auto& all) {
    if (!all.contains(ca)) make_room(all, now);
    Outage& outage = all[ca];
    outage.last = now;
    ++outage.failures;
    outage.probe.reset();
    if (!trouble.whole && !outage.open && outage.failures < kDoubts) return base::Millis(0);
    if (!outage.open) outage.why = trouble.why;
    outage.open = true;
    const base::Millis pause =
        std::max(trouble.asked, kPace.after(outage.failures, base::random_source()));
    outage.until = std::max(outage.until, now + pause);
    return std::chrono::ceil<base::Millis>(outage.until - now);
  });
}

void Outages::make_room(Book& book, base::MonoTime now) {
  std::erase_if(book, [now](const auto& one) {
    return std::max(one.second.last, one.second.until) + kForgottenAfter <= now;
  });
  while (book.size() >= kMostCas) {
    book.erase(std::ranges::min_element(
        book, {}, [](const auto& one) { return std::max(one.second.last, one.second.until); }));
  }
}

std::size_t Outages::size() const {
  return outages_.with([](const auto& all) { return all.size(); });
}

void Outages::answered(const std::string& ca) {
  outages_.with([&](auto& all) { all.erase(ca); });
}

int Outages::failures(const std::string& ca) const {
  return outages_.with([&](const auto& all) {
    const auto found = all.find(ca);
    return found == all.end() ? 0 : found->second.failures;
  });
}

bool Outages::is_down(const std::string& ca, base::MonoTime now) const {
  return outages_.with([&](const auto& all) {
    const auto found = all.find(ca);
    return found != all.end() && found->second.open && now < found->second.until + kUntilTried;
  });
}

}  // namespace controller
