#include "preflight/validator.h"

#include <algorithm>

#include "base/http01.h"
#include "http/client.h"
#include "http/resolve.h"
#include "preflight/addresses.h"
#include "preflight/fetch.h"

namespace preflight {
namespace {

constexpr base::Millis kWhole{20'000};
constexpr base::Millis kDns{5000};
constexpr std::size_t kMostPlaces = 4;     // of one route
constexpr std::size_t kMostAddresses = 4;  // of all routes, which the name does not lead to
constexpr std::uint16_t kHttpPort = 80;

// Filters that know a CA by its name shall meet it; whoever reads a log shall know better.
constexpr const char* kUserAgent =
    "Mozilla/5.0 (compatible; Sallyport preflight, as Let's Encrypt validation server)";

std::unique_ptr<http::Client> make_client(const Fence& fence) {
  http::ClientOptions options;
  options.user_agent = kUserAgent;
  options.verify = false;
  options.keeps_connections = false;
  options.fence = [fence](const std::string& address, std::uint16_t port) {
    return fence.refusal(address, port);
  };
  return http::make_beast_client(std::move(options));
}

std::vector<dns::Question> questions_for(const std::string& host,
                                         const std::vector<std::string>& caa) {
  std::vector<dns::Question> questions{{host, dns::Type::kAaaa}, {host, dns::Type::kA}};
  for (const std::string& name : caa) questions.push_back({name, dns::Type::kCaa});
  return questions;
}

Report report_of(Verdict verdict, std::string_view problem, const std::string& text) {
  return {verdict, problem, text + "; " + std::string(advice(problem, verdict)), {}};
}

// A CA refuses what it cannot read. Whether it cannot either is sure only where the domain's DNS
// fails altogether: there are resolvers that know no CAA, or filter it.
Report report_of(const CaaFinding& found, const dns::Resolver& resolver, base::MonoTime until,
                 const std::stop_token& stop) {
  if (!found.refusal.empty()) {
    return report_of(Verdict::kFails, problem::kCaaForbids, found.refusal);
  }
  if (found.unread.empty()) return {};
  const std::string what = "CAA records of " + found.unread +
                           " cannot be read: " + named(resolver.servers()) + " gave " +
                           std::string(dns::word(found.outcome));
  const auto fails = dns::Outcome::kServFail;
  if (found.outcome == fails &&
      resolver.ask({{found.unread, dns::Type::kA}}, until, stop)[0].outcome == fails) {
    return report_of(Verdict::kFails, problem::kDnsFailure,
                     what + ", for addresses too, and a CA issues nothing so");
  }
  return report_of(Verdict::kWarns, problem::kCaaUnread, what + " to the question for CAA");
}

Report with_advice(Report report, std::string_view problem) {
  report.text.append("; ").append(advice(problem, report.verdict));
  return report;
}

// With what was asked for, without the token, which is another one each time.
Report with_request(Report report, const std::string& host) {
  if (report.text.empty()) return report;
  const http::Url url{false, host, kHttpPort, std::string(base::kChallengePath)};
  report.text = "asked for " + url.text() + ", " + report.text;
  return report;
}

// A route that leads elsewhere is no wall while the name does well by another one.
Report with_routes(Report report, const std::vector<std::string>& astray) {
  for (const std::string& text : astray) {
    report.verdict = std::max(report.verdict, Verdict::kWarns);
    report.text += (report.text.empty() ? "" : "; ") + text;
  }
  if (astray.empty()) return report;
  if (report.problem.empty()) report.problem = problem::kRouteAstray;
  return with_advice(std::move(report), problem::kRouteAstray);
}

Report with_caa(Report report, const Report& caa) {
  if (caa.text.empty() || report.verdict == Verdict::kFails) return report;
  report.verdict = std::max(report.verdict, caa.verdict);
  if (report.problem.empty()) report.problem = caa.problem;
  report.text += (report.text.empty() ? "" : "; ") + caa.text;
  return report;
}

}  // namespace

Validator::Validator(const dns::Resolver& resolver, const base::Clock& clock, Fence fence,
                     Ports ports)
    : resolver_(resolver),
      clock_(clock),
      fence_(std::move(fence)),
      ports_(ports),
      http_(make_client(fence_)) {}

Validator::~Validator() = default;

Report Validator::check(const Question& question, const CaaSubject& subject,
                        std::stop_token stop) const {
  const base::MonoTime start = clock_.mono_now();
  const Passage passage{fence_, kHttpPort, resolver_.servers()};
  Addresses found;
  Report caa;
  if (http::is_address(question.host)) {
    found = addresses_of(question.host, passage);
  } else {
    const auto names =
        subject.identities.empty() ? std::vector<std::string>() : caa_names(question.host);
    auto answers = resolver_.ask(questions_for(question.host, names), start + kDns, stop);
    found = addresses_of(answers[0], answers[1], passage);
    answers.erase(answers.begin(), answers.begin() + 2);
    caa = report_of(judge_caa(names, answers, subject), resolver_, start + kDns, stop);
  }
  const bool nowhere = found.usable.empty();
  Report without = report_of(found.verdict, found.problem, found.text);
  if (nowhere && found.verdict == Verdict::kFails) return without;
  if (caa.verdict == Verdict::kFails) return caa;
  if (nowhere) return without;
  const Fetch::Means means{*http_, resolver_, clock_, fence_, ports_, start + kWhole, stop};
  std::vector<Seen> seen;
  for (const std::string& address : found.usable) {
    seen.push_back(Fetch(means, question).from(address));
  }
  Report report = with_caa(with_request(judge(std::move(seen)), question.host), caa);
  if (report.verdict == Verdict::kFails) return report;
  return with_routes(std::move(report), look_at_routes(means, question, found.usable));
}

// What the fence refuses is not asked, and not told of: a load balancer may well have a private
// address that the internet never sees.
std::vector<std::string> Validator::addresses_at(const RouteAt& route, base::MonoTime until,
                                                 const std::stop_token& stop) const {
  const Passage passage{fence_, kHttpPort, resolver_.servers()};
  std::vector<std::string> all;
  for (const std::string& place : route.places) {
    if (&place - route.places.data() == kMostPlaces) break;
    std::vector<std::string> usable;
    if (http::is_address(place)) {
      usable = addresses_of(place, passage).usable;
    } else {
      const auto answers = resolver_.ask(questions_for(place, {}), until, stop);
      usable = addresses_of(answers[0], answers[1], passage).usable;
    }
    std::ranges::copy_if(usable, std::back_inserter(all), [&](const std::string& address) {
      return std::ranges::find(all, address) == all.end();
    });
  }
  return all;
}

// What the end of the time cuts short says nothing.
std::vector<std::string> Validator::look_at_routes(
    const Fetch::Means& means, const Question& question,
    const std::vector<std::string>& seen_already) const {
  std::vector<std::string> all;
  std::size_t asked = 0;
  const auto is_over = [&] { return clock_.mono_now() >= means.until; };
  for (const RouteAt& route : question.routes) {
    if (is_over()) return all;
    std::vector<Seen> seen;
    for (const std::string& address : addresses_at(route, means.until, means.stop)) {
      const bool known = std::ranges::find(seen_already, address) != seen_already.end();
      if (known || asked == kMostAddresses || is_over()) continue;
      ++asked;
      Seen one = Fetch(means, question).from(address);
      if (is_over()) break;
      seen.push_back(std::move(one));
    }
    std::string text = astray(route.route, seen);
    if (!text.empty()) all.push_back(std::move(text));
  }
  return all;
}

}  // namespace preflight
