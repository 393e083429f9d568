#include "api/challenge.h"

#include "wire/time.h"

namespace api {

Challenge read_challenge(const wire::Object& object) {
  Challenge challenge{kube::read_meta(object), {}};
  for (const wire::Object& answer : object.object("spec").objects("answers")) {
    challenge.answers.push_back({answer.text("host"), answer.text("token"),
                                 answer.text("keyAuthorization"),
                                 answer.time("expires").value_or(base::WallTime())});
  }
  return challenge;
}

wire::Writer write_challenge(const kube::Meta& meta, const std::vector<Answer>& answers) {
  std::vector<wire::Writer> list;
  for (const Answer& answer : answers) {
    list.push_back(wire::Writer()
                       .set("host", answer.host)
                       .set("token", answer.token)
                       .set("keyAuthorization", answer.key_authorization)
                       .set("expires", wire::write_time(answer.expires)));
  }
  return kube::new_object(kChallenges, meta.key(), meta.labels, meta.annotations, meta.owners)
      .set("spec", wire::Writer().set("answers", list));
}

}  // namespace api
