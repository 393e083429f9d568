// KeyMaker: makes RSA keys, which takes from a part of a second to half a minute, on threads of its
// own, so that no worker waits for one. Namespaces take turns, and none has all threads. A key is
// told by the uid of the Certificate that it is for.
// The end of the object waits for no key under way. Any thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "crypto/key.h"
#include "kube_objects/object.h"

namespace controller {

class KeyMaker {
 public:
  // Hears the Certificate whose key has become ready, on a thread of the maker.
  using Listener = std::function<void(const kube::ObjectKey& certificate)>;
  KeyMaker(int threads, Listener ready);
  ~KeyMaker();

  // The key, if it is ready, which is given away by that; else it is being made from now on.
  std::optional<crypto::PrivateKey> take(const std::string& uid, const kube::ObjectKey& certificate,
                                         crypto::KeySpec spec);

  // The Certificate with this uid is gone: no key is made for it any more, and none kept.
  void forget(const std::string& uid);
  // How many keys are kept or on their way.
  std::size_t size() const;

 private:
  struct Desk;
  std::shared_ptr<Desk> desk_;
  std::vector<std::thread> threads_;
};

}  // namespace controller
