#include "migration/fields.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace migration {
namespace {

using nlohmann::json;

bool is_below(std::string_view field, std::string_view top) {
  if (!field.starts_with(top)) return false;
  return field.size() == top.size() || field[top.size()] == '.' || field[top.size()] == '[' ||
         field[top.size()] == '/';
}

void gather(const json& value, const std::string& path, std::vector<std::string>& found) {
  if (value.is_object() && !value.empty()) {
    for (const auto& [name, below] : value.items()) gather(below, path + "." + name, found);
  } else if (value.is_array() && !value.empty() && value.front().is_object()) {
    for (const json& each : value) gather(each, path + "[]", found);
  } else if (!value.is_null()) {
    found.push_back(path);
  }
}

std::string cell(std::string_view field) {
  return field.empty() ? "" : "`" + std::string(field) + "`";
}

}  // namespace

std::string_view word_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kKept:
      return "kept";
    case Verdict::kChanged:
      return "changed";
    case Verdict::kDropped:
      return "dropped";
    case Verdict::kRefused:
      return "refused";
    case Verdict::kByValue:
      break;
  }
  return "by its value";
}

const Row* row_of(Kind kind, std::string_view field) {
  const Row* best = nullptr;
  for (const Row& row : rows()) {
    if (row.kind != kind || !is_below(field, row.field)) continue;
    if (best == nullptr || best->field.size() < row.field.size()) best = &row;
  }
  return best;
}

bool holds_rows(Kind kind, std::string_view field) {
  return std::ranges::any_of(
      rows(), [&](const Row& row) { return row.kind == kind && is_below(row.field, field); });
}

bool is_theirs(std::string_view annotation) {
  return annotation.starts_with("cert-manager.io/") ||
         annotation.starts_with("acme.cert-manager.io/") || annotation == "kubernetes.io/tls-acme";
}

std::vector<std::string> fields_in(const wire::Object& object, std::string_view top) {
  const json parsed = json::parse(object.dump());
  std::vector<std::string> found;
  const auto at = parsed.find(std::string(top));
  if (at != parsed.end()) gather(*at, std::string(top), found);
  return found;
}

std::string table_text(Kind kind) {
  std::string text = "| cert-manager | Sallyport | what becomes of it |\n|---|---|---|\n";
  for (const Row& row : rows()) {
    if (row.kind != kind) continue;
    const std::string ours = row.ours == "=" ? "the same" : cell(row.ours);
    const bool tells = row.verdict == Verdict::kByValue;
    const std::string words(tells ? "" : word_of(row.verdict));
    const std::string between = !tells && !row.why.empty() ? ": " : "";
    text += "| " + cell(row.field) + " | " + ours + " | " + words + between + std::string(row.why) +
            " |\n";
  }
  return text;
}

}  // namespace migration
