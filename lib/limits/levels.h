// Levels: how much is left of the limits of all CAs at one moment, for who shows it. A limit that
// has many buckets, one for each domain, set or name, is told by the emptiest of them. One thread
// at a time.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "limits/rules.h"

namespace limits {

// Of a limit, by its name in an Issuer's rateLimits.
struct Left {
  std::string_view limit;
  int count = 0;
  bool operator==(const Left&) const = default;
};

class Levels {
 public:
  explicit Levels(base::WallTime now) : now_(now) {}

  // A bucket of this group (see group_of()) has all its tokens again then.
  void add(std::string_view group, base::WallTime full_at);
  // The CA has said that nothing is left of one.
  void add_empty(std::string_view group) { add(group, base::WallTime::max()); }

  // Of the limits that bind; the account is its URL. Where two of one kind do, of that with less.
  std::vector<Left> left(const std::string& ca, const std::string& account,
                         const Limits& limits) const;

 private:
  int tokens(const std::string& group, const std::optional<Bucket>& bucket) const;

  base::WallTime now_;
  std::map<std::string, base::WallTime, std::less<>> latest_;  // by group
};

}  // namespace limits
