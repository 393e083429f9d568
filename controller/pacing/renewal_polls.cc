#include "pacing/renewal_polls.h"

#include <functional>

#include "base/random.h"

namespace controller {
namespace {

std::size_t short_id(const std::string& certificate_id) {
  return std::hash<std::string>()(certificate_id);
}

}  // namespace

base::MonoTime RenewalPolls::next(const kube::ObjectKey& certificate,
                                  const std::string& certificate_id, base::MonoTime now,
                                  base::Millis spread) {
  return polls_.with([&](auto& polls) {
    const auto [at, fresh] = polls.try_emplace(certificate);
    Poll& poll = at->second;
    if (fresh || poll.id != short_id(certificate_id)) {
      std::uniform_int_distribution<base::Millis::rep> within(0, spread.count());
      poll = {short_id(certificate_id), now + base::Millis(within(base::random_source())), 0};
    }
    return poll.next;
  });
}

void RenewalPolls::answered(const kube::ObjectKey& certificate, const std::string& certificate_id,
                            base::MonoTime next) {
  polls_.with([&](auto& polls) { polls[certificate] = {short_id(certificate_id), next, 0}; });
}

int RenewalPolls::failed(const kube::ObjectKey& certificate, const std::string& certificate_id) {
  return polls_.with([&](auto& polls) {
    Poll& poll = polls[certificate];
    if (poll.id != short_id(certificate_id)) poll = {short_id(certificate_id), {}, 0};
    return ++poll.failures;
  });
}

void RenewalPolls::put_off(const kube::ObjectKey& certificate, base::MonoTime next) {
  polls_.with([&](auto& polls) { polls[certificate].next = next; });
}

void RenewalPolls::forget(const kube::ObjectKey& certificate) {
  polls_.with([&](auto& polls) { polls.erase(certificate); });
}

}  // namespace controller
