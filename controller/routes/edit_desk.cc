#include "routes/edit_desk.h"

#include "base/bounded.h"

namespace controller {

void EditDesk::note_added(const kube::ObjectKey& ingress, const std::vector<std::string>& hosts) {
  const base::MonoTime now = clock_.mono_now();
  book_.with([&](Book& book) {
    std::erase_if(book, [&](const auto& one) { return one.second.at + kLeftAlone <= now; });
    for (const std::string& host : hosts) {
      const std::pair key{ingress, host};
      base::make_room(book, key, kMost);
      Added& added = book[key];
      ++added.times;
      added.at = now;
    }
  });
}

void EditDesk::note_removed(const kube::ObjectKey& ingress, const std::string& host) {
  book_.with([&](Book& book) { book.erase({ingress, host}); });
}

void EditDesk::note_written(const kube::ObjectKey& object, const std::string& hash) {
  const bool again = book_.with([&](Book& book) {
    std::erase_if(book, [&](const auto& one) {
      return one.first.first == object && one.first.second != hash;
    });
    if (book.contains({object, hash})) return true;
    base::make_room(book, Book::key_type{object, hash}, kMost);
    book[{object, hash}].at = clock_.mono_now();
    return false;
  });
  if (again) note_added(object, {hash});
}

void EditDesk::note_gone(const kube::ObjectKey& object) {
  book_.with([&](Book& book) {
    std::erase_if(book, [&](const auto& one) { return one.first.first == object; });
  });
}

EditDesk::Pace EditDesk::pace(const kube::ObjectKey& object,
                              const std::string& host_or_hash) const {
  const base::MonoTime now = clock_.mono_now();
  return book_.with([&](const Book& book) -> Pace {
    const auto found = book.find({object, host_or_hash});
    if (found == book.end()) return {};
    const Added& added = found->second;
    const bool often = added.times >= kMostTimes;
    const base::MonoTime end = added.at + (often ? kLeftAlone : kBetween * added.times);
    if (end <= now) return {};
    return {std::chrono::ceil<base::Millis>(end - now), often};
  });
}

}  // namespace controller
