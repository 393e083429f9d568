// Store<T>: what the watch has told us of one kind, for any thread to read. Objects lie packed
// (kube/at_rest.h): each get() unpacks one of its own, which is immutable, in some microseconds.
//
// put() takes the API server's answer to our own write, so that the next look sees it before the
// watch brings it. An older version never replaces a newer one (resource versions are compared as
// numbers, KEP-5504), and an object whose removal was seen does not come back by a late event: the
// last 64 removed are kept until the next whole state, each with the version of its removal, since
// a watch by label also says DELETED of what lives on and may match again. The listener hears the
// key of whatever changed, after the change, on the thread that made it, outside the lock; an
// object that was deleted and made again (another uid) is heard as removed, then added. Several
// watches may fill one store, each with a namespace of its own.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kube/at_rest.h"
#include "kube/object.h"
#include "kube/unpacked.h"

namespace kube {

// Whether resource version `left` is older than `right`: shorter, or of equal length and smaller.
bool older_version(std::string_view left, std::string_view right);

template <class T>  // as AtRest wants it
class Store {
 public:
  using Value = std::shared_ptr<const T>;
  // before or after is null when it was added or removed.
  using Listener = std::function<void(const ObjectKey&, const Value& before, const Value& after)>;

  // Before any watch starts.
  void on_change(Listener listener) { listener_ = std::move(listener); }

  Value get(const ObjectKey& key) const;
  // All there are now, or those of a namespace, sorted by key: a range of Values, each unpacked as
  // it is reached, so keep of them only what is needed.
  Unpacked<T> all() const {
    return unpacked([](const auto& values) { return std::pair(values.begin(), values.end()); });
  }
  Unpacked<T> all_of(const std::string& namespace_) const {
    return unpacked([&](const auto& values) {
      const ObjectKey after{namespace_ + '\0', ""};
      return std::pair(values.lower_bound(ObjectKey{namespace_, ""}), values.lower_bound(after));
    });
  }
  std::size_t size() const;

  void put(T value);
  // The watch says it is gone as of a version; or a delete of ours succeeded, which is for good and
  // has none. With a uid, only the object that has it.
  void remove(const ObjectKey& key, const std::string& uid = "", const std::string& as_of = "");
  // The whole state as of a resource version, or with a namespace that namespace's: what is not in
  // it is gone, but for what put() has brought in a newer version than that.
  void replace_all(Shelf<T> values, const std::string& as_of = "", const std::string& within = "");

  // Lays what lies scattered after many changes together, so that the memory between can be given
  // back; does nothing after few. Takes milliseconds for thousands, so not in a hot loop.
  void gather();

 private:
  struct Grave {
    std::string uid;
    std::string as_of;  // "" for good
  };

  Unpacked<T> unpacked(auto part_of) const {
    std::vector<AtRest<T>> part;
    {
      std::shared_lock lock(mutex_);
      const auto [begin, end] = part_of(values_);
      part.assign(begin, end);
    }
    return Unpacked<T>(std::move(part));
  }
  bool is_buried(const Meta& meta) const;
  void bury(const Grave& grave);
  static void keep_newer(Shelf<T>& next, const Shelf<T>& before, const std::string& as_of);
  static void keep_outside(Shelf<T>& next, const Shelf<T>& before, const std::string& within);
  void tell(const ObjectKey& key, const Value& before, const Value& after) const;

  mutable std::shared_mutex mutex_;
  Shelf<T> values_;
  std::size_t scattered_ = 0;  // changes since they were laid together
  std::deque<Grave> graves_;
  Listener listener_;
};

}  // namespace kube

#include "kube/store_impl.h"
