#include "kubectl/arguments.h"

#include <algorithm>
#include <numeric>

namespace kubectl {
namespace {

// Levenshtein's.
std::size_t distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), 0U);
  for (std::size_t i = 0; i < left.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < right.size(); ++j) {
      const std::size_t change = diagonal + (left[i] == right[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({change, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

const Flag* find(const std::vector<Flag>& known, std::string_view name) {
  const auto found = std::ranges::find(known, name, &Flag::name);
  return found == known.end() ? nullptr : &*found;
}

const Flag* find(const std::vector<Flag>& known, char letter) {
  const auto found = std::ranges::find(known, letter, &Flag::letter);
  return found == known.end() ? nullptr : &*found;
}

// What was written in one word, and whether a value stood in it.
struct Written {
  const Flag* flag = nullptr;
  bool has_value = false;
  std::string value{};
};

Written read_long(const std::vector<Flag>& known, const std::string& word) {
  const std::size_t equals = word.find('=');
  const std::string name = word.substr(2, equals == word.npos ? equals : equals - 2);
  if (equals == word.npos) return {find(known, name)};
  return {find(known, name), true, word.substr(equals + 1)};
}

Written read_short(const std::vector<Flag>& known, const std::string& word) {
  const Flag* flag = find(known, word[1]);
  if (word.size() == 2) return {flag};
  return {flag, true, word.substr(word[2] == '=' ? 3 : 2)};
}

std::string unknown(const std::vector<Flag>& known, const std::string& word) {
  std::vector<std::string> names;
  for (const Flag& flag : known) names.push_back("--" + std::string(flag.name));
  const std::string like = nearest(word.substr(0, word.find('=')), names);
  return "unknown flag " + word + (like.empty() ? "" : ": did you mean " + like + "?");
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& words) {
  constexpr std::size_t kFar = 3;
  std::string best;
  std::size_t least = kFar;
  for (const std::string& each : words) {
    const std::size_t far = distance(word, each);
    if (far < least) best = each;
    least = std::min(least, far);
  }
  return best;
}

std::string Arguments::text(std::string_view flag) const {
  const auto found = values_.find(flag);
  return found == values_.end() ? "" : found->second;
}

base::Result<Arguments, std::string> parse(const std::vector<Flag>& known,
                                           const std::vector<std::string>& all) {
  Arguments read;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string& word = all[i];
    if (word == "--") {
      read.words_.insert(read.words_.end(), all.begin() + static_cast<long>(i) + 1, all.end());
      break;
    }
    if (word.size() < 2 || word[0] != '-') {
      read.words_.push_back(word);
      continue;
    }
    Written written = word[1] == '-' ? read_long(known, word) : read_short(known, word);
    if (written.flag == nullptr) return base::unexpected(unknown(known, word));
    const std::string name = "--" + std::string(written.flag->name);
    const bool wants = !written.flag->value.empty();
    if (!wants && written.has_value) return base::unexpected(name + " takes no value");
    if (wants && !written.has_value) {
      if (i + 1 == all.size()) return base::unexpected(name + " needs a value");
      written.value = all[++i];
    }
    read.values_[std::string(written.flag->name)] = written.value;
  }
  return read;
}

}  // namespace kubectl
