// fuzz_NAME FOLDER: tries every file of the folder, in order. Fails when there is none.

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "fuzz/input.h"

namespace {

// Exactly as large as the file, so that AddressSanitizer sees a read beyond its end.
std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  bytes.shrink_to_fit();
  return bytes;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  std::set<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(arguments[1]))
    files.insert(entry.path());
  for (const auto& file : files) {
    std::fprintf(stderr, "%s\n", file.filename().c_str());
    fuzz::try_input(content(file));
  }
  return files.empty() ? 1 : 0;
}
