// Progress: how far this process has followed the order of each Certificate. Only a memory of what
// the CA and the cluster said: losing it (a restart) costs a few questions and nothing else.
//
// Guarded for the map; the Progress of one Certificate is touched only by the worker that holds its
// key, but for what is atomic.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "acme_objects/types.h"
#include "api/certificate.h"
#include "base/bounded.h"
#include "base/clock.h"
#include "base/guarded.h"
#include "kube_objects/object.h"

namespace controller {

struct Account;

struct Progress {
  acme::Order order;                                // as the CA last showed it
  std::shared_ptr<Account> made_by;                 // unknown after a restart, until it is fetched
  std::string ca;                                   // by the name that Outages has for it
  bool fetched = false;                             // the authorizations are known
  std::map<std::string, acme::Authorization> read;  // by URL, until all of them are
  std::vector<acme::Authorization> to_validate;     // not valid yet
  std::string failure;
  std::set<std::string> failed_names;  // that were counted
  int verdict_polls = 0;               // since then, for what becomes of the other names
  base::MonoTime stage_passed_at{};    // the last one; unknown after a restart
  base::MonoTime presented_at{};
  bool confirmed = false;
  bool answered = false;
  base::MonoTime answered_at{};
  std::map<std::string, std::int64_t> hits_before;  // by token, when the CA was told
  bool validator_seen = false;
  int polls = 0;           // in the order's present status
  base::MonoTime since{};  // that it was first seen in that status
  base::MonoTime poll_at{};
  int answers_again = 0;    // because the CA asked for it
  int refused_answers = 0;  // the CA would not be told
  int refused_csrs = 0;
  int not_ready = 0;                  // finalize in a row: the order was not ready after all
  std::atomic<bool> checked = false;  // what the CA sent; also for the partner's worker
  std::atomic<bool> proved = false;   // all its names, or given up; also for the issuer's worker
  int troubles = 0;                   // in a row: the CA could not be reached or asked
};

class ProgressBook {
 public:
  // Orders under way; some KiB each.
  static constexpr std::size_t kMost = 100'000;

  // Of the order with this URL: what is kept of another order is forgotten.
  std::shared_ptr<Progress> of(const kube::ObjectKey& certificate, const std::string& order_url) {
    return book_.with([&](auto& book) {
      base::make_room(book, certificate, kMost);
      std::shared_ptr<Progress>& progress = book[certificate];
      if (!progress || progress->order.url != order_url) {
        progress = std::make_shared<Progress>();
        progress->order.url = order_url;
      }
      return progress;
    });
  }
  // The same, where something is kept of that order; else null.
  std::shared_ptr<const Progress> find(const kube::ObjectKey& certificate,
                                       const std::string& order_url) const {
    const auto kept = last(certificate);
    return kept && kept->order.url == order_url ? kept : nullptr;
  }
  // An order that the CA has made and that no status names yet, or null.
  std::shared_ptr<Progress> last(const kube::ObjectKey& certificate) const {
    return book_.with([&](const auto& book) -> std::shared_ptr<Progress> {
      const auto found = book.find(certificate);
      return found == book.end() ? nullptr : found->second;
    });
  }
  // Whether the CA may still ask for the answers of the Certificate's order; also while it is not
  // known, after a restart.
  bool proves_names(const api::Certificate& certificate) const {
    const auto& order = certificate.status.order;
    const auto progress = order ? find(certificate.meta.key(), order->url) : nullptr;
    return order && !(progress && progress->proved);
  }
  void forget(const kube::ObjectKey& certificate) {
    book_.with([&](auto& book) { book.erase(certificate); });
  }
  std::size_t size() const {
    return book_.with([](const auto& book) { return book.size(); });
  }

 private:
  base::Guarded<std::map<kube::ObjectKey, std::shared_ptr<Progress>>> book_;
};

}  // namespace controller
