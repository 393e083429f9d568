#include "view/words.h"

#include <gtest/gtest.h>

#include "view/caa_records.h"
#include "view/findings.h"
#include "view/table.h"
#include "view/versions.h"
#include "view/yaml.h"
#include "wire/time.h"

namespace kubectl {
namespace {

TEST(WordsTest, SpansAreWrittenAsByKubectl) {
  using base::Seconds;
  EXPECT_EQ(span_text(Seconds(0)), "0s");
  EXPECT_EQ(span_text(Seconds(119)), "119s");
  EXPECT_EQ(span_text(Seconds(120)), "2m");
  EXPECT_EQ(span_text(Seconds(3 * 3600 - 1)), "179m");
  EXPECT_EQ(span_text(Seconds(3 * 3600)), "3h");
  EXPECT_EQ(span_text(Seconds(2 * 86400)), "2d");
  EXPECT_EQ(span_text(Seconds(800 * 86400L)), "2y");
  const auto now = *wire::read_time("2026-11-30T15:00:00Z");
  EXPECT_EQ(when(now - Seconds(150), now), "2026-11-30T14:57:30Z (2m ago)");
  EXPECT_EQ(relative(now + Seconds(90), now), "in 90s");
}

TEST(WordsTest, ControlCharactersAreTakenOut) {
  EXPECT_EQ(plain("a\x1b[2Jb\x7f"
                  "c\nd\te"),
            "a?[2Jb?c d e");
  EXPECT_EQ(plain("\xc2\x9b"
                  "x \xc3\xbc \xc2\xa0"),
            "?x \xc3\xbc \xc2\xa0");
}

TEST(TableTest, ColumnsAreAsWideAsTheirLongestWord) {
  Table table({"A", "BB"});
  table.add({{"\xc3\xbc\xc3\xbc\xc3\xbc"}, {"x", Colour::kBad}});
  table.add({{"1"}, {"2"}});
  EXPECT_EQ(table.text({}), "A     BB\n\xc3\xbc\xc3\xbc\xc3\xbc   x\n1     2\n");
  EXPECT_EQ(table.text({true}), "A     BB\n\xc3\xbc\xc3\xbc\xc3\xbc   \x1b[31mx\x1b[0m\n1     2\n");
}

TEST(YamlTest, ATextStaysATextAndANumberANumber) {
  const auto object = wire::Object::parse(
      R"({"a":"1","b":1,"c":"true","d":true,"e":"x: y","f":"","g":[],"h":{},"i":["-"],
          "j":"2026-11-30T15:00:00Z","k":"a/b.c-d e","l":null,"m":"yes","n":"a\nb"})");
  EXPECT_EQ(yaml_of(object),
            "a: \"1\"\nb: 1\nc: \"true\"\nd: true\ne: \"x: y\"\nf: \"\"\ng: []\nh: {}\ni:\n"
            "  - \"-\"\nj: \"2026-11-30T15:00:00Z\"\nk: a/b.c-d e\nl: ~\nm: \"yes\"\n"
            "\"n\": \"a\\nb\"\n");
}

TEST(YamlTest, AListIsAsKubectlGivesIt) {
  EXPECT_EQ(list_of({wire::Object::parse(R"({"kind":"A"})")}).dump(),
            R"({"apiVersion":"v1","items":[{"kind":"A"}],"kind":"List"})");
}

TEST(FindingsTest, EachIsOneLineWithItsMark) {
  const std::vector<Line> lines{{Line::Mark::kOk, "a", ""},
                                {Line::Mark::kWarning, "b", "why"},
                                {Line::Mark::kFailed, "c", "bad\nnews"}};
  EXPECT_EQ(lines_text(lines, {}), "ok      a\nwarning b: why\nFAILED  c: bad news\n");
  EXPECT_TRUE(any_failed(lines));
  EXPECT_FALSE(any_failed({lines[0], lines[1]}));
}

TEST(VersionsTest, AreOrderedByTheirNumbers) {
  EXPECT_TRUE(is_older("0.9.0", "0.10.0"));
  EXPECT_FALSE(is_older("0.10.0", "0.9.0"));
  EXPECT_TRUE(is_older("0.1", "0.1.1"));
  EXPECT_FALSE(is_older("0.1.0", "0.1.0-next.5"));
  EXPECT_FALSE(is_older("0.1.0-next.5", "0.1"));
  EXPECT_TRUE(is_older("", "0.1.0"));
  EXPECT_FALSE(is_older("0.1.0", ""));
  EXPECT_FALSE(is_older("latest", "latest"));
}

TEST(VersionsTest, ATagIsAVersionWhereItLooksLikeOne) {
  for (const char* good : {"0.1.0", "1.22.333", "0.1.0-next.3", "10.0.1+build.7"})
    EXPECT_TRUE(is_version(version_in(std::string("mirror.example:5000/sallyport:") + good)))
        << good;
  for (const char* bad : {"20261130", "5f3a2c1", "latest", "1.22", "v1.2.3", "1.2.3-", ""})
    EXPECT_FALSE(is_version(version_in(std::string("mirror.example:5000/sallyport:") + bad)))
        << bad;
  EXPECT_FALSE(is_version(version_in("mirror.example:5000/sallyport@sha256:1234")));
}

TEST(VersionsTest, OldDefinitionsAreTheUsersToApplyAndNewOnesDoNoHarm) {
  const auto of = [](const std::string& version) {
    return lines_text({definition_line("a.sallyport.dev", version, "this plugin", "0.2.0")}, {});
  };
  EXPECT_EQ(of("0.2.0"), "ok      CustomResourceDefinition a.sallyport.dev: version 0.2.0\n");
  EXPECT_EQ(of("0.1.0"),
            "FAILED  CustomResourceDefinition a.sallyport.dev: version 0.1.0: older than this "
            "plugin (0.2.0): fields that it does not know are dropped: kubectl apply --server-side "
            "-f manifests/crds.yaml of version 0.2.0, or crds.enabled of that chart\n");
  EXPECT_EQ(of("").substr(0, 72),
            "FAILED  CustomResourceDefinition a.sallyport.dev: without a version: old");
  EXPECT_EQ(of("0.3.0"),
            "warning CustomResourceDefinition a.sallyport.dev: version 0.3.0: newer than this "
            "plugin (0.2.0): take this plugin of version 0.3.0\n");
}

// RFC 8657: the parameters of an issue record; RFC 8659: a wildcard's own.
TEST(CaaTest, OneAccountMayIssueByHttpAndNobodyElse) {
  EXPECT_EQ(
      caa_text(
          {{"ca.example"}, "https://ca.example/acct/1", {"B.example", "a.example", "a.example"}}),
      "a.example. IN CAA 0 issue \"ca.example; accounturi=https://ca.example/acct/1; "
      "validationmethods=http-01\"\n"
      "a.example. IN CAA 0 issuewild \";\"\n"
      "b.example. IN CAA 0 issue \"ca.example; accounturi=https://ca.example/acct/1; "
      "validationmethods=http-01\"\n"
      "b.example. IN CAA 0 issuewild \";\"\n");
  EXPECT_EQ(caa_text({{"ca.example"}, "https://a\"b", {"x"}}).substr(0, 62),
            "x. IN CAA 0 issue \"ca.example; accounturi=https://a\\\"b; valida");
}

// The CA's server says them, and a tenant may say which server that is.
TEST(CaaTest, WhatMayStandInARecordIsKnown) {
  for (const char* good : {"ca.example", "CA-1.example", "localhost"}) {
    EXPECT_TRUE(is_caa_identity(good)) << good;
  }
  for (const char* bad : {"", ".", "ca.example.", "ca example", "ca.example; x=y", "-a.example",
                          "a\"b", "a\nb.example. IN A 192.0.2.1", "*.example", ";", "a\xc3\xa4"}) {
    EXPECT_FALSE(is_caa_identity(bad)) << bad;
  }
  EXPECT_FALSE(is_caa_identity(std::string(64, 'a')));
  EXPECT_TRUE(is_caa_account("https://ca.example/acct/1?a=b"));
  for (const char* bad :
       {"https://ca.example/a b", "https://ca.example/\n", "https://ca.example/;a",
        "https://ca.example/\x7f", "https://ca.example/\xc3\xa4"}) {
    EXPECT_FALSE(is_caa_account(bad)) << bad;
  }
}

}  // namespace
}  // namespace kubectl
