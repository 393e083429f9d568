// A file as a whole: a key, a token, a kubeconfig. Any thread.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

namespace kube {

// Nothing where there is none that can be read.
inline std::optional<std::string> read_file(const std::filesystem::path& path) {
  std::error_code none;
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path, none)) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

inline std::string without_line_end(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

}  // namespace kube
