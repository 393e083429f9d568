#include "sidecar/stand_aside.h"

#include <gmock/gmock.h>

#include "sidecar/challenge_builder.h"

namespace sidecar {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kDeaf = "watch of challenges has heard nothing";
constexpr base::Seconds kSilence{91};

TEST(StandAside, OneThatHearsDoesNot) {
  AnswerTable table;
  EXPECT_THAT(why_stand_aside("", kSilence, table, kNow), IsEmpty());
}

TEST(StandAside, OneThatIsDeafAndHasNothingToAnswerDoes) {
  AnswerTable table;
  EXPECT_THAT(why_stand_aside(kDeaf, kSilence, table, kNow), ElementsAre(kDeaf));
  table.put(challenge("one", {answer_for("a.example", 'a', kNow)}));
  EXPECT_THAT(why_stand_aside(kDeaf, kSilence, table, kNow), ElementsAre(kDeaf)) << "expired";
}

TEST(StandAside, OneThatHoldsAnswersStaysWhileACaMayAskForThem) {
  AnswerTable table;
  table.put(challenge("one", {answer_for("a.example")}));
  EXPECT_THAT(why_stand_aside(kDeaf, kSilence, table, kNow), IsEmpty());
  EXPECT_THAT(why_stand_aside(kDeaf, kLongestValidation, table, kNow), ElementsAre(kDeaf));
}

}  // namespace
}  // namespace sidecar
