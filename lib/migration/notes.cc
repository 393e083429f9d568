#include "migration/notes.h"

#include <algorithm>

namespace migration {

void Notes::note(Verdict verdict, const std::string& field, const std::string& why) {
  if (verdict == Verdict::kRefused) mapped_.refused = true;
  const auto same = [&](const Finding& each) { return each.field == field && each.why == why; };
  if (std::ranges::any_of(mapped_.findings, same)) return;
  mapped_.findings.push_back({object_, field, verdict, why});
}

void Notes::by_table(Kind kind, const std::vector<std::string>& fields) {
  for (const std::string& field : fields) {
    const Row* row = row_of(kind, field);
    if (row == nullptr) {
      if (holds_rows(kind, field)) continue;  // nothing is in it
      refused(field, "this version does not know the field");
    } else if (row->verdict != Verdict::kKept && row->verdict != Verdict::kByValue) {
      note(row->verdict, kind == Kind::kAnnotation ? field : std::string(row->field),
           std::string(row->why));
    }
  }
}

}  // namespace migration
