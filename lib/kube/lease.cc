#include "kube/lease.h"

#include <algorithm>
#include <limits>

#include "wire/time.h"

namespace kube {
namespace {

// A record that somebody wrote by hand must not stop us for ever.
constexpr base::Seconds kShortest{1};
constexpr base::Seconds kLongest{3600};
constexpr std::int64_t kMostTransitions = std::numeric_limits<std::int32_t>::max();
constexpr base::Seconds kReleased{1};  // as client-go writes it when it gives a Lease back

bool same(const std::optional<LeaseRecord>& left, const std::optional<LeaseRecord>& right) {
  if (!left || !right) return !left && !right;
  return left->resource_version == right->resource_version;
}

}  // namespace

LeaseRecord read_lease(const wire::Object& object) {
  const wire::Object spec = object.object("spec");
  return {spec.text_or("holderIdentity", ""),
          base::Seconds(spec.integer("leaseDurationSeconds").value_or(0)),
          spec.text_or("acquireTime", ""),
          spec.text_or("renewTime", ""),
          spec.integer("leaseTransitions").value_or(0),
          read_meta(object).resource_version};
}

wire::Writer write_lease_spec(const LeaseRecord& record) {
  return wire::Writer()
      .set("holderIdentity", record.holder)
      .set("leaseDurationSeconds", std::int64_t{record.duration.count()})
      .set("acquireTime", record.acquired)
      .set("renewTime", record.renewed)
      .set("leaseTransitions", record.transitions);
}

void Lease::seen(const std::optional<LeaseRecord>& record, base::MonoTime now) {
  if (held_until_ && (!record || !is_ours(*record))) held_until_.reset();
  if (!same(record_, record)) changed_ = now;
  record_ = record;
}

bool Lease::may_take(base::MonoTime now) const {
  if (!record_ || record_->holder.empty() || record_->holder == identity_) return true;
  return now - changed_ >= std::clamp(record_->duration, kShortest, kLongest);
}

LeaseRecord Lease::next(base::WallTime now) const {
  LeaseRecord next = record_.value_or(LeaseRecord());
  next.duration = std::chrono::duration_cast<base::Seconds>(times_.duration);
  next.renewed = wire::write_micro_time(now);
  if (held_until_) return next;
  if (record_) next.transitions = std::min(next.transitions, kMostTransitions - 1) + 1;
  next.holder = identity_;
  next.acquired = next.renewed;
  return next;
}

LeaseRecord Lease::released(base::WallTime now) const {
  LeaseRecord last = next(now);
  last.holder.clear();
  last.duration = kReleased;
  return last;
}

void Lease::written(const LeaseRecord& record, base::MonoTime asked) {
  record_ = record;
  changed_ = asked;
  held_until_.reset();
  if (record.holder == identity_) held_until_ = asked + times_.renew_deadline;
}

std::string Lease::holder() const {
  return !record_ || record_->holder.empty() ? "nobody" : record_->holder;
}

// Another process of the same identity has taken it at another time.
bool Lease::is_ours(const LeaseRecord& record) const {
  return record.holder == identity_ && record_ && record.acquired == record_->acquired;
}

}  // namespace kube
