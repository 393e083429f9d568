// What the commands print for each of the lives in tests/view/seen: NAME.json is what they saw,
// NAME.status.txt and NAME.why.txt what they print.
#include "view/life.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <sstream>
#include <vector>

#include "golden.h"
#include "view/list.h"
#include "view/standing.h"
#include "wire/time.h"

namespace kubectl {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const std::filesystem::path kSeen = SALLYPORT_SOURCE "/tests/view/seen";
const base::WallTime kNow = *wire::read_time("2026-11-30T15:00:00Z");

std::vector<std::string> names_of_lives() {
  std::vector<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(kSeen)) {
    if (file.path().extension() == ".json") names.push_back(file.path().stem());
  }
  std::ranges::sort(names);
  return names;
}

Life life_of(const std::string& name) {
  const auto seen = wire::Object::parse(file_text(kSeen / (name + ".json")));
  Life life{api::read_certificate(seen.object("certificate")), {}, {}, {}};
  if (seen.has("issuer")) life.issuer = api::read_issuer(seen.object("issuer"));
  if (seen.has("challenge")) life.challenge = api::read_challenge(seen.object("challenge"));
  for (const auto& each : seen.objects("events")) life.events.push_back(read_event(each));
  return life;
}

TEST(LifeTest, EachIsToldAsInItsFile) {
  const auto names = names_of_lives();
  ASSERT_GE(names.size(), 11U);
  for (const std::string& name : names) {
    expect_golden(kSeen / (name + ".status.txt"), life_text(life_of(name), kNow, {}));
    expect_golden(kSeen / (name + ".why.txt"), why_text(life_of(name), kNow, {}));
  }
}

TEST(LifeTest, AllAreListed) {
  std::vector<api::Certificate> all;
  for (const std::string& name : names_of_lives()) {
    all.push_back(life_of(name).certificate);
    all.back().meta.name = name;
  }
  expect_golden(kSeen / "list.txt", list_text(all, {}, kNow, {}));
  expect_golden(kSeen / "list-wide.txt", list_text(all, {true, true}, kNow, {}));
  expect_golden(kSeen / "list-coloured.txt", list_text(all, {}, kNow, {true}));
  EXPECT_EQ(list_text({}, {}, kNow, {}), "");
}

// What a CA or a tenant wrote may not move a cursor, or begin a line of its own.
TEST(LifeTest, ATerminalObeysNothingThatOthersWrote) {
  const Life life = life_of("hostile");
  for (const std::string& text : {life_text(life, kNow, {}), why_text(life, kNow, {}),
                                  list_text({life.certificate}, {false, true}, kNow, {})}) {
    EXPECT_THAT(text, AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("\x07")),
                            Not(HasSubstr("\xc2\x9b")), Not(HasSubstr("\nnext line"))));
    EXPECT_THAT(text, HasSubstr("owned"));
  }
}

TEST(LifeTest, ColoursAreWrittenOnlyWhereTheyAreWanted) {
  EXPECT_THAT(life_text(life_of("stalled"), kNow, {true}), HasSubstr("\x1b[31mstalled\x1b[0m"));
  EXPECT_THAT(life_text(life_of("stalled"), kNow, {}), Not(HasSubstr("\x1b")));
}

TEST(StandingTest, IsByTheConditions) {
  using Kind = Standing::Kind;
  const std::vector<std::pair<std::string, Kind>> all{
      {"issued", Kind::kReady},           {"subset", Kind::kReady},
      {"under-way", Kind::kIssuing},      {"stalled", Kind::kStalled},
      {"hindered", Kind::kHindered},      {"issuer-not-ready", Kind::kHindered},
      {"renewal-fails", Kind::kHindered}, {"unseen", Kind::kUnseen}};
  for (const auto& [name, kind] : all) {
    EXPECT_EQ(standing_of(life_of(name).certificate).kind, kind) << name;
  }
  EXPECT_TRUE(standing_of(life_of("renewal-fails").certificate).ready);
}

// Every reason that the headers say stands there, whatever is added to them.
std::vector<std::string> reasons_of(const std::string& object, const std::string& condition) {
  std::vector<std::string> all;
  for (const char* file : {"/lib/api/reasons.h", "/lib/api/annotation_reasons.h"}) {
    std::istringstream lines(file_text(std::string(SALLYPORT_SOURCE) + file));
    std::string where;  // the first line of the comment
    for (std::string line, before; std::getline(lines, line); before = line) {
      if (line.starts_with("// ") && !before.starts_with("//")) where = line;
      const std::size_t quote = line.find('"');
      if (!line.starts_with("inline constexpr") || quote == line.npos) continue;
      const std::size_t begin = where.find(object + ":");
      if (begin == where.npos) continue;
      if (where.substr(begin, where.find(';', begin) - begin).find(condition) == where.npos)
        continue;
      all.push_back(line.substr(quote + 1, line.rfind('"') - quote - 1));
    }
  }
  return all;
}

Standing::Kind kind_under_way(const std::string& reason) {
  api::Certificate certificate;
  certificate.status.conditions = {kube::Condition{"Ready", "False", "", "", 0, kNow},
                                   kube::Condition{"Issuing", "True", reason, "", 0, kNow}};
  return standing_of(certificate).kind;
}

TEST(StandingTest, EachReasonOfAnIssuanceIsACauseOrIsToldWithAdvice) {
  const auto all = reasons_of("Certificate", "Issuing=True");
  ASSERT_THAT(all, AllOf(testing::SizeIs(testing::Gt(30)), testing::Contains("PlaceholderStored"),
                         testing::Contains("CaUnreachable")));
  for (const std::string& reason : all) {
    const bool is_cause = kind_under_way(reason) == Standing::Kind::kIssuing;
    EXPECT_NE(is_cause, !advice_for(reason, "web").empty()) << reason;
  }
}

TEST(StandingTest, EachReasonOfAnIssuerThatIsNotReadyIsToldWithAdvice) {
  const auto all = reasons_of("Issuer", "Ready=False");
  ASSERT_THAT(all, AllOf(testing::SizeIs(testing::Gt(10)), testing::Contains("AccountUnknown")));
  for (const std::string& reason : all) EXPECT_NE(advice_for(reason, "le"), "") << reason;
}

// What is said of an older spec says nothing of this one.
TEST(StandingTest, ACertificateThatWasChangedSinceIsUnseen) {
  api::Certificate changed = life_of("issued").certificate;
  changed.meta.generation = 2;
  EXPECT_EQ(standing_of(changed).kind, Standing::Kind::kUnseen);
}

}  // namespace
}  // namespace kubectl
