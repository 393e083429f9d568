#include "issuers/profiles.h"

#include <algorithm>

#include "api/reasons.h"
#include "base/log.h"
#include "base/text.h"
#include "issuers/issuer_status.h"

namespace controller {
namespace {

constexpr base::Millis kUntilNextLook = std::chrono::hours(6);
constexpr base::Millis kUntilNextTry{2000};  // of what the API server refused
constexpr std::size_t kMostTold = 10;        // profiles of a CA, of which each has 64 bytes at most

bool is_listed(const Account& account, const acme::Directory& directory) {
  return std::ranges::find(directory.profiles, account.profile) != directory.profiles.end();
}

std::string text_of(const std::vector<std::string>& profiles) {
  if (profiles.empty()) return "none";
  const std::size_t told = std::min(profiles.size(), kMostTold);
  const std::string more =
      told == profiles.size() ? "" : " and " + std::to_string(profiles.size() - told) + " more";
  return base::join(std::vector<std::string>(
             profiles.begin(), profiles.begin() + static_cast<std::ptrdiff_t>(told))) +
         more;
}

// "" when the profile is listed, or none is asked for.
std::string missing_profile(const Account& account, const acme::Directory& directory) {
  if (account.profile.empty() || is_listed(account, directory)) return "";
  return "the CA has no profile \"" + account.profile + "\", but: " + text_of(directory.profiles) +
         (account.profile_required
              ? ": change spec.acme.profile of the issuer, or set profilePolicy to Preferred"
              : ": its default is ordered instead; change spec.acme.profile of the issuer");
}

void tell(api::Issuer& issuer, const std::string& missing, base::WallTime now) {
  if (missing.empty()) {
    std::erase_if(issuer.status.conditions, [](const kube::Condition& condition) {
      return condition.type == api::kProfileNotOffered;
    });
  } else {
    put_condition(issuer, api::kProfileNotOffered, true, api::kProfileNotOffered, missing, now);
  }
}

}  // namespace

std::string profile_of(const Account& account, const acme::Directory& directory) {
  return is_listed(account, directory) && !account.profile_refused ? account.profile : "";
}

std::optional<acme::Error> profile_problem(const Account& account,
                                           const acme::Directory& directory) {
  std::string missing = missing_profile(account, directory);
  if (missing.empty() || !account.profile_required) return std::nullopt;
  acme::Error error;
  error.kind = acme::Error::Kind::kProblem;
  error.problem.emplace();
  error.problem->type = "invalidProfile";
  error.message = std::move(missing);
  return error;
}

base::LookAgain look_at_profile(const IssuerDesk& desk, const api::Issuer& issuer,
                                std::stop_token stop) {
  const bool told =
      kube::find_condition(issuer.status.conditions, api::kProfileNotOffered) != nullptr;
  if (issuer.spec.profile.empty() && !told) return std::nullopt;
  const auto account = desk.accounts.get(issuer, stop);
  if (!account) return kUntilNextLook;
  const auto directory = (*account)->ca->directory(stop);
  if (!directory) return kUntilNextLook;
  const std::string missing = missing_profile(**account, *directory);
  api::Issuer next = issuer;
  tell(next, missing, desk.clock.wall_now());
  if (next.status == issuer.status) return kUntilNextLook;
  base::log_warning(api::kProfileNotOffered,
                    {{"issuer", name_of(issuer)},
                     {"message", missing.empty() ? "the CA lists the profile again" : missing}});
  return write_issuer(desk, next, stop) ? base::kNow : kUntilNextTry;
}

}  // namespace controller
