#include "view/table.h"

#include <algorithm>
#include <utility>

namespace kubectl {
namespace {

// In characters (UTF-8), as a terminal counts most of them.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

}  // namespace

Table::Table(std::vector<std::string> header) {
  std::vector<Cell> cells;
  for (std::string& word : header) cells.push_back({std::move(word)});
  rows_.push_back(std::move(cells));
}

void Table::add(std::vector<Cell> row) {
  for (Cell& cell : row) cell.text = plain(cell.text);
  rows_.push_back(std::move(row));
}

std::string Table::text(const Paint& paint) const {
  std::vector<std::size_t> widths(rows_.front().size());
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], width_of(row[i].text));
    }
  }
  std::string made;
  for (const auto& row : rows_) {
    std::size_t gap = 0;  // before the next word; none at the end of a line
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (!row[i].text.empty()) made.append(std::exchange(gap, 0), ' ');
      made += paint(row[i].colour, row[i].text);
      gap += widths[i] - width_of(row[i].text) + 3;
    }
    made += "\n";
  }
  return made;
}

}  // namespace kubectl
