#include "acme/decode.h"

#include <gtest/gtest.h>

namespace {

// One of each kind, with every field that is read.
constexpr char kOneDirectory[] =
    R"({"newNonce":"https://x/n","newAccount":"https://x/a","newOrder":"https://x/o",)"
    R"("revokeCert":"https://x/r","keyChange":"https://x/k","meta":{"termsOfService":"t",)"
    R"("externalAccountRequired":true,"profiles":{"p":"d"}}})";
constexpr char kOneContact[] = R"({"status":"valid","contact":["mailto:a@example.org"]})";
constexpr char kOrder[] =
    R"({"status":"invalid","identifiers":[{"type":"dns","value":"a.example"},)"
    R"({"type":"ip","value":"192.0.2.1"}],"authorizations":["https://x/z"],)"
    R"("finalize":"https://x/f","expires":"2026-12-01T00:00:00Z","error":{"type":"t",)"
    R"("detail":"d","status":400,"subproblems":[{"type":"t","identifier":{"type":"dns",)"
    R"("value":"a.example"}}]}})";
constexpr char kAuthorization[] =
    R"({"status":"pending","identifier":{"type":"dns","value":"a.example"},)"
    R"("expires":"2026-12-01T00:00:00Z","challenges":[{"type":"http-01","url":"https://x/c",)"
    R"("token":"t","status":"pending"},{"type":"dns-01"}]})";

// Whatever the text is: read, or refused as Malformed; anything else ends the test.
// What is read of the answer to a request.
auto asked(auto read) {
  return [read](const wire::Object& object) {
    return read(object, *http::parse_url("https://ca.example/asked"));
  };
}

template <class Read>
bool is_read(const std::string& text, Read&& read) {
  try {
    read(wire::Object::parse(text));
    return true;
  } catch (const wire::Malformed&) {
    return false;
  }
}

template <class Read>
void survives_changes(const std::string& good, Read&& read) {
  ASSERT_TRUE(is_read(good, read));
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_FALSE(is_read(good.substr(0, size), read)) << size;
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (const char c : {'\0', '"', '{', '[', '}', '1', 'x', '\x80', '\xff'}) {
      std::string changed = good;
      changed[at] = c;
      EXPECT_NO_THROW(is_read(changed, read)) << changed;
    }
  }
}

TEST(Decode, SurvivesAnyChangeOfADirectory) {
  survives_changes(kOneDirectory, asked(acme::read_directory));
}
TEST(Decode, SurvivesAnyChangeOfAnAccount) { survives_changes(kOneContact, acme::read_account); }
TEST(Decode, SurvivesAnyChangeOfAnOrder) { survives_changes(kOrder, asked(acme::read_order)); }
TEST(Decode, SurvivesAnyChangeOfAnAuthorization) {
  survives_changes(kAuthorization, asked(acme::read_authorization));
}

TEST(Decode, CutsAForeignWordBetweenCharacters) {
  std::string word = "x";
  for (int i = 0; i < 40; ++i) word += "\u00e9";
  try {
    acme::read_account(wire::Object::parse(R"({"status":")" + word + "\"}"));
    FAIL() << "accepted";
  } catch (const wire::Malformed& wrong) {
    EXPECT_EQ(std::string(wrong.what()).size(),
              std::string(R"(status: "..." is unknown)").size() + 39);
  }
}

TEST(Decode, TheStatusOfAProblemIsOneOfHttpOrNone) {
  const auto status = [](const std::string& text) {
    return acme::read_problem(wire::Object::parse(R"({"status":)" + text + "}")).status;
  };
  EXPECT_EQ(status("429"), 429);
  for (const char* text : {"4294967697", "-429", "99", "600", "18446744073709551615"})
    EXPECT_EQ(status(text), 0) << text;
}

TEST(Decode, WhatACaSaysToPeopleMovesNoCursor) {
  const auto problem = acme::read_problem(
      wire::Object::parse(R"({"detail":"caf\u00e9 \u001b[2J \u009b2J \u00a9"})"));
  EXPECT_EQ(problem.detail, "caf\u00e9  [2J   2J \u00a9");
  const auto typed = acme::read_problem(wire::Object::parse(R"({"type":"x\u001b[2J"})"));
  EXPECT_EQ(typed.type, "x [2J");
}

}  // namespace
