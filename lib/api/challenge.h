// Challenge: what the sidecars answer, one object for one order, in the system namespace only. It
// is written by the controller and read by the sidecars; people have no need of it.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "kube_objects/object.h"
#include "wire/writer.h"

namespace api {

inline constexpr kube::Resource kChallenges{"sallyport.dev", "v1", "challenges", "Challenge"};

// RFC 8555 section 8.3.
struct Answer {
  std::string host;  // a DNS name in lower case, or an IP address
  std::string token;
  std::string key_authorization;
  base::WallTime expires;  // not answered afterwards
  bool operator==(const Answer&) const = default;
};

struct Challenge {
  kube::Meta meta;
  std::vector<Answer> answers;
};

Challenge read_challenge(const wire::Object& object);  // throws wire::Malformed
wire::Writer write_challenge(const kube::Meta& meta, const std::vector<Answer>& answers);

}  // namespace api
