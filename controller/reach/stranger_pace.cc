#include "reach/stranger_pace.h"

#include <algorithm>
#include <chrono>

#include "base/bounded.h"

namespace controller {

bool StrangerPace::has_room(const std::string& namespace_) {
  const base::MonoTime now = clock_.mono_now();
  return buckets_.with([&](auto& buckets) {
    base::make_room(buckets, namespace_, kMost);
    Bucket& bucket = buckets.try_emplace(namespace_, Bucket{kAtOnce, now}).first->second;
    const double passed = std::chrono::duration<double>(now - bucket.at).count();
    bucket.left = std::min(kAtOnce, bucket.left + passed * kPerSecond);
    bucket.at = now;
    const bool room = bucket.left >= 1;
    if (room) --bucket.left;
    return room;
  });
}

std::size_t StrangerPace::size() const {
  return buckets_.with([](const auto& buckets) { return buckets.size(); });
}

}  // namespace controller
