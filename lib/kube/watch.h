// Watch: the thread that keeps a Store true: performs what WatchMachine says for one kind, decodes
// each object, and puts it into the store. An object that cannot be decoded is logged with its key
// and left out (the version before it stays); one of another kind is skipped; the rest goes on.
// After failures it pauses as the machine says. The server sends a bookmark each minute, or none at
// all where it has no watch cache. A stream that is silent for longer than kSilence is closed, and
// a list of one object asked for, because the server may be gone without a word. Where that is
// answered the whole state is listed anew, because something on the way may keep what the stream
// says: so the store is never older than that. The destructor stops the thread within milliseconds.
#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "kube/client.h"
#include "kube/watch_machine.h"
#include "kube_objects/object.h"
#include "kube_objects/store.h"

namespace kube {

// Whether a cluster may do without the kind: then there is none, and it is asked for now and then.
enum class MayBeAbsent { kNo, kYes };

struct WatchTarget {
  Resource resource;
  std::string namespace_;      // "" for all
  std::string label_selector;  // "" for all
  MayBeAbsent may_be_absent = MayBeAbsent::kNo;
  AfterFailure after_failure = AfterFailure::kResume;
};

// What the thread does with events; made by Watch's template constructor.
using StoreSink = std::function<void(const StoreEvent&)>;

class Watch {
 public:
  static constexpr base::Millis kSilence{80'000};

  template <class T>
  Watch(Client& client, WatchTarget target, Store<T>& store, T (*decode)(const wire::Object&),
        base::Millis silence = kSilence);
  // One kind in two stores, each with what it needs of it: the server is asked once.
  template <class T, class U>
  Watch(Client& client, WatchTarget target, Store<T>& store, T (*decode)(const wire::Object&),
        Store<U>& other, U (*decode_other)(const wire::Object&), base::Millis silence = kSilence);
  ~Watch();

  // The store holds the whole state as of some moment after the start.
  bool synced() const { return synced_; }
  // It is synced, the last try to hear more has not failed, and it is not deaf.
  bool current() const { return synced_ && !failing_ && !deaf(); }
  // The server has said nothing for 90 s: no event, no bookmark, no list.
  bool deaf() const;
  // Why the store may be behind, for a person; "" when it is not.
  std::string problem() const;
  // Since the server's last word.
  base::Millis silence() const;
  // The kind's plural, for metrics.
  std::string name() const { return std::string(target_.resource.plural); }
  // "certificates in team-a", or "certificates".
  std::string text() const;

 private:
  void start();
  void run(std::stop_token stop);
  void list(WatchMachine& machine, const ListNext& act, std::stop_token stop);
  void open(WatchMachine& machine, const OpenStream& act, std::stop_token stop);
  void refused(WatchMachine& machine, int status, const std::string& message);
  bool is_silence(const http::Error& error, base::Millis lived) const;
  std::optional<Error> ask_for_one(std::stop_token stop);
  void hear();
  std::string read_line(WatchMachine& machine, std::string_view line);
  void take(WatchMachine& machine, std::vector<StoreEvent> events);
  base::Seconds stream_timeout(const OpenStream& act);
  std::string query(const OpenStream& act, base::Seconds timeout) const;
  void pause(const WatchMachine& machine, std::stop_token stop);
  static void log(const std::string& message);

  Client& client_;
  const WatchTarget target_;
  const base::Millis silence_;
  StoreSink sink_;
  std::mt19937 random_{std::random_device{}()};
  std::atomic<bool> synced_ = false;
  std::atomic<bool> failing_ = false;
  bool absent_ = false;  // of the thread alone
  std::atomic<std::chrono::steady_clock::time_point> heard_ = std::chrono::steady_clock::now();
  std::jthread thread_;
};

// Whether an object of another kind (a Status, say) came in place of one of this kind. The items of
// a list of a built-in kind have none.
inline bool is_of_kind(const wire::Object& object, const Resource& resource) {
  const std::string kind = object.text_or("kind", "");
  return kind.empty() || kind == resource.kind;
}

// Names the object without its contents.
inline void log_unreadable(const Resource& resource, const wire::Object& object, const char* why) {
  std::string name;
  try {
    name = read_meta(object).key().text();
  } catch (const wire::Malformed&) {
    name = "without a name";
  }
  base::log_warning("ObjectUnreadable",
                    {{"kind", std::string(resource.kind)}, {"object", name}, {"message", why}});
}

// StoreWriter: what a watch says, written into a store. A whole state is gathered packed, beside
// the store, so that no JSON is held for it. What an object is like must never end the process: a
// tenant wrote it.
template <class T>
class StoreWriter {
 public:
  StoreWriter(const WatchTarget& target, Store<T>& store, T (*decode)(const wire::Object&))
      : resource_(target.resource), namespace_(target.namespace_), store_(store), decode_(decode) {}

  void operator()(const StoreEvent& event) {
    std::visit([this](const auto& each) { take(each); }, event);
  }

 private:
  void take(const StartOver&) { gathered_.emplace(); }

  void take(const Changed& changed) {
    guarded(changed.object, [&] {
      if (!gathered_ && is_known(changed.object)) return;
      T value = decode_(changed.object);
      if (!gathered_) return store_.put(std::move(value));
      put_on(*gathered_, AtRest<T>(value));
    });
  }

  // Most of what changes are our own writes, whose answers the store has had already.
  bool is_known(const wire::Object& object) const {
    const wire::Object meta = object.object("metadata");
    return store_.has({meta.text_or("namespace", ""), meta.text_or("name", "")},
                      meta.text_or("uid", ""), meta.text_or("resourceVersion", ""));
  }

  void take(const Removed& removed) {
    guarded(removed.object, [&] {
      const Meta meta = read_meta(removed.object);
      if (!gathered_) return store_.remove(meta.key(), meta.uid, meta.resource_version);
      const auto found = gathered_->find(meta.key());
      if (found != gathered_->end()) gathered_->erase(found);
    });
  }

  void take(const ReplaceAll& whole) {
    Shelf<T> values = std::move(gathered_).value_or(Shelf<T>{});
    gathered_.reset();
    store_.replace_all(std::move(values), whole.resource_version, namespace_);
  }

  template <class Use>
  void guarded(const wire::Object& object, Use use) {
    try {
      if (is_of_kind(object, resource_)) {
        use();
      } else {
        base::log_warning("AnotherKind", {{"wanted", std::string(resource_.kind)},
                                          {"came", object.text_or("kind", "")}});
      }
    } catch (const std::exception& e) {
      log_unreadable(resource_, object, e.what());
    }
  }

  const Resource resource_;
  const std::string namespace_;
  Store<T>& store_;
  T (*const decode_)(const wire::Object&);
  std::optional<Shelf<T>> gathered_;
};

template <class T>
Watch::Watch(Client& client, WatchTarget target, Store<T>& store, T (*decode)(const wire::Object&),
             base::Millis silence)
    : client_(client),
      target_(std::move(target)),
      silence_(silence),
      sink_(StoreWriter<T>(target_, store, decode)) {
  start();
}

template <class T, class U>
Watch::Watch(Client& client, WatchTarget target, Store<T>& store, T (*decode)(const wire::Object&),
             Store<U>& other, U (*decode_other)(const wire::Object&), base::Millis silence)
    : client_(client),
      target_(std::move(target)),
      silence_(silence),
      sink_([one = StoreWriter<T>(target_, store, decode),
             two = StoreWriter<U>(target_, other, decode_other)](const StoreEvent& event) mutable {
        one(event);
        two(event);
      }) {
  start();
}

}  // namespace kube
