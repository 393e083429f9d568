#include "orders/authorizations.h"

#include <atomic>
#include <map>
#include <optional>
#include <set>

#include "base/log.h"
#include "base/names_by_text.h"
#include "base/parallel.h"

namespace controller {
namespace {

constexpr std::size_t kLongestReasons = 3000;  // bytes, of all names of an order

struct Hint {
  std::string_view type;
  std::string_view text;
};
// By the problem type of a failed challenge (RFC 8555 section 6.7).
constexpr Hint kHints[] = {
    {"dns", "the CA finds no usable DNS record for it: check A and AAAA, and DNSSEC"},
    {"caa", "its CAA record does not let this CA issue: change it, or ask another CA"},
    {"tls", "a redirect led to port 443, which does not answer: answer the path on port 80"},
    {"connection", "nothing answers the CA on port 80: check firewall, DNS and ingress"},
    {"unauthorized", "another server answered: route the challenge path to the sidecar"},
    {"incorrectResponse", "another server answered: route the challenge path to the sidecar"},
};

std::string hint_for(const acme::Problem& problem) {
  std::string hint;
  for (const Hint& known : kHints) {
    if (problem.type == known.type) hint = known.text;
  }
  if (problem.detail.starts_with("During secondary validation"))
    hint += "; the CA also asks from elsewhere: look for blocked countries and unequal servers";
  return hint;
}

// What went wrong with names, and for each text what helps.
struct Reasons {
  base::NamesByText of_names;
  std::map<std::string, std::string> hints;

  void add(const acme::Authorization& one) {
    const acme::Challenge* http01 = one.http01();
    const bool told = http01 != nullptr && http01->error;
    const std::string text = told ? http01->error->text() : "the authorization is " + one.status;
    of_names.add(one.identifier.value, text);
    if (told) hints[text] = hint_for(*http01->error);
  }
};

// Calls ask(i) for each i below count, as many at once as the account may; the first error when
// there is one.
template <class Ask>
std::optional<acme::Error> ask_all(const Account& account, std::size_t count, Ask&& ask) {
  std::vector<std::optional<acme::Error>> errors(count);
  base::in_parallel(count, account.at_once, [&](std::size_t i) { errors[i] = ask(i); });
  for (auto& error : errors) {
    if (error) return std::move(error);
  }
  return std::nullopt;
}

}  // namespace

acme::Result<std::vector<acme::Authorization>> read_authorizations(
    const Pass& pass, const Account& account, const std::vector<std::string>& urls,
    AuthorizationsRead& so_far) {
  std::vector<std::optional<acme::Authorization>> all(urls.size());
  std::atomic<bool> failed = false;  // the others are read later
  auto error = ask_all(account, urls.size(), [&](std::size_t i) -> std::optional<acme::Error> {
    if (failed || so_far.contains(urls[i])) return std::nullopt;
    auto one = account.ca->authorization(account.signer(), urls[i], pass.stop);
    failed = failed || !one;
    if (!one) return one.error();
    all[i] = *std::move(one);
    return std::nullopt;
  });
  for (auto& one : all) {
    if (one) so_far[one->url] = *one;
  }
  if (error) return base::unexpected(*std::move(error));
  std::vector<acme::Authorization> read;
  for (const std::string& url : urls) read.push_back(so_far.at(url));
  return read;
}

acme::Result<std::vector<acme::Authorization>> read_authorizations(
    const Pass& pass, const Account& account, const std::vector<std::string>& urls) {
  AuthorizationsRead none;
  return read_authorizations(pass, account, urls, none);
}

acme::Result<bool> answer_challenges(const Pass& pass, const Account& account,
                                     std::vector<acme::Authorization>& authorizations) {
  auto error =
      ask_all(account, authorizations.size(), [&](std::size_t i) -> std::optional<acme::Error> {
        // The sidecars have the answer to this one alone (see answers_for).
        const acme::Challenge* http01 = authorizations[i].http01();
        for (acme::Challenge& challenge : authorizations[i].challenges) {
          if (&challenge != http01 || challenge.status != "pending") continue;
          const auto answered = account.ca->answer(account.signer(), challenge.url, pass.stop);
          if (!answered) return answered.error();
          challenge.status = "processing";
        }
        return std::nullopt;
      });
  if (error) return base::unexpected(*std::move(error));
  return true;
}

// Once the CA has called the order ready, all of them are valid, whatever was seen of them before:
// another order may rest on those.
void give_up_authorizations(const World& world, const Progress& progress, std::stop_token stop) {
  const acme::OrderStatus status = progress.order.status;
  if (status != acme::OrderStatus::kPending && status != acme::OrderStatus::kInvalid) return;
  std::vector<std::string> urls;
  for (const acme::Authorization& one : progress.to_validate) {
    if (one.status == "pending") urls.push_back(one.url);
  }
  if (urls.empty() || !progress.made_by || world.outages.failures(progress.ca) > 0) return;
  const Account& at = *progress.made_by;
  const auto error = ask_all(at, urls.size(), [&](std::size_t i) -> std::optional<acme::Error> {
    const auto done = at.ca->deactivate_authorization(at.signer(), urls[i], stop);
    return done ? std::nullopt : std::optional(done.error());
  });
  if (error) base::log_info("AuthorizationLeft", {{"message", error->message}});
}

std::string why_failed(const std::vector<acme::Authorization>& authorizations) {
  Reasons reasons;
  for (const acme::Authorization& one : authorizations)
    if (one.status != "pending" && one.status != "valid") reasons.add(one);
  std::string why;
  std::size_t more = 0;
  std::set<std::string> said;
  for (const auto& line : reasons.of_names.lines()) {
    const std::string& hint = reasons.hints[line.text];
    const bool is_new = !hint.empty() && said.insert(hint).second;
    const std::string reason =
        (why.empty() ? "" : "; ") + line.whole() + (is_new ? " (" + hint + ")" : "");
    if (why.size() + reason.size() > kLongestReasons) more += line.names.size();
    if (more == 0) why += reason;
  }
  return more == 0 ? why : why + "; and " + std::to_string(more) + " more names";
}

}  // namespace controller
