#include "sidecar/challenges.h"

#include <utility>

#include "base/http01.h"
#include "sidecar/host_name.h"

namespace sidecar {

api::Challenge read_challenge(const wire::Object& object) {
  api::Challenge challenge = api::read_challenge(object);
  challenge.meta.labels.clear();
  challenge.meta.annotations.clear();
  challenge.meta.owners.clear();
  for (api::Answer& answer : challenge.answers) answer.host = host_name(answer.host);
  std::erase_if(challenge.answers, [](const api::Answer& answer) {
    return answer.host.empty() || !base::is_token(answer.token);
  });
  challenge.answers.shrink_to_fit();
  return challenge;
}

}  // namespace sidecar
