#include "limits/name_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using limits::name_rules;
using limits::NameRules;
using limits::problem_of_count;
using limits::problem_of_name;
using testing::HasSubstr;

const std::string kLetsEncrypt = "https://acme-v02.api.letsencrypt.org/directory";
const NameRules kPublic = name_rules(kLetsEncrypt, "");
const NameRules kPrivate = name_rules("https://ca.corp.example/acme/directory", "tlsserver");

TEST(Names, O20_APublicCaTakes100NamesAndFewerOfSomeProfiles) {
  EXPECT_EQ(problem_of_count(100, kPublic), "");
  EXPECT_THAT(problem_of_count(101, kPublic), HasSubstr("101 names, of which the CA takes 100"));
  const NameRules few = name_rules(kLetsEncrypt, "tlsserver");
  EXPECT_EQ(problem_of_count(25, few), "");
  EXPECT_THAT(problem_of_count(26, few), HasSubstr("takes 25 in one certificate of this profile"));
  EXPECT_EQ(problem_of_count(100, name_rules("https://acme.zerossl.com/v2/DV90", "tlsserver")), "");
  EXPECT_EQ(problem_of_count(500, kPrivate), "");
}

TEST(Names, O22_AWildcardIsRefusedOfAnyCa) {
  for (const char* name : {"*.example.com", "*", "a.*.example.com", "w*.example.com"}) {
    EXPECT_THAT(problem_of_name(name, kPrivate), HasSubstr("is a wildcard, which HTTP-01")) << name;
    EXPECT_THAT(problem_of_name(name, kPublic), HasSubstr("list each host name")) << name;
  }
}

TEST(Names, O23_WhatIsNoHostNameIsRefusedOfAnyCa) {
  const std::string label(64, 'a');
  const std::string longest = std::string(61, 'a') + "." + std::string(63, 'b') + "." +
                              std::string(63, 'c') + "." + std::string(63, 'd');
  ASSERT_EQ(longest.size(), 253u);
  const std::map<std::string, std::string> problems{{"a_b.example.com", "underscore"},
                                                    {label + ".example.com", "63 characters"},
                                                    {"a" + longest, "longer than 253"},
                                                    {"a..example.com", "empty label"},
                                                    {".example.com", "empty label"},
                                                    {"example.com.", "empty label"},
                                                    {"", "empty label"},
                                                    {"-a.example.com", "no host name"},
                                                    {"a-.example.com", "no host name"},
                                                    {"a b.example.com", "no host name"},
                                                    {"a/b.example.com", "no host name"},
                                                    {"b\xc3\xbc"
                                                     "cher.example",
                                                     "xn-- form"},
                                                    {"192.0.2.1", "spec.ipAddresses"}};
  for (const auto& [name, problem] : problems) {
    EXPECT_THAT(problem_of_name(name, kPrivate), HasSubstr(name + " ")) << name;
    EXPECT_THAT(problem_of_name(name, kPrivate), HasSubstr(problem)) << name;
  }
  EXPECT_EQ(problem_of_name(longest, kPrivate), "");
  EXPECT_EQ(problem_of_name("xn--bcher-kva.example", kPrivate), "");
}

TEST(Names, O23_APublicCaTakesWhatEndsInAPublicSuffixAlone) {
  for (const char* name : {"localhost", "printer.local", "db.internal", "a.corp", "a.example"}) {
    EXPECT_THAT(problem_of_name(name, kPublic), HasSubstr("ends in no public suffix")) << name;
    EXPECT_EQ(problem_of_name(name, kPrivate), "") << name;
  }
  for (const char* name : {"com", "co.uk"}) {
    EXPECT_THAT(problem_of_name(name, kPublic), HasSubstr("is a public suffix itself")) << name;
  }
  // Below a wildcard of the list, an exception to it, and below what a company lets others use.
  for (const char* name : {"example.com", "a.b.example.co.uk", "shop.any.ck", "www.ck",
                           "user.github.io", "github.io", "xn--bcher-kva.de"}) {
    EXPECT_EQ(problem_of_name(name, kPublic), "") << name;
  }
}

TEST(Names, O23_ACaIsPublicByItsWholeHostName) {
  for (const char* directory :
       {"https://acme-v02.api.letsencrypt.org.corp.example/directory",
        "https://ca.example/acme.zerossl.com/", "http://acme.zerossl.com/v2/DV90"}) {
    EXPECT_FALSE(name_rules(directory, "").public_names) << directory;
  }
  EXPECT_TRUE(name_rules("https://dv.acme-v02.api.pki.goog/directory", "").public_names);
}

}  // namespace
