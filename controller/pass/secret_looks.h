// SecretLooks: what a look at the API server found where a Certificate's Secret is not among ours
// (which the watch tells of): none, or one without our labels. Good for a while, so that the passes
// of one issuance look once. Only in memory; what is too old is forgotten. Any thread.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "base/clock.h"
#include "base/guarded.h"
#include "kube_objects/object.h"
#include "records/secret_seen.h"

namespace controller {

class SecretLooks {
 public:
  using Found = std::shared_ptr<const records::SecretSeen>;  // null: there was none
  // A Secret that comes meanwhile is in conflict with our first write, and costs an order.
  static constexpr base::Seconds kAbsentFor{600};
  // Shorter than the pause of who is blocked by such a Secret, which is looked at anew each time.
  static constexpr base::Seconds kFoundFor{20};

  // Of either kind; of one that was dropped there is another look.
  static constexpr std::size_t kMost = 100'000;

  void note(const kube::ObjectKey& secret, Found found, base::MonoTime now) {
    book_.with([&](Book& book) {
      drop_old(book, book.absent, kAbsentFor, now);
      drop_old(book, book.found, kFoundFor, now);
      while (book.absent.size() >= kMost) drop_oldest(book, book.absent);
      while (book.found.size() >= kMost) drop_oldest(book, book.found);
      (found ? book.found : book.absent).emplace_back(now, secret);
      book.looks[secret] = {std::move(found), now};
    });
  }
  // Nothing when it was not looked for lately.
  std::optional<Found> recent(const kube::ObjectKey& secret, base::MonoTime now) const {
    return book_.with([&](const Book& book) -> std::optional<Found> {
      const auto look = book.looks.find(secret);
      if (look == book.looks.end() || !is_good(look->second, now)) return std::nullopt;
      return look->second.found;
    });
  }
  void forget(const kube::ObjectKey& secret) {
    book_.with([&](Book& book) { book.looks.erase(secret); });
  }
  std::size_t size() const {
    return book_.with([](const Book& book) { return book.looks.size(); });
  }

 private:
  struct Look {
    Found found;
    base::MonoTime at{};
  };
  using ByAge = std::deque<std::pair<base::MonoTime, kube::ObjectKey>>;
  struct Book {
    std::map<kube::ObjectKey, Look> looks;
    ByAge absent;
    ByAge found;
  };

  static bool is_good(const Look& look, base::MonoTime now) {
    return now < look.at + (look.found ? kFoundFor : kAbsentFor);
  }
  static void drop_oldest(Book& book, ByAge& notes) {
    book.looks.erase(notes.front().second);
    notes.pop_front();
  }
  static void drop_old(Book& book, ByAge& notes, base::Seconds good_for, base::MonoTime now) {
    while (!notes.empty() && notes.front().first + good_for <= now) {
      const auto look = book.looks.find(notes.front().second);
      if (look != book.looks.end() && !is_good(look->second, now)) book.looks.erase(look);
      notes.pop_front();
    }
  }

  base::Guarded<Book> book_;
};

}  // namespace controller
