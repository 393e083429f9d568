// NoncePool: the nonces that answers brought and no request has used yet (RFC 8555 section 6.5).
// Each is given out once, the newest first: CAs forget old ones. Bounded. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/guarded.h"

namespace acme {

class NoncePool {
 public:
  std::optional<std::string> take();
  void put(std::string nonce);

 private:
  base::Guarded<std::vector<std::string>> nonces_;
};

// Of a Replay-Nonce header: "clients MUST ignore invalid Replay-Nonce values", which are those that
// are not base64url.
std::optional<std::string> read_nonce(std::string_view header);

}  // namespace acme
