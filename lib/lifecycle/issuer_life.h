// The life of an Issuer or ClusterIssuer: what to do next, and what its status says after a
// failure. PURE: no I/O, no clock, no log; any thread.
//
//   not registered, or changed  ──> RegisterAccount
//   ready                       ──> LookAtProfile
//   its key is to be changed    ──> AnnounceKeyChange ──> ChangeKey
//   that, while orders need it  ──> PutOffKeyChange
//   it is to be deactivated     ──> DeactivateAccount
//   a try has failed            ──> IssuerRests until the next
//
// A failure is tried again after 5 s and then ever later, up to 10 minutes; one that no time mends,
// and anything at all, when the issuer is changed. The status remembers it, so a restart does not
// begin anew.
#pragma once

#include <functional>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <variant>

#include "api/issuer.h"
#include "base/clock.h"

namespace lifecycle {

// Nothing to do before `until`, if ever.
struct IssuerRests {
  std::optional<base::WallTime> until;
};
struct LookAtProfile {};
struct RegisterAccount {};
struct DeactivateAccount {};
// The change is told before it begins, so that no order begins meanwhile.
struct AnnounceKeyChange {};
struct PutOffKeyChange {};
// Or go on with it. A new key is made only where it may begin: an order may have come between.
struct ChangeKey {
  bool may_begin = false;
};

using IssuerStep = std::variant<IssuerRests, LookAtProfile, RegisterAccount, DeactivateAccount,
                                AnnounceKeyChange, PutOffKeyChange, ChangeKey>;

// `has_orders` is asked only where it matters.
IssuerStep decide_issuer(const api::Issuer& issuer, const std::function<bool()>& has_orders,
                         base::WallTime now);

// Why an issuer is not ready.
struct IssuerNotReady {
  std::string_view reason;
  std::string message;
  bool stalled = false;    // only a person can help
  bool permanent = false;  // not tried again before the issuer is changed
  std::optional<base::Seconds> retry_after{};
};

// The status after this.
api::IssuerStatus not_ready_status(const api::Issuer& issuer, const IssuerNotReady& refusal,
                                   base::WallTime now, std::mt19937& random);

// The status of one that stays ready, and whose key cannot be changed now.
api::IssuerStatus put_off_status(const api::Issuer& issuer, const IssuerNotReady& why,
                                 base::WallTime now, std::mt19937& random);

// The status once the account is registered; `note` is what the CA says besides, or "".
api::IssuerStatus ready_status(const api::Issuer& issuer, const std::string& account_url,
                               const std::string& note, base::WallTime now);

// A condition of an issuer becomes True or False. The message is cut at 4,000 bytes.
void put_condition(api::IssuerStatus& status, std::int64_t generation, std::string_view type,
                   bool holds, std::string_view reason, const std::string& message,
                   base::WallTime now);

}  // namespace lifecycle
