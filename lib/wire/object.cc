#include "wire/object.h"

#include <nlohmann/json.hpp>

#include "wire/json_builder.h"
#include "wire/time.h"

namespace wire {
namespace {

using nlohmann::json;

json parse_json(std::string_view text, std::size_t most, std::string_view left_out) {
  JsonBuilder builder(most, left_out);
  json::sax_parse(text, &builder);
  return std::move(builder).result();
}

const std::shared_ptr<const json>& empty_object() {
  static const auto object = std::make_shared<const json>(json::object());
  return object;
}

const json& empty_list() {
  static const json list = json::array();
  return list;
}

}  // namespace

Object::Object() : root_(empty_object()), at_(root_.get()) {}

Object::Object(std::shared_ptr<const json> root, const json* at, std::string path)
    : root_(std::move(root)), at_(at), path_(std::move(path)) {}

Object Object::parse(std::string_view text, std::size_t most, std::string_view left_out) {
  auto root = std::make_shared<const json>(parse_json(text, most, left_out));
  if (!root->is_object())
    throw Malformed(std::string("expected an object, found a ") + root->type_name());
  const json* at = root.get();
  return {std::move(root), at, ""};
}

bool Object::has(std::string_view field) const { return find(field) != nullptr; }
bool Object::empty() const { return at_->empty(); }
std::size_t Object::count(std::string_view field) const { return list(field).size(); }

std::vector<std::string> Object::fields() const {
  std::vector<std::string> names;
  for (const auto& [name, value] : at_->items()) names.push_back(name);
  return names;
}

std::string Object::text(std::string_view field) const {
  const json* value = find(field);
  if (value == nullptr) throw Malformed(path_to(field) + ": missing");
  if (!value->is_string()) refuse(field, "a string");
  return value->get<std::string>();
}

std::string Object::text_or(std::string_view field, std::string_view fallback) const {
  return has(field) ? text(field) : std::string(fallback);
}

std::optional<std::int64_t> Object::integer_within(std::string_view field, std::int64_t least,
                                                   std::int64_t most) const {
  const json* value = find(field);
  if (value == nullptr) return std::nullopt;
  if (!value->is_number_integer()) refuse(field, "a whole number");
  constexpr std::uint64_t kLargest = std::numeric_limits<std::int64_t>::max();
  const bool readable = !value->is_number_unsigned() || value->get<std::uint64_t>() <= kLargest;
  const std::int64_t number = readable ? value->get<std::int64_t>() : 0;
  if (!readable || number < least || number > most) {
    refuse(field, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  }
  return number;
}

bool Object::flag(std::string_view field, bool fallback) const {
  const json* value = find(field);
  if (value == nullptr) return fallback;
  if (!value->is_boolean()) refuse(field, "true or false");
  return value->get<bool>();
}

std::optional<base::WallTime> Object::time(std::string_view field) const {
  if (!has(field)) return std::nullopt;
  const auto time = read_time(text(field));
  if (!time) throw Malformed(path_to(field) + ": expected a time as in RFC 3339");
  return time;
}

Object Object::object(std::string_view field) const {
  const json* value = find(field);
  if (value == nullptr) return {empty_object(), empty_object().get(), path_to(field)};
  if (!value->is_object()) refuse(field, "an object");
  return {root_, value, path_to(field)};
}

std::vector<Object> Object::objects(std::string_view field) const {
  std::vector<Object> result;
  for (const json& item : list(field)) {
    const std::string path = path_to(field) + "[" + std::to_string(result.size()) + "]";
    if (!item.is_object())
      throw Malformed(path + ": expected an object, found a " + item.type_name());
    result.push_back({root_, &item, path});
  }
  return result;
}

std::vector<std::string> Object::texts(std::string_view field) const {
  std::vector<std::string> result;
  for (const json& item : list(field)) {
    if (!item.is_string()) {
      throw Malformed(path_to(field) + "[" + std::to_string(result.size()) +
                      "]: expected a string, found a " + item.type_name());
    }
    result.push_back(item.get<std::string>());
  }
  return result;
}

std::map<std::string, std::string> Object::text_map(std::string_view field) const {
  const Object map = object(field);
  std::map<std::string, std::string> result;
  for (const std::string& name : map.fields()) result[name] = map.text_or(name, "");
  return result;
}

std::string Object::dump() const { return at_->dump(); }

const json* Object::find(std::string_view field) const {
  const auto found = at_->find(field);
  return found == at_->end() || found->is_null() ? nullptr : &*found;
}

void Object::refuse(std::string_view field, std::string_view expected) const {
  throw Malformed(path_to(field) + ": expected " + std::string(expected) + ", found a " +
                  find(field)->type_name());
}

std::string Object::path_to(std::string_view field) const {
  return path_.empty() ? std::string(field) : path_ + "." + std::string(field);
}

const json& Object::list(std::string_view field) const {
  const json* value = find(field);
  if (value == nullptr) return empty_list();
  if (!value->is_array()) refuse(field, "a list");
  return *value;
}

}  // namespace wire
