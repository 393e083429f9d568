#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wire/object.h"
#include "wire/time.h"
#include "wire/writer.h"

namespace {

using testing::ElementsAre;
using testing::Pair;

std::string refusal(auto&& read) {
  try {
    read();
  } catch (const wire::Malformed& e) {
    return e.what();
  }
  return "accepted";
}

TEST(Object, ReadsEachTypeByName) {
  const auto object = wire::Object::parse(
      R"({"s":"x","n":7,"b":true,"l":["a","b"],"m":{"k":"v"},"o":[{"i":1}],
          "t":"2026-11-24T19:35:42Z","z":null})");
  EXPECT_EQ(object.text("s"), "x");
  EXPECT_EQ(object.integer("n"), 7);
  EXPECT_TRUE(object.flag("b"));
  EXPECT_THAT(object.texts("l"), ElementsAre("a", "b"));
  EXPECT_THAT(object.text_map("m"), ElementsAre(Pair("k", "v")));
  EXPECT_EQ(object.objects("o").at(0).integer("i"), 1);
  EXPECT_EQ(wire::write_time(object.time("t").value()), "2026-11-24T19:35:42Z");
  EXPECT_FALSE(object.has("z"));
  EXPECT_TRUE(object.object("absent").empty());
}

TEST(Object, NamesThePathOfWhatIsWrong) {
  const auto object = wire::Object::parse(R"({"spec":{"dnsNames":["a",7],"size":"big","list":{},)"
                                          R"("large":9223372036854775808}})");
  const auto spec = object.object("spec");
  EXPECT_EQ(refusal([&] { spec.texts("dnsNames"); }),
            "spec.dnsNames[1]: expected a string, found a number");
  EXPECT_EQ(refusal([&] { spec.integer("size"); }),
            "spec.size: expected a whole number, found a string");
  EXPECT_EQ(refusal([&] { spec.integer("large"); }),
            "spec.large: expected a whole number from -9223372036854775808 to "
            "9223372036854775807, found a number");
  EXPECT_EQ(refusal([&] { spec.text("secretName"); }), "spec.secretName: missing");
  EXPECT_EQ(refusal([&] { spec.texts("list"); }), "spec.list: expected a list, found a object");
  EXPECT_EQ(refusal([&] { spec.object("none").object("x").text("y"); }), "spec.none.x.y: missing");
}

TEST(Object, RefusesANumberThatItsTypeCannotHold) {
  const auto object = wire::Object::parse(
      R"({"port":65535,"more":65536,"less":-1,"least":-2147483648,"below":-2147483649})");
  EXPECT_EQ(object.integer<std::uint16_t>("port"), 65535);
  EXPECT_EQ(object.integer<int>("least"), std::numeric_limits<int>::min());
  EXPECT_EQ(object.integer<int>("absent"), std::nullopt);
  EXPECT_EQ(refusal([&] { object.integer<std::uint16_t>("more"); }),
            "more: expected a whole number from 0 to 65535, found a number");
  EXPECT_EQ(refusal([&] { object.integer<std::uint16_t>("less"); }),
            "less: expected a whole number from 0 to 65535, found a number");
  EXPECT_EQ(refusal([&] { object.integer<int>("below"); }),
            "below: expected a whole number from -2147483648 to 2147483647, found a number");
}

TEST(Object, RefusesWhatIsNotAnObjectOfBoundedDepth) {
  EXPECT_EQ(refusal([] { wire::Object::parse("[]"); }), "expected an object, found a array");
  EXPECT_EQ(refusal([] { wire::Object::parse(R"({"key": hunter2})"); }),
            "not JSON: stopped at byte 9");
  EXPECT_EQ(refusal([] { wire::Object::parse(R"({"n": 1e999})"); }),
            "not JSON: a number is too large");
  const auto nested = [](std::size_t lists) {
    return R"({"a":)" + std::string(lists, '[') + std::string(lists, ']') + "}";
  };
  EXPECT_TRUE(wire::Object::parse(nested(63)).has("a"));
  for (const std::size_t lists : {64, 100'000}) {
    EXPECT_EQ(refusal([&] { wire::Object::parse(nested(lists)); }), "nested deeper than 64");
  }
}

TEST(Object, PassesOverAListThatIsLeftOut) {
  const auto read = [](const std::string& text, std::size_t most = 100) {
    return wire::Object::parse(text, most, "m").dump();
  };
  EXPECT_EQ(read(R"({"a":1,"m":[{"m":[1,{"x":[]}]},"y"],"z":{"m":[],"b":2}})"),
            R"({"a":1,"z":{"b":2}})");
  // What is no list stays: a label may have that name.
  EXPECT_EQ(read(R"({"m":"text","l":{"m":{"m":[2],"k":3}}})"), R"({"l":{"m":{"k":3}},"m":"text"})");
  EXPECT_EQ(read(R"({"l":["m",["m"]]})"), R"({"l":["m",["m"]]})");
  EXPECT_EQ(wire::Object::parse(R"({"m":[1],"":[2]})").dump(), R"({"":[2],"m":[1]})");
  // The bounds hold in it too.
  EXPECT_EQ(refusal([&] { read(R"({"m":[1,2,3]})", 4); }),
            "more than 4 values, which is what is read of one");
  EXPECT_EQ(refusal([&] { read(R"({"m":)" + std::string(64, '[')); }), "nested deeper than 64");
  EXPECT_EQ(refusal([&] { read(R"({"m":[1}})"); }), "not JSON: stopped at byte 8");
}

TEST(Object, TakesTheLastOfTwoFieldsOfOneName) {
  EXPECT_EQ(wire::Object::parse(R"({"a":{"x":1},"a":{"y":[{},2]}})").dump(),
            R"({"a":{"y":[{},2]}})");
}

TEST(Writer, WritesWhatObjectReads) {
  wire::Writer writer;
  writer.set("a", "x").set("n", 3).set("b", false).set("l", std::vector<std::string>{"p"});
  writer.set("o", wire::Writer().set("k", "v")).set_unless_empty("none", "").set_null("z");
  EXPECT_EQ(writer.text(), R"({"a":"x","b":false,"l":["p"],"n":3,"o":{"k":"v"},"z":null})");
  EXPECT_EQ(wire::Writer(wire::Object::parse(writer.text())).text(), writer.text());
}

TEST(Writer, ReplacesBytesThatAreNotText) {
  EXPECT_EQ(wire::Writer().set("m", "a\xff").text(), "{\"m\":\"a\xEF\xBF\xBD\"}");
}

TEST(Time, ReadsBothFormsAndWritesUtc) {
  const auto time = wire::read_time("2026-11-24T20:35:42.123456+01:00").value();
  EXPECT_EQ(wire::write_time(time), "2026-11-24T19:35:42Z");
  EXPECT_EQ(wire::write_micro_time(time), "2026-11-24T19:35:42.123000Z");
  EXPECT_EQ(wire::write_time(wire::read_time("2026-11-24T14:05:42-05:30").value()),
            "2026-11-24T19:35:42Z");
}

TEST(Time, RefusesWhatIsNoTime) {
  for (const char* text : {"", "2026-11-24", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z",
                           "2026-11-24T25:00:00Z", "2026-11-24T19:35:42", "2026-11-24T19:35:42Zx",
                           "-026-11-24T19:35:42Z", "2026-11-24T19:35:42.Z", "2026-11-24T19:35:61Z",
                           "2026-11-24T19:35:42+24:00", "2026-11-24T19:35:42+01:60"}) {
    EXPECT_FALSE(wire::read_time(text)) << text;
  }
}

}  // namespace
