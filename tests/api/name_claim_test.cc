#include "api/name_claim.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using testing::IsEmpty;

base::WallTime at(int seconds) { return base::WallTime(base::Seconds(seconds)); }
const kube::ObjectKey kKey{"sallyport-system", "team.web"};
const api::ClaimedNames kNames{
    {"a.example", {at(1)}}, {"b.example", {at(2), at(3), true}}, {"2001:db8::1", {at(4)}}};

api::NameClaim read(const wire::Writer& body) {
  return api::read_name_claim(wire::Object::parse(body.text()));
}

TEST(NameClaim, WhatIsReadIsWhatWasWritten) {
  const auto claim = read(api::write_name_claim(kKey, {"team", "web"}, kNames));
  EXPECT_EQ(claim.meta.key(), kKey);
  EXPECT_EQ(claim.certificate, (kube::ObjectKey{"team", "web"}));
  EXPECT_EQ(claim.names, kNames);
}

TEST(NameClaim, IsRefusedWithoutItsCertificate) {
  EXPECT_THROW(api::read_name_claim(wire::Object::parse(R"({"spec": {"namespace": "team"}})")),
               wire::Malformed);
}

TEST(NameClaim, DF38_ANameInAnotherFormIsThatNameAndAChangeMendsIt) {
  api::ClaimedNames by_hand{
      {"2001:DB8::1", {at(4), at(9)}}, {"2001:db8::1", {at(5)}}, {"A.example.", {at(1), at(3)}}};
  auto claim = read(api::write_name_claim(kKey, {"team", "web"}, by_hand));
  const api::ClaimedNames meant{{"2001:db8::1", {at(4)}}, {"a.example", {at(1), at(3)}}};
  EXPECT_EQ(claim.names, meant);
  const std::string change = api::change_name_claim(claim, meant).text();
  EXPECT_NE(change.find(R"("2001:DB8::1":null)"), std::string::npos) << change;
  EXPECT_NE(change.find(R"("A.example.":null)"), std::string::npos) << change;
}

// RFC 7386: what is null is taken out, whoever wrote it.
TEST(NameClaim, AChangeTakesOutWhatIsNotNamedAndNothingThatHasChangedSince) {
  api::NameClaim there{{}, {"team", "web"}, kNames};
  there.meta.resource_version = "7";
  const api::ClaimedNames next{{"b.example", {at(2)}}, {"c.example", {at(9)}}};
  const auto change = wire::Object::parse(api::change_name_claim(there, next).text());
  EXPECT_EQ(change.object("metadata").text("resourceVersion"), "7");
  const std::string names = change.object("spec").object("names").dump();
  EXPECT_EQ(names, R"({"2001:db8::1":null,"a.example":null,)"
                   R"("b.example":{"since":"1970-01-01T00:00:02Z","unasked":null},)"
                   R"("c.example":{"since":"1970-01-01T00:00:09Z","unasked":null}})");
}

}  // namespace
