#include "orders/answers.h"

#include <algorithm>

#include "acme/client.h"
#include "base/http01.h"

namespace controller {
namespace {

void add_the_proved(std::vector<api::Answer>& answers,
                    const std::vector<acme::Identifier>& wanted) {
  if (answers.empty()) return;
  for (const acme::Identifier& name : wanted) {
    const auto is_its = [&](const api::Answer& answer) { return answer.host == name.value; };
    if (std::ranges::any_of(answers, is_its)) continue;
    api::Answer there = answers.front();
    there.host = name.value;
    answers.push_back(std::move(there));
  }
}

}  // namespace

std::vector<api::Answer> answers_for(const Progress& progress,
                                     const std::vector<acme::Identifier>& wanted,
                                     const crypto::PrivateKey& account_key, base::WallTime now) {
  constexpr base::Seconds kLongest{24 * 3600};
  std::vector<api::Answer> answers;
  for (const acme::Authorization& authorization : progress.to_validate) {
    const acme::Challenge* http01 = authorization.http01();
    if (http01 == nullptr || !base::is_token(http01->token)) continue;
    answers.push_back({authorization.identifier.value, http01->token,
                       acme::key_authorization(http01->token, account_key),
                       std::min(authorization.expires.value_or(now + kLongest), now + kLongest)});
  }
  add_the_proved(answers, wanted);
  return answers;
}

}  // namespace controller
