#include "sidecar/challenges.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sidecar/challenge_builder.h"

namespace sidecar {
namespace {

using testing::ElementsAre;

api::Challenge read(std::vector<api::Answer> answers) {
  kube::Meta meta;
  meta.name = "one";
  meta.namespace_ = "sallyport-system";
  meta.labels["role"] = "answers";
  return read_challenge(wire::Object::parse(api::write_challenge(meta, answers).text()));
}

TEST(Challenge, HasItsHostsInOneSpelling) {
  EXPECT_THAT(
      read({answer_for("A.Example."), answer_for("2001:DB8:0::1"), answer_for("192.0.2.1")})
          .answers,
      ElementsAre(answer_for("a.example"), answer_for("2001:db8::1"), answer_for("192.0.2.1")));
}

TEST(Challenge, LosesWhatIsNoTokenOrNoHost) {
  api::Answer shorter = answer_for("a.example");
  shorter.token = "short";
  api::Answer path = answer_for("a.example");
  path.token = "../../../../../../etc/passwd";
  EXPECT_THAT(read({shorter, path, answer_for(""), answer_for("b.example")}).answers,
              ElementsAre(answer_for("b.example")));
}

TEST(Challenge, KeepsOfItsMetadataWhatTheWatchNeeds) {
  const api::Challenge challenge = read({});
  EXPECT_EQ(challenge.meta.key(), (kube::ObjectKey{"sallyport-system", "one"}));
  EXPECT_TRUE(challenge.meta.labels.empty());
}

TEST(Challenge, ThatIsMalformedIsRefused) {
  EXPECT_THROW(read_challenge(wire::Object::parse(
                   R"({"metadata": {"name": "one"}, "spec": {"answers": [{"host": 1}]}})")),
               wire::Malformed);
}

}  // namespace
}  // namespace sidecar
