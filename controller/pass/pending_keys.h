// PendingKeys: the keys that this process has stored for certificates to come, so that it need not
// read them again for each. Only a memory: what counts is the Secret. An attempt that ends forgets
// its key, and so does a Certificate that is gone. Any thread.
#pragma once

#include <map>
#include <optional>

#include "base/bounded.h"
#include "base/guarded.h"
#include "crypto/key.h"
#include "kube_objects/object.h"

namespace controller {

class PendingKeys {
 public:
  // A key is some KiB; one that was dropped is read again.
  static constexpr std::size_t kMost = 10'000;

  void keep(const kube::ObjectKey& certificate, const crypto::PrivateKey& key) {
    keys_.with([&](auto& keys) {
      base::make_room(keys, certificate, kMost);
      keys.insert_or_assign(certificate, key);
    });
  }
  std::optional<crypto::PrivateKey> of(const kube::ObjectKey& certificate) const {
    return keys_.with([&](const auto& keys) -> std::optional<crypto::PrivateKey> {
      const auto found = keys.find(certificate);
      return found == keys.end() ? std::nullopt : std::optional(found->second);
    });
  }
  void forget(const kube::ObjectKey& certificate) {
    keys_.with([&](auto& keys) { keys.erase(certificate); });
  }
  std::size_t size() const {
    return keys_.with([](const auto& keys) { return keys.size(); });
  }

 private:
  base::Guarded<std::map<kube::ObjectKey, crypto::PrivateKey>> keys_;
};

}  // namespace controller
