#include "orders/chains.h"

#include <algorithm>

#include "api/reasons.h"
#include "base/log.h"
#include "crypto/certificate.h"
#include "pass/record.h"

namespace controller {
namespace {

constexpr int kEndsThere = 200;
constexpr int kPassesThere = 100;

void warn(const Pass& pass, const std::string& preferred) {
  const std::string message = "no chain of the CA leads to an issuer named \"" + preferred +
                              "\" (spec.acme.preferredChain of the issuer): its default was taken";
  base::log_warning(api::kChainNotOffered,
                    {{"certificate", pass.certificate()}, {"message", message}});
  announce(pass, api::kChainNotOffered, "Issue", message, true);
}

}  // namespace

int fit_of_chain(const std::string& pem, const std::string& preferred_issuer) {
  const auto chain = crypto::parse_chain(pem);
  if (!chain) return 0;
  const auto is_preferred = [&](const crypto::Certificate& certificate) {
    return certificate.issuer_common_name == preferred_issuer;
  };
  const int length = static_cast<int>(chain->size());
  if (is_preferred(chain->back())) return kEndsThere - length;
  return std::any_of(chain->begin(), chain->end(), is_preferred) ? kPassesThere - length : 0;
}

std::string preferred_chain(const Pass& pass, const Account& account, const acme::Chain& offered) {
  const std::string& preferred = account.preferred_chain;
  if (preferred.empty()) return offered.pem;
  std::string best = offered.pem;
  int best_fit = fit_of_chain(best, preferred);
  for (const std::string& url : offered.alternates) {
    if (best_fit > kPassesThere) break;
    const auto other = account.ca->certificate(account.signer(), url, pass.stop);
    if (!other) continue;
    const int fit = fit_of_chain(other->pem, preferred);
    if (fit <= best_fit) continue;
    best = other->pem;
    best_fit = fit;
  }
  if (best_fit == 0) warn(pass, preferred);
  return best;
}

}  // namespace controller
