#include "base/packed.h"

#include <gtest/gtest.h>

#include <limits>

#include "base/clock.h"

namespace base {
namespace {

enum class Colour { kRed, kGreen };

struct Part {
  std::string name;
  std::vector<int> numbers;
  bool operator==(const Part&) const = default;
};

struct Whole {
  bool flag = false;
  int number = 7;
  std::size_t size = 0;
  Colour colour = Colour::kRed;
  std::string text;
  WallTime time;
  Seconds period{0};
  std::optional<std::string> maybe;
  std::optional<Part> part;
  Boxed<Part> boxed;
  std::vector<Part> parts;
  std::map<std::string, std::string> words;
  bool operator==(const Whole&) const = default;
};

struct Twenty {
  int a, b, c, d, e, f, g, h, i, j;
  std::string k, l, m, n, o, p, q, r, s, t;
};

template <class T>
T there_and_back(const T& value) {
  Packer packer;
  packer.put(value);
  return Unpacker(packer.bytes().data()).get<T>();
}

TEST(Packed, EveryMemberComesBack) {
  const Whole whole{true,
                    -5,
                    1'000'000,
                    Colour::kGreen,
                    std::string("with\0zero", 9),
                    WallTime(Millis(1'800'000'000'123)),
                    Seconds(-30),
                    "",
                    Part{"inner", {1, -2}},
                    Part{"boxed", {}},
                    {{"first", {3}}, {"second", {}}},
                    {{"b", "2"}, {"a", std::string(300, 'x')}}};
  EXPECT_EQ(there_and_back(whole), whole);
}

TEST(Packed, WhatIsNotThereStaysAway) { EXPECT_EQ(there_and_back(Whole{}), Whole{}); }

TEST(Packed, NumbersOfEverySizeComeBack) {
  using Limits = std::numeric_limits<std::int64_t>;
  for (const std::int64_t number :
       {Limits::min(), std::int64_t{-65}, std::int64_t{-64}, std::int64_t{-1}, std::int64_t{0},
        std::int64_t{63}, std::int64_t{64}, std::int64_t{1} << 40, Limits::max()}) {
    EXPECT_EQ(there_and_back(number), number);
  }
}

TEST(Packed, SmallNumbersAndLengthsTakeAByte) {
  Packer packer;
  packer.put(Part{"four", {63, -64}});
  EXPECT_EQ(packer.bytes().size(), 1U + 4U + 1U + 2U);
}

TEST(Packed, TextsCanBeReadWhereTheyLie) {
  Packer packer;
  packer.put(std::string("first"));
  packer.put(std::string("second"));
  Unpacker unpacker(packer.bytes().data());
  EXPECT_EQ(unpacker.text(), "first");
  EXPECT_EQ(unpacker.text().data(), packer.bytes().data() + 7);
}

TEST(Fields, AreTheMembersThemselvesInTheirOrder) {
  Twenty twenty{};
  auto all = fields(twenty);
  static_assert(std::tuple_size_v<decltype(all)> == 20);
  EXPECT_EQ(&std::get<0>(all), &twenty.a);
  EXPECT_EQ(&std::get<10>(all), &twenty.k);
  EXPECT_EQ(&std::get<19>(all), &twenty.t);
  static_assert(std::tuple_size_v<decltype(fields(std::declval<Whole&>()))> == 12);
}

}  // namespace
}  // namespace base
