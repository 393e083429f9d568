#include "preflight/validator.h"

#include "http/client.h"
#include "http/resolve.h"
#include "preflight/addresses.h"
#include "preflight/fetch.h"

namespace preflight {
namespace {

constexpr base::Millis kWhole{20'000};
constexpr base::Millis kDns{5000};
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
  Addresses found;
  std::string caa;
  if (http::is_address(question.host)) {
    found = addresses_of(question.host, {fence_, kHttpPort});
  } else {
    const auto names =
        subject.identities.empty() ? std::vector<std::string>() : caa_names(question.host);
    auto answers = resolver_.ask(questions_for(question.host, names), start + kDns, stop);
    found = addresses_of(answers[0], answers[1], {fence_, kHttpPort});
    answers.erase(answers.begin(), answers.begin() + 2);
    caa = caa_refusal(names, answers, subject);
  }
  const bool no_address = found.usable.empty();
  if (no_address && found.verdict == Verdict::kFails) {
    return {found.verdict, found.problem, found.text, {}};
  }
  if (!caa.empty()) return {Verdict::kFails, problem::kCaaForbids, caa, {}};
  if (no_address) return {found.verdict, found.problem, found.text, {}};
  const Fetch::Means means{*http_, resolver_, clock_, fence_, ports_, start + kWhole, stop};
  std::vector<Seen> seen;
  for (const std::string& address : found.usable) {
    seen.push_back(Fetch(means, question).from(address));
  }
  return judge(std::move(seen));
}

}  // namespace preflight
