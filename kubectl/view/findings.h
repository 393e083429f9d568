// Findings of several kinds, one a line, each with its mark. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "view/words.h"

namespace kubectl {

struct Line {
  enum class Mark { kOk, kWarning, kFailed };
  Mark mark = Mark::kOk;
  std::string what;
  std::string problem;  // and what to do; "" when all is well
};

std::string lines_text(const std::vector<Line>& lines, const Paint& paint);
bool any_failed(const std::vector<Line>& lines);

}  // namespace kubectl
