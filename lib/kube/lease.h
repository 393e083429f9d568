// Lease: the rules by which one of several replicas leads: the others look at the record in the API
// server, and one of them takes it over when it has not changed for as long as it says it lasts.
//
// Promises, as long as no clock runs more than `duration / renew_deadline` times as fast as
// another: no two replicas hold the Lease at once. No time in the record is ever compared with ours
// (they are for people): what counts is how long ago, by our own clock, the record last changed
// before our eyes, and when we began to send our own last renewal. Pure; one thread at a time.
// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/lease-v1/
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "kube_objects/object.h"
#include "wire/object.h"
#include "wire/writer.h"

namespace kube {

struct LeaseTimes {
  base::Millis duration{15'000};        // whole seconds; for so long nobody else takes it over
  base::Millis renew_deadline{10'000};  // for so long we hold it after our last renewal
  base::Millis retry{2'000};            // between looks, and between renewals
};

struct LeaseRecord {
  std::string holder;  // "" when it was given back
  base::Seconds duration{0};
  std::string acquired;  // MicroTimes as they are written
  std::string renewed;
  std::int64_t transitions = 0;
  std::string resource_version;
};

// Throws wire::Malformed.
LeaseRecord read_lease(const wire::Object& object);
// The spec that the record has.
wire::Writer write_lease_spec(const LeaseRecord& record);

class Lease {
 public:
  // No two replicas may have the same identity; it stays when a replica is started again, which so
  // goes on at once.
  Lease(std::string identity, const LeaseTimes& times)
      : identity_(std::move(identity)), times_(times) {}

  // What the API server has; nothing when there is no Lease. While we hold it, this is where we
  // learn that we do not any more.
  void seen(const std::optional<LeaseRecord>& record, base::MonoTime now);
  // We may write next(): nobody else holds it.
  bool may_take(base::MonoTime now) const;
  // What to write to take it, to renew it, to give it back.
  LeaseRecord next(base::WallTime now) const;
  LeaseRecord released(base::WallTime now) const;
  // The API server has taken what we began to send at `asked`.
  void written(const LeaseRecord& record, base::MonoTime asked);
  // It is held on to from `asked` on, because nobody could take it.
  void kept(base::MonoTime asked) { held_until_ = asked + times_.renew_deadline; }

  // Until when we hold it; nothing when we do not.
  std::optional<base::MonoTime> held_until() const { return held_until_; }
  bool exists() const { return record_.has_value(); }
  // "nobody", or who holds it.
  std::string holder() const;

 private:
  bool is_ours(const LeaseRecord& record) const;

  std::string identity_;
  LeaseTimes times_;
  std::optional<LeaseRecord> record_;
  base::MonoTime changed_;  // when we first saw the record as it is
  std::optional<base::MonoTime> held_until_;
};

}  // namespace kube
