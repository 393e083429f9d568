#include "pacing/renewal_polls.h"

#include <functional>

#include "lifecycle/renewal.h"

namespace controller {
namespace {

std::size_t short_id(const std::string& certificate_id) {
  return std::hash<std::string>()(certificate_id);
}

}  // namespace

void RenewalPolls::begin(base::MonoTime now) {
  book_.with([&](Book& book) { book.begun = now; });
}

base::MonoTime RenewalPolls::next(const kube::ObjectKey& certificate,
                                  const std::string& certificate_id, base::Millis spread) const {
  return book_.with([&](const Book& book) {
    const auto found = book.polls.find(certificate);
    if (found != book.polls.end() && found->second.id == short_id(certificate_id)) {
      return found->second.next;
    }
    const double share = lifecycle::share_of(certificate.text());
    return book.begun + std::chrono::duration_cast<base::Millis>(spread * share);
  });
}

void RenewalPolls::answered(const kube::ObjectKey& certificate, const std::string& certificate_id,
                            base::MonoTime next) {
  book_.with([&](Book& book) { book.polls[certificate] = {short_id(certificate_id), next, 0}; });
}

int RenewalPolls::failed(const kube::ObjectKey& certificate, const std::string& certificate_id) {
  return book_.with([&](Book& book) {
    Poll& poll = book.polls[certificate];
    if (poll.id != short_id(certificate_id)) poll = {short_id(certificate_id), {}, 0};
    return ++poll.failures;
  });
}

void RenewalPolls::put_off(const kube::ObjectKey& certificate, base::MonoTime next) {
  book_.with([&](Book& book) { book.polls[certificate].next = next; });
}

void RenewalPolls::forget(const kube::ObjectKey& certificate) {
  book_.with([&](Book& book) { book.polls.erase(certificate); });
}

}  // namespace controller
