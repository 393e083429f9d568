// probe: a name, looked at from this machine as the CA's validator will: DNS, every address on port
// 80, redirects by the validator's rules, and whether our sidecar is at their end. It is known by
// its answer to a token that nobody has: nothing is written into the cluster, and no right is
// needed. What may be wrong for this machine alone is said so.
#include <algorithm>

#include "base/http01.h"
#include "base/ip.h"
#include "base/random_word.h"
#include "base/text.h"
#include "dns/resolver.h"
#include "http/client.h"
#include "installation/check.h"
#include "kubectl/command.h"
#include "kubectl/directory.h"
#include "preflight/caa.h"
#include "preflight/fence.h"
#include "preflight/redirect.h"
#include "preflight/report.h"
#include "settings/version.h"
#include "view/findings.h"

namespace kubectl {
namespace {

constexpr base::Seconds kDnsPatience{10};
constexpr base::Millis kPatienceOfProbe{5000};
constexpr std::size_t kMostAddresses = 8;  // of each family

using Mark = Line::Mark;

class Probe {
 public:
  Probe(Session& session, std::string host)
      : session_(session),
        host_(base::canonical_name(host)),
        resolver_(session.arguments().text("dns-servers"), clock_),
        http_(http::make_beast_client(options())) {}

  std::vector<Line> run() {
    const auto addresses = look_up();
    for (const std::string& address : addresses) look_at(address);
    look_for_caa();
    return std::move(lines_);
  }

 private:
  // The validator verifies no certificate on the way.
  static http::ClientOptions options() {
    http::ClientOptions made;
    made.user_agent = settings::user_agent("kubectl-sallyport");
    made.verify = false;
    return made;
  }

  std::vector<dns::Answer> ask(const std::vector<dns::Question>& questions) const {
    return resolver_.ask(questions, clock_.mono_now() + kDnsPatience, {});
  }

  std::vector<std::string> look_up() {
    if (base::canonical_ip(host_)) return {host_};
    const auto answers = ask({{host_, dns::Type::kAaaa}, {host_, dns::Type::kA}});
    std::vector<std::string> all;
    for (const dns::Answer& each : answers) {
      const std::size_t count = std::min(each.addresses.size(), kMostAddresses);
      all.insert(all.end(), each.addresses.begin(),
                 each.addresses.begin() + static_cast<long>(count));
    }
    const std::string said = "AAAA: " + told(answers[0]) + "; A: " + told(answers[1]);
    lines_.push_back({all.empty() ? Mark::kFailed : Mark::kOk, "DNS of " + host_ + ": " + said,
                      all.empty() ? "the CA finds no address: repair the zone" : ""});
    return all;
  }

  static std::string told(const dns::Answer& answer) {
    return answer.addresses.empty() ? std::string(dns::word(answer.outcome))
                                    : base::join(answer.addresses);
  }

  // The path from one address to where the redirects end.
  void look_at(const std::string& first) {
    if (!preflight::is_public(first)) {
      lines_.push_back({Mark::kWarning, first,
                        "is no public address: a public CA cannot reach it, one of your own may"});
    }
    std::vector<http::Url> visited{
        {false, host_, 80, std::string(base::kChallengePath) + base::random_word()}};
    std::string address = first;
    for (;;) {
      const std::string asked = "port " + std::to_string(visited.back().port) + " of " +
                                visited.back().host + " at " + address;
      const auto answer = request(visited.back(), address);
      if (!answer) return lines_.push_back(unanswered(asked, answer.error()));
      if (!preflight::is_redirect(answer->status)) return lines_.push_back(judged(asked, *answer));
      const auto next = preflight::next_url(visited, answer->header("Location"));
      if (!next) {
        return lines_.push_back({Mark::kFailed, asked + ": a redirect", next.error()});
      }
      lines_.push_back(
          {Mark::kOk,
           asked + ": redirects to " + next->host + ", port " + std::to_string(next->port), ""});
      visited.push_back(*next);
      address = visited.back().host == host_ ? first : address_of(visited.back().host);
      if (address.empty()) {
        return lines_.push_back({Mark::kFailed, "DNS of " + visited.back().host,
                                 "no address, so the redirect leads nowhere"});
      }
    }
  }

