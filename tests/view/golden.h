// Golden files: what a command prints for what it saw, kept beside the tests to be read.
// SALLYPORT_UPDATE=1 writes them anew.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace kubectl {

inline std::string file_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void expect_golden(const std::filesystem::path& path, const std::string& text) {
  if (std::getenv("SALLYPORT_UPDATE") != nullptr) std::ofstream(path, std::ios::binary) << text;
  ASSERT_TRUE(std::filesystem::exists(path)) << path << ": SALLYPORT_UPDATE=1 writes it";
  EXPECT_EQ(file_text(path), text) << path;
}

}  // namespace kubectl
