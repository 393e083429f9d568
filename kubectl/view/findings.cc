#include "view/findings.h"

#include <algorithm>

namespace kubectl {
namespace {

std::string mark_text(Line::Mark mark, const Paint& paint) {
  if (mark == Line::Mark::kOk) return paint(Colour::kGood, "ok") + "      ";
  if (mark == Line::Mark::kWarning) return paint(Colour::kDoubtful, "warning") + " ";
  return paint(Colour::kBad, "FAILED") + "  ";
}

}  // namespace

std::string lines_text(const std::vector<Line>& lines, const Paint& paint) {
  std::string text;
  for (const Line& line : lines) {
    text += mark_text(line.mark, paint) + plain(line.what) +
            (line.problem.empty() ? "" : ": " + plain(line.problem)) + "\n";
  }
  return text;
}

bool any_failed(const std::vector<Line>& lines) {
  return std::ranges::any_of(lines,
                             [](const Line& line) { return line.mark == Line::Mark::kFailed; });
}

}  // namespace kubectl
