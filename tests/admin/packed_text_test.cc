#include "admin/packed_text.h"

#include <gtest/gtest.h>

namespace {

std::string line(int i) {
  return "sallyport_certificate_ready_status{name=\"c" + std::to_string(i) +
         "\",namespace=\"team\",issuer_name=\"ca\",condition=\"True\"} 1\n";
}

admin::PackedText packed(int lines) {
  admin::TextPacker packer;
  std::ostream out(&packer);
  for (int i = 0; i < lines; ++i) out << line(i);
  return packer.finish();
}

std::string read(admin::TextReader& reader) {
  std::string text;
  for (std::string piece = reader.next(); !piece.empty(); piece = reader.next()) text += piece;
  return text;
}

TEST(PackedText, IsReadAsItWasWritten) {
  for (const int lines : {0, 1, 2, 100, 20'000}) {
    std::string expected;
    for (int i = 0; i < lines; ++i) expected += line(i);
    const auto text = std::make_shared<const admin::PackedText>(packed(lines));
    admin::TextReader reader(text);
    EXPECT_EQ(text->size, expected.size());
    EXPECT_EQ(read(reader), expected) << lines;
  }
}

TEST(PackedText, TakesASmallPartOfTheTextsRoom) {
  const auto text = packed(20'000);
  EXPECT_LT(text.packed.capacity(), text.size / 8);
}

TEST(PackedText, IsReadInPieces) {
  const auto text = std::make_shared<const admin::PackedText>(packed(20'000));
  admin::TextReader reader(text);
  admin::TextReader another(text);
  const std::string first = reader.next();
  EXPECT_EQ(first.size(), 64U * 1024);
  EXPECT_EQ(another.next(), first) << "each has its own place";
}

TEST(PackedText, WhatIsDamagedIsAnError) {
  auto text = packed(1000);
  for (char& byte : text.packed) byte = static_cast<char>(byte ^ 0x55);
  admin::TextReader reader(std::make_shared<const admin::PackedText>(text));
  EXPECT_THROW(reader.next(), std::runtime_error);
}

}  // namespace
