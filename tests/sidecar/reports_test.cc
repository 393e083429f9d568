#include "sidecar/reports.h"

#include <gtest/gtest.h>

#include "sidecar/challenge_builder.h"
#include "wire/object.h"

namespace sidecar {
namespace {

class Reports : public testing::Test {
 protected:
  Reports() {
    table_.put(challenge("team-a.web", {answer_for("a.example"), answer_for("b.example", 'b')},
                         "1234567890123456789"));
  }
  http::ServerResponse ask(std::string_view target, std::string_view method = "GET") {
    return report({method, target, "admin", "192.0.2.9"}, table_, "sallyport 0123");
  }

  AnswerTable table_;
};

TEST_F(Reports, SayTheVersionThatIsHeldAndTheHitsByToken) {
  table_.find("a.example", token(), kNow);
  table_.find("a.example", token(), kNow);
  const auto response = ask("/challenges/team-a.web");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.content_type, "application/json");
  const auto said = wire::Object::parse(response.body);
  EXPECT_EQ(said.text("resourceVersion"), "1234567890123456789");
  EXPECT_EQ(said.integer("answers"), 2);
  EXPECT_EQ(said.object("hits").integer(token()), 2);
  EXPECT_EQ(said.object("hits").integer(token('b')), 0);
}

TEST_F(Reports, OfAChallengeWithoutAnswersAreStillObjects) {
  table_.put(challenge("empty", {}));
  const auto said = wire::Object::parse(ask("/challenges/empty").body);
  EXPECT_EQ(said.integer("answers"), 0);
  EXPECT_TRUE(said.has("hits"));
  EXPECT_TRUE(said.object("hits").empty());
}

TEST_F(Reports, AreNotFoundForWhatThisReplicaDoesNotHave) {
  for (const char* target : {"/challenges/other", "/challenges/", "/challenges", "/", "",
                             "/challenges/team-a.web/", "/challenges//team-a.web"}) {
    EXPECT_EQ(ask(target).status, 404) << target;
  }
  table_.remove({"sallyport-system", "team-a.web"});
  EXPECT_EQ(ask("/challenges/team-a.web").status, 404);
}

TEST_F(Reports, CanOnlyBeRead) {
  const auto response = ask("/challenges/team-a.web", "DELETE");
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(response.headers.at("Allow"), "GET, HEAD");
}

}  // namespace
}  // namespace sidecar
