// Table: rows of words in columns, as kubectl prints them: each column as wide as its longest word,
// three spaces between two. Pure; one thread at a time.
#pragma once

#include <string>
#include <vector>

#include "view/words.h"

namespace kubectl {

struct Cell {
  std::string text;
  Colour colour = Colour::kNone;
};

class Table {
 public:
  explicit Table(std::vector<std::string> header);
  void add(std::vector<Cell> row);  // of as many cells as the header
  bool empty() const { return rows_.size() == 1; }
  std::string text(const Paint& paint) const;

 private:
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace kubectl
