#include "orders/answers.h"

#include <algorithm>

#include "acme/client.h"
#include "base/http01.h"

namespace controller {

std::vector<api::Answer> answers_for(const Progress& progress,
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
  return answers;
}

}  // namespace controller