  base::Result<http::Response, http::Error> request(const http::Url& url,
                                                    const std::string& address) {
    http::Request made;
    made.url = url;
    made.address = address;
    made.deadline = kPatienceOfProbe;
    made.cut_body = true;
    return http_->send(made, {});
  }

  std::string address_of(const std::string& host) const {
    if (base::canonical_ip(host)) return host;
    for (const auto& each : ask({{host, dns::Type::kAaaa}, {host, dns::Type::kA}})) {
      if (!each.addresses.empty()) return each.addresses.front();
    }
    return "";
  }

  static Line judged(const std::string& asked, const http::Response& answer) {
    if (installation::is_of_sidecar(answer)) {
      const bool hears = answer.status != 503;
      return {hears ? Mark::kOk : Mark::kFailed, asked + ": Sallyport's sidecar answers",
              hears ? "" : "it hears nothing from the API server: see its log"};
    }
    const std::string_view what =
        preflight::advice(preflight::problem::kWrongStatus, preflight::Verdict::kFails);
    return {Mark::kFailed, asked,
            "answered " + std::to_string(answer.status) + ", and not by Sallyport's sidecar; " +
                std::string(what) +
                "; the routes are made with the Certificate: if none names "
                "this host yet, there is none"};
  }

  // The message has the URL in front, and the token with it.
  static Line unanswered(const std::string& asked, const http::Error& error) {
    const auto what =
        error.kind == http::ErrorKind::kConnect || error.kind == http::ErrorKind::kTimeout
            ? preflight::problem::kNoConnection
            : preflight::problem::kNoHttp;
    return {Mark::kFailed, asked,
            error.message + "; " +
                std::string(preflight::advice(what, preflight::Verdict::kCannotTell))};
  }

  std::optional<preflight::CaaSubject> subject() {
    const auto& arguments = session_.arguments();
    const bool cluster = arguments.has("cluster-issuer");
    if (!cluster && !arguments.has("issuer")) return std::nullopt;
    const api::Issuer issuer =
        get_issuer(session_, arguments.text(cluster ? "cluster-issuer" : "issuer"), cluster);
    return preflight::CaaSubject{caa_identities(session_, issuer), issuer.status.account_url};
  }

  void look_for_caa() {
    if (base::canonical_ip(host_)) return;
    const auto names = preflight::caa_names(host_);
    std::vector<dns::Question> questions;
    for (const std::string& each : names) questions.push_back({each, dns::Type::kCaa});
    const auto answers = ask(questions);
    const auto found =
        std::ranges::find_if(answers, [](const auto& each) { return !each.caa.empty(); });
    if (const auto wanted = subject()) return judge_caa_for(*wanted, names, answers);
    const std::string where = found == answers.end()
                                  ? "none, so every CA may issue"
                                  : "those of " +
                                        names[static_cast<std::size_t>(found - answers.begin())] +
                                        " count: name an issuer (--issuer) to have them judged";
    lines_.push_back({Mark::kOk, "CAA records: " + where, ""});
  }

  void judge_caa_for(const preflight::CaaSubject& wanted, const std::vector<std::string>& names,
                     const std::vector<dns::Answer>& answers) {
    const auto found = preflight::judge_caa(names, answers, wanted);
    if (!found.unread.empty()) {
      lines_.push_back({Mark::kWarning, "CAA records of " + found.unread,
                        "cannot be read: " + std::string(dns::word(found.outcome))});
    }
    lines_.push_back({found.refusal.empty() ? Mark::kOk : Mark::kFailed,
                      "CAA records for this issuer", found.refusal});
  }

  Session& session_;
  const std::string host_;
  const base::SystemClock clock_;
  const dns::Resolver resolver_;
  const std::unique_ptr<http::Client> http_;
  std::vector<Line> lines_;
};

}  // namespace

int run_probe(Session& session) {
  const auto lines = Probe(session, session.words().front()).run();
  session.print(lines_text(lines, session.paint()));
  return any_failed(lines) ? kAnswerIsNo : kGood;
}

}  // namespace kubectl
