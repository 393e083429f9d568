#include "view/yaml.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <string_view>

#include "base/text.h"
#include "wire/writer.h"

namespace kubectl {
namespace {

// Words that YAML 1.1 or 1.2 reads as something else than a text.
bool is_a_word_of_yaml(const std::string& text) {
  constexpr std::string_view kWords[] = {"true", "false", "yes",  "no", "on", "off",
                                         "y",    "n",     "null", "~",  ""};
  return std::ranges::find(kWords, base::lower(text)) != std::end(kWords);
}

// It may be taken for no number and no time, and nothing in it has a meaning of its own.
bool is_safe_unquoted(const std::string& text) {
  const auto letter = [](char c) { return (base::lower(c) >= 'a' && base::lower(c) <= 'z'); };
  const auto harmless = [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '/' || c == '_' ||
           c == ' ';
  };
  return !is_a_word_of_yaml(text) && letter(text.front()) && text.back() != ' ' &&
         std::ranges::all_of(text, harmless);
}

// JSON is YAML, in which a text is what stands in quotes.
void emit(YAML::Emitter& out, const YAML::Node& node) {
  switch (node.Type()) {
    case YAML::NodeType::Map:
      if (node.size() == 0) out << YAML::Flow;
      out << YAML::BeginMap;
      for (const auto& field : node) {
        out << YAML::Key;
        emit(out, field.first);
        out << YAML::Value;
        emit(out, field.second);
      }
      out << YAML::EndMap;
      break;
    case YAML::NodeType::Sequence:
      if (node.size() == 0) out << YAML::Flow;
      out << YAML::BeginSeq;
      for (const YAML::Node& each : node) emit(out, each);
      out << YAML::EndSeq;
      break;
    case YAML::NodeType::Scalar:
      if (node.Tag() == "!" && !is_safe_unquoted(node.Scalar())) out << YAML::DoubleQuoted;
      out << node.Scalar();
      break;
    case YAML::NodeType::Null:
    case YAML::NodeType::Undefined:
      out << YAML::Null;
      break;
  }
}

}  // namespace

std::string yaml_of(const wire::Object& object) {
  YAML::Emitter out;
  emit(out, YAML::Load(object.dump()));
  return std::string(out.c_str()) + "\n";
}

wire::Object list_of(const std::vector<wire::Object>& objects) {
  std::vector<wire::Writer> items;
  for (const wire::Object& each : objects) items.emplace_back(each);
  return wire::Writer().set("apiVersion", "v1").set("kind", "List").set("items", items).object();
}

}  // namespace kubectl
