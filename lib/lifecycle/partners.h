// Partners: Certificates of one namespace that name each other in an annotation, for two keys of
// one host (RSA and ECDSA, say). What is new is stored for both or for neither: a host is not left
// with other names by one key than by the other. What serves already is renewed, and what has ended
// replaced, without a look at the partner: holding that back would leave a host without any.
// PURE: no I/O, no clock, no log; any thread.
#pragma once

#include <string>
#include <string_view>

#include "api/certificate.h"
#include "lifecycle/observed.h"
#include "records/secret_seen.h"

namespace lifecycle {

// The name of the other one.
inline constexpr std::string_view kPartnerAnnotation = "sallyport.dev/activate-with";

struct PartnerSeen {
  std::shared_ptr<const api::Certificate> certificate;  // null when there is none of that name
  std::shared_ptr<const records::SecretSeen> secret;    // what its secretName names, or null
  bool has_new = false;                                 // its CA has sent it a good one
};

// The name of its partner, or "".
std::string partner_of(const api::Certificate& certificate);

// Why a certificate for `seen`, which has a partner, is not to be stored yet; "" when it is.
std::string partner_lacks(const Observed& seen, const PartnerSeen& partner, base::WallTime now);

}  // namespace lifecycle
