// SecretLooks: what a look at the API server found where a Certificate's Secret is not among ours
// (which the watch tells of): nothing, or a Secret without our labels. Good for a while, so that
// the passes of one issuance look once. Only in memory. Any thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/guarded.h"
#include "kube_objects/object.h"
#include "records/secret_seen.h"

namespace controller {

class SecretLooks {
 public:
  using Found = std::shared_ptr<const records::SecretSeen>;  // null: there was none
  // Shorter than the pause of who is blocked by such a Secret, which is looked at anew each time.
  static constexpr base::Seconds kGoodFor{20};

  void note(const kube::ObjectKey& certificate, const std::string& secret, Found found,
            base::MonoTime now) {
    looks_.with([&](auto& looks) { looks[certificate] = {secret, std::move(found), now}; });
  }
  // Nothing when that Secret was not looked for lately.
  std::optional<Found> recent(const kube::ObjectKey& certificate, const std::string& secret,
                              base::MonoTime now) const {
    return looks_.with([&](const auto& looks) -> std::optional<Found> {
      const auto look = looks.find(certificate);
      const bool good =
          look != looks.end() && look->second.secret == secret && now < look->second.at + kGoodFor;
      return good ? std::optional(look->second.found) : std::nullopt;
    });
  }
  void forget(const kube::ObjectKey& certificate) {
    looks_.with([&](auto& looks) { looks.erase(certificate); });
  }

 private:
  struct Look {
    std::string secret;
    Found found;
    base::MonoTime at;
  };
  base::Guarded<std::map<kube::ObjectKey, Look>> looks_;
};

}  // namespace controller
