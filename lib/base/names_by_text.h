// NamesByText: what is said of many names, each text once: "a.example, b.example: refused". In the
// order in which the texts came; of many names the first of them, some 1,500 bytes, and how many
// more there are. One thread at a time.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

namespace base {

class NamesByText {
 public:
  static constexpr std::size_t kLongestNames = 1500;

  struct Line {
    std::string text;
    std::vector<std::string> names{};

    std::string whole() const { return names.empty() ? text : named() + ": " + text; }

   private:
    std::string named() const {
      std::string all = names.front();
      for (std::size_t i = 1; i < names.size(); ++i) {
        if (all.size() + names[i].size() > kLongestNames)
          return all + " and " + std::to_string(names.size() - i) + " more";
        all += ", " + names[i];
      }
      return all;
    }
  };

  // "" for what is said of no name.
  void add(const std::string& name, const std::string& text) {
    auto line = std::ranges::find(lines_, text, &Line::text);
    if (line == lines_.end()) line = lines_.insert(line, {text});
    if (!name.empty()) line->names.push_back(name);
  }
  const std::vector<Line>& lines() const { return lines_; }

 private:
  std::vector<Line> lines_;
};

}  // namespace base
