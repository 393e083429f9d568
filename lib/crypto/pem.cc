#include "crypto/pem.h"

#include <algorithm>
#include <optional>

#include "base/base64.h"

namespace crypto {
namespace {

constexpr std::string_view kDashes = "-----";
constexpr std::size_t kLine = 64;
constexpr std::size_t kLongestLabel = 40;

// The next line without its ending; `text` keeps the rest.
std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
  return line;
}

std::string block_name(std::size_t index) { return "block " + std::to_string(index + 1); }

bool is_label(std::string_view text) {
  return !text.empty() && text.size() <= kLongestLabel && std::ranges::all_of(text, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ';
  });
}

// RFC 8555 section 11.4: what follows "-----BEGIN" must be "CERTIFICATE", else a server that loads
// the file may take a key from it.
std::string wrong_begin(std::size_t index, std::string_view line) {
  if (!line.starts_with(kAnyBegin)) {
    return index == 0 ? "text where a PEM certificate was expected"
                      : "text after " + block_name(index - 1);
  }
  line.remove_prefix(kAnyBegin.size());
  if (line.ends_with(kDashes)) line.remove_suffix(kDashes.size());
  const std::string label = is_label(line) ? std::string(line) : "foreign block";
  return block_name(index) + " is a " + label + ", only certificates are allowed";
}

// The block whose first line has been taken.
base::Result<std::string, std::string> take_block(std::string_view& text, std::size_t index) {
  std::string base64;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (line == kCertificateEnd) {
      if (auto der = base::from_base64(base64); der && !der->empty()) return *std::move(der);
      return base::unexpected(block_name(index) + " is not base64");
    }
    base64 += line;
  }
  return base::unexpected(block_name(index) + " has no end");
}

}  // namespace

base::Result<std::vector<std::string>, std::string> certificate_blocks(std::string_view pem,
                                                                       std::size_t max) {
  std::vector<std::string> blocks;
  while (!pem.empty()) {
    const std::string_view line = take_line(pem);
    if (line.empty()) continue;
    if (line != kCertificateBegin) return base::unexpected(wrong_begin(blocks.size(), line));
    if (blocks.size() == max)
      return base::unexpected("more than " + std::to_string(max) + " certificates");
    auto der = take_block(pem, blocks.size());
    if (!der) return base::unexpected(der.error());
    blocks.push_back(*std::move(der));
  }
  if (blocks.empty()) return base::unexpected(std::string("no certificate"));
  return blocks;
}

std::string certificate_block(std::string_view der) {
  const std::string text = base::base64(der);
  std::string block = std::string(kCertificateBegin) + "\n";
  for (std::size_t at = 0; at < text.size(); at += kLine) block += text.substr(at, kLine) + "\n";
  return block.append(kCertificateEnd).append("\n");
}

}  // namespace crypto
