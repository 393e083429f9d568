#include "preflight/caa.h"

#include <gmock/gmock.h>

namespace {

using dns::Answer;
using dns::Caa;
using dns::Outcome;
using testing::ElementsAre;
using testing::HasSubstr;

const preflight::CaaSubject kOurs{{"ca.example.net", "ca.example.org"},
                                  "https://ca.example.net/acct/1"};

std::string refusal(const std::vector<Answer>& answers) {
  return preflight::judge_caa(preflight::caa_names("www.example.com"), answers, kOurs).refusal;
}

std::string unread(const std::vector<Answer>& answers) {
  return preflight::judge_caa(preflight::caa_names("www.example.com"), answers, kOurs).unread;
}

Answer records(std::vector<Caa> caa) { return {Outcome::kRecords, {}, std::move(caa)}; }
const Answer kNone{Outcome::kNoRecords, {}, {}};

TEST(Caa, TheTreeIsClimbedToTheTop) {
  EXPECT_THAT(preflight::caa_names("www.example.com"),
              ElementsAre("www.example.com", "example.com", "com"));
}

TEST(Caa, TheFirstNameWithRecordsCountsAlone) {
  const Answer ours = records({{false, "issue", "ca.example.net"}});
  const Answer theirs = records({{false, "issue", "other.example"}});
  EXPECT_EQ(refusal({ours, theirs, kNone}), "");
  EXPECT_THAT(refusal({theirs, ours, kNone}), HasSubstr("of www.example.com"));
  EXPECT_EQ(refusal({kNone, kNone, kNone}), "");
}

TEST(Caa, OneRecordThatAllowsIsEnough) {
  EXPECT_EQ(refusal({records({{false, "issue", "other.example"},
                              {false, "issue", " CA.example.ORG ; x=y"}}),
                     kNone, kNone}),
            "");
}

TEST(Caa, AnEmptyIssueForbidsAll) {
  EXPECT_THAT(refusal({records({{false, "issue", ";"}}), kNone, kNone}),
              HasSubstr("CAA record issue \";\" of www.example.com"));
}

TEST(Caa, RecordsWithoutIssueForbidNothing) {
  EXPECT_EQ(refusal({records({{true, "iodef", "mailto:a@example.com"}, {false, "issuewild", ";"}}),
                     kNone, kNone}),
            "");
}

TEST(Caa, AnUnknownCriticalTagForbids) {
  EXPECT_THAT(refusal({records({{true, "future", "x"}}), kNone, kNone}), HasSubstr("critical"));
  EXPECT_EQ(refusal({records({{false, "future", "x"}}), kNone, kNone}), "");
}

TEST(Caa, TR14_WhatCannotBeReadForbidsNothingAndIsNamed) {
  for (const auto outcome : {Outcome::kServFail, Outcome::kSilent, Outcome::kRefused}) {
    const std::vector<Answer> answers{kNone, {outcome, {}, {}}, kNone};
    EXPECT_EQ(refusal(answers), "") << dns::word(outcome);
    EXPECT_EQ(unread(answers), "example.com") << dns::word(outcome);
  }
  EXPECT_EQ(unread({kNone, {Outcome::kNoName, {}, {}}, kNone}), "");
}

TEST(Caa, TR14_AboveTheRecordsThatCountNothingNeedBeRead) {
  const Answer theirs = records({{false, "issue", "other.example"}});
  EXPECT_NE(refusal({theirs, {Outcome::kServFail, {}, {}}, kNone}), "");
  EXPECT_EQ(unread({theirs, {Outcome::kServFail, {}, {}}, kNone}), "");
}

TEST(Caa, ACaWithoutIdentitiesIsNotHeldToCaa) {
  const auto names = preflight::caa_names("example.com");
  const auto found = preflight::judge_caa(names, {records({{false, "issue", ";"}}), kNone}, {});
  EXPECT_EQ(found.refusal + found.unread, "");
}

TEST(Caa, AStrangersRecordIsShownHarmlessly) {
  const std::string text =
      refusal({records({{false, "issue", "\x1b[31m\n" + std::string(1000, 'a')}}), kNone, kNone});
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\n'), std::string::npos);
  EXPECT_LT(text.size(), 600U);
}

TEST(Caa, ARecordForAnotherAccountForbids) {
  const auto told = [](const std::string& parameters) {
    return refusal({records({{false, "issue", "ca.example.net; " + parameters}}), kNone, kNone});
  };
  EXPECT_EQ(told("accounturi=https://ca.example.net/acct/1"), "");
  EXPECT_THAT(told("accounturi=https://ca.example.net/acct/2"), HasSubstr("another account"));
  EXPECT_EQ(told("validationmethods=dns-01,http-01"), "");
  EXPECT_THAT(told("validationmethods=dns-01"), HasSubstr("does not allow http-01"));
}

}  // namespace
