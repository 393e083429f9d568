#include "preflight/report.h"

#include <algorithm>

namespace preflight {
namespace {

using Kind = Seen::Kind;

bool has(const std::vector<Seen>& seen, Kind kind) {
  return std::any_of(seen.begin(), seen.end(), [&](const Seen& one) { return one.kind == kind; });
}

std::string list(const std::vector<Seen>& seen, Kind kind, bool with_text) {
  std::string out;
  for (const Seen& one : seen) {
    if (one.kind != kind) continue;
    out += (out.empty() ? "" : "; ") + one.address + (with_text ? " " + one.text : "");
  }
  return out;
}

std::string_view first_problem(const std::vector<Seen>& seen, Kind kind) {
  const auto found =
      std::find_if(seen.begin(), seen.end(), [&](const Seen& one) { return one.kind == kind; });
  return found == seen.end() ? std::string_view() : found->problem;
}

Report failed(std::vector<Seen> seen) {
  std::string text = list(seen, Kind::kWrong, true);
  if (has(seen, Kind::kRight)) {
    text += "; other addresses answer well (" + list(seen, Kind::kRight, false) +
            "), and a CA may choose any";
  }
  const auto problem = first_problem(seen, Kind::kWrong);
  return {Verdict::kFails, problem, std::move(text), std::move(seen)};
}

Report warned(std::vector<Seen> seen) {
  std::string text = list(seen, Kind::kDead, true) + "; " + list(seen, Kind::kRight, false) +
                     " answers well, which a CA that tries a second address will find";
  const auto problem = first_problem(seen, Kind::kDead);
  return {Verdict::kWarns, problem, std::move(text), std::move(seen)};
}

Report not_told(std::vector<Seen> seen) {
  std::string text = list(seen, Kind::kDead, true);
  const std::string unseen = list(seen, Kind::kUnseen, true);
  if (!text.empty() && !unseen.empty()) text += "; ";
  text += unseen + "; from inside the cluster it cannot be told what the CA will see";
  return {Verdict::kCannotTell, problem::kNoConnection, std::move(text), std::move(seen)};
}

}  // namespace

Report judge(std::vector<Seen> seen) {
  if (has(seen, Kind::kWrong)) return failed(std::move(seen));
  if (!has(seen, Kind::kRight)) return not_told(std::move(seen));
  if (has(seen, Kind::kDead)) return warned(std::move(seen));
  return {Verdict::kPasses, "", "", std::move(seen)};
}

std::string_view word(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPasses:
      return "passes";
    case Verdict::kWarns:
      return "warns";
    case Verdict::kCannotTell:
      return "cannot_tell";
    case Verdict::kFails:
      return "fails";
  }
  return "fails";
}

}  // namespace preflight
