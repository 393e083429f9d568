#include "pacing/renewal_polls.h"

#include <functional>

#include "base/bounded.h"

namespace controller {
namespace {

std::size_t short_id(const std::string& certificate_id) {
  return std::hash<std::string>()(certificate_id);
}

}  // namespace

bool RenewalPolls::knows(const kube::ObjectKey& certificate,
                         const std::string& certificate_id) const {
  return polls_.with([&](const auto& polls) {
    const auto found = polls.find(certificate);
    return found != polls.end() && found->second.id == short_id(certificate_id);
  });
}

base::MonoTime RenewalPolls::next(const kube::ObjectKey& certificate,
                                  const std::string& certificate_id) const {
  return polls_.with([&](const auto& polls) {
    const auto found = polls.find(certificate);
    const bool known = found != polls.end() && found->second.id == short_id(certificate_id);
    return known ? found->second.next : base::MonoTime{};
  });
}

void RenewalPolls::answered(const kube::ObjectKey& certificate, const std::string& certificate_id,
                            base::MonoTime next) {
  polls_.with([&](auto& polls) {
    poll_of(polls, certificate) = {short_id(certificate_id), next, 0};
  });
}

int RenewalPolls::failed(const kube::ObjectKey& certificate, const std::string& certificate_id) {
  return polls_.with([&](auto& polls) {
    Poll& poll = poll_of(polls, certificate);
    if (poll.id != short_id(certificate_id)) poll = {short_id(certificate_id), {}, 0};
    return ++poll.failures;
  });
}

void RenewalPolls::put_off(const kube::ObjectKey& certificate, base::MonoTime next) {
  polls_.with([&](auto& polls) { poll_of(polls, certificate).next = next; });
}

RenewalPolls::Poll& RenewalPolls::poll_of(Polls& polls, const kube::ObjectKey& certificate) {
  base::make_room(polls, certificate, kMost);
  return polls[certificate];
}

std::size_t RenewalPolls::size() const {
  return polls_.with([](const auto& polls) { return polls.size(); });
}

void RenewalPolls::forget(const kube::ObjectKey& certificate) {
  polls_.with([&](auto& polls) { polls.erase(certificate); });
}

}  // namespace controller
