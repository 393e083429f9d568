// Challenges for the sidecar's tests.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "api/challenge.h"

namespace sidecar {

inline constexpr base::WallTime kNow{std::chrono::hours(24 * 365 * 56)};
inline constexpr base::WallTime kLater = kNow + std::chrono::hours(1);

// 43 characters, as 256 bits are in base64url.
inline std::string token(char of = 'a') { return std::string(41, of) + "-_"; }
inline std::string key_authorization(char of = 'a') {
  return token(of) + "." + std::string(43, 'T');
}

inline api::Answer answer_for(std::string host, char of = 'a', base::WallTime expires = kLater) {
  return {std::move(host), token(of), key_authorization(of), expires};
}

inline std::shared_ptr<const api::Challenge> challenge(const std::string& name,
                                                       std::vector<api::Answer> answers,
                                                       const std::string& version = "7") {
  api::Challenge made;
  made.meta.name = name;
  made.meta.namespace_ = "sallyport-system";
  made.meta.resource_version = version;
  made.answers = std::move(answers);
  return std::make_shared<const api::Challenge>(std::move(made));
}

}  // namespace sidecar
