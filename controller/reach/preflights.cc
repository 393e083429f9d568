#include "reach/preflights.h"

#include <algorithm>
#include <memory>

#include "base/bounded.h"
#include "base/stop.h"

namespace controller {
namespace {

constexpr std::size_t kMostThreads = 128;
// Of one namespace: a name whose servers say nothing takes up to half a minute, and there may be
// thousands of them.
constexpr std::size_t kMostOfANamespace = 16;
constexpr base::Millis kIdle{5000};
constexpr base::Seconds kPassedHolds{300};
// With all threads of a namespace held so, its pace is that of StrangerPace.
constexpr base::Millis kHeld{
    static_cast<long>(1000 * kMostOfANamespace / StrangerPace::kPerSecond)};

bool is_good(const preflight::Report& report) {
  return report.verdict == preflight::Verdict::kPasses ||
         report.verdict == preflight::Verdict::kWarns;
}

// Only our own sidecar gives the right answer. One address of a name may be ours, and others a
// stranger's.
bool found_ours(const preflight::Report& report) {
  using Kind = preflight::Seen::Kind;
  return is_good(report) && std::ranges::none_of(report.seen, [](const preflight::Seen& one) {
           return one.kind == Kind::kDead || one.kind == Kind::kWrong ||
                  one.kind == Kind::kDoubtful;
         });
}

preflight::Report from_outside(preflight::Report report, bool unseen) {
  if (!is_good(report) || !unseen) return report;
  report.verdict = preflight::Verdict::kCannotTell;
  report.problem = preflight::problem::kNoConnection;
  report.text =
      "answers well from inside the cluster, but the CA could not connect when it last tried: the "
      "path from outside cannot be seen from here, look at firewalls and at the public DNS";
  return report;
}

// Whatever happens there is a report, because somebody waits for it.
preflight::Report look_at(const preflight::Validator& validator,
                          const preflight::Question& question, const preflight::CaaSubject& subject,
                          std::stop_token stop) {
  try {
    return validator.check(question, subject, stop);
  } catch (const std::exception& e) {
    return {preflight::Verdict::kCannotTell,
            preflight::problem::kNoConnection,
            "could not be looked at: " + std::string(e.what()),
            {}};
  }
}

}  // namespace

Preflights::Preflights(const preflight::Validator& validator, const base::Clock& clock,
                       std::function<void(const kube::ObjectKey&)> wake)
    : validator_(validator),
      clock_(clock),
      wake_(std::move(wake)),
      pace_(clock),
      crew_(kMostThreads, kMostOfANamespace, kIdle) {}

Preflights::Look& Preflights::Book::look_of(const kube::ObjectKey& certificate) {
  base::make_room(looks, certificate, kMost);
  return looks[certificate];
}

lifecycle::LookSeen Preflights::seen(const kube::ObjectKey& certificate,
                                     const std::string& subject) const {
  const base::MonoTime now = clock_.mono_now();
  return book_.with([&](const Book& book) -> lifecycle::LookSeen {
    const auto found = book.looks.find(certificate);
    if (found == book.looks.end() || found->second.subject != subject) return {};
    const Look& look = found->second;
    const auto since = std::chrono::duration_cast<base::Millis>(now - look.begun);
    const bool over = (look.state == State::kWaits && look.due <= now) ||
                      (look.state == State::kPassed && look.passed + kPassedHolds <= now);
    if (over) return {State::kDue, since};
    if (look.state != State::kWaits) return {look.state, since};
    return {look.state, since, std::chrono::ceil<base::Millis>(look.due - now)};
  });
}

Preflights::Reports Preflights::found(const kube::ObjectKey& certificate) const {
  return book_.with([&](const Book& book) {
    const auto found = book.looks.find(certificate);
    return found == book.looks.end() ? Reports() : found->second.found;
  });
}

base::Millis Preflights::begin(const kube::ObjectKey& certificate, const std::string& subject) {
  const base::MonoTime now = clock_.mono_now();
  return book_.with([&](Book& book) {
    Look& look = book.look_of(certificate);
    if (look.subject != subject) {
      look = Look{};
      look.subject = subject;
      look.begun = now;
    }
    return std::chrono::duration_cast<base::Millis>(now - look.begun);
  });
}

void Preflights::look(const kube::ObjectKey& certificate,
                      const std::vector<preflight::Question>& questions,
                      const preflight::CaaSubject& caa) {
  const std::size_t number = book_.with([&](Book& book) {
    Look& look = book.look_of(certificate);
    look.state = State::kRunning;
    look.left = questions.size();
    look.number = ++book.looked;
    return look.number;
  });
  const auto subject = std::make_shared<const preflight::CaaSubject>(caa);
  for (const preflight::Question& question : questions) {
    crew_.add(certificate.namespace_, [=, this](std::stop_token stop) {
      auto report = look_at(validator_, question, *subject, stop);
      const bool held = !found_ours(report) && !pace_.has_room(certificate.namespace_);
      if (!stop.stop_requested()) take(certificate, number, question.host, std::move(report));
      if (held) base::sleep_for(kHeld, stop);
    });
  }
}

void Preflights::take(const kube::ObjectKey& certificate, std::size_t number,
                      const std::string& host, preflight::Report report) {
  const bool all = book_.with([&](Book& book) {
    const auto found = book.looks.find(certificate);
    if (found == book.looks.end() || found->second.number != number) return false;
    Look& look = found->second;
    const auto unseen = book.unseen_hosts.find(certificate);
    const bool fails = unseen != book.unseen_hosts.end() && unseen->second.contains(host);
    look.found[host] = from_outside(std::move(report), fails);
    if (--look.left > 0) return false;
    look.state = State::kFound;
    return true;
  });
  if (all) wake_(certificate);
}

void Preflights::look_again_after(const kube::ObjectKey& certificate, base::Millis pause) {
  book_.with([&](Book& book) {
    Look& look = book.look_of(certificate);
    look.state = State::kWaits;
    look.due = clock_.mono_now() + pause;
  });
}

std::string Preflights::doubt(const kube::ObjectKey& certificate) const {
  return book_.with([&](const Book& book) {
    const auto found = book.looks.find(certificate);
    return found == book.looks.end() ? std::string() : found->second.doubt;
  });
}

void Preflights::pass(const kube::ObjectKey& certificate, const std::string& doubt) {
  book_.with([&](Book& book) {
    Look& look = book.look_of(certificate);
    look.state = State::kPassed;
    look.passed = clock_.mono_now();
    look.doubt = doubt;
    look.found.clear();
  });
}

void Preflights::forget(const kube::ObjectKey& certificate) {
  book_.with([&](Book& book) { book.looks.erase(certificate); });
}

void Preflights::forget_all_of(const kube::ObjectKey& certificate) {
  book_.with([&](Book& book) {
    book.looks.erase(certificate);
    book.unseen_hosts.erase(certificate);
  });
}

void Preflights::outside_fails(const kube::ObjectKey& certificate, const std::string& host) {
  book_.with([&](Book& book) {
    base::make_room(book.unseen_hosts, certificate, kMost);
    auto& hosts = book.unseen_hosts[certificate];
    if (hosts.size() >= kMostHosts) hosts.clear();
    hosts.insert(host);
  });
}

void Preflights::outside_works(const kube::ObjectKey& certificate, const std::string& host) {
  book_.with([&](Book& book) {
    const auto found = book.unseen_hosts.find(certificate);
    if (found == book.unseen_hosts.end()) return;
    found->second.erase(host);
    if (found->second.empty()) book.unseen_hosts.erase(found);
  });
}

std::size_t Preflights::size() const {
  return book_.with([](const Book& book) { return book.looks.size() + book.unseen_hosts.size(); });
}

}  // namespace controller
