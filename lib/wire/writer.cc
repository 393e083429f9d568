#include "wire/writer.h"

#include <nlohmann/json.hpp>

namespace wire {

using nlohmann::json;

Writer::Writer() : value_(std::make_unique<json>(json::object())) {}
Writer::Writer(const Object& object) : value_(std::make_unique<json>(*object.at_)) {}
Writer::Writer(const Writer& other) : value_(std::make_unique<json>(*other.value_)) {}
Writer::Writer(Writer&& other) noexcept = default;
Writer::~Writer() = default;

Writer& Writer::operator=(Writer other) noexcept {
  value_.swap(other.value_);
  return *this;
}

Writer& Writer::set(std::string_view field, std::string_view value) {
  (*value_)[std::string(field)] = value;
  return *this;
}
Writer& Writer::set(std::string_view field, const char* value) {
  return set(field, std::string_view(value));
}
Writer& Writer::set(std::string_view field, bool value) {
  (*value_)[std::string(field)] = value;
  return *this;
}
Writer& Writer::set(std::string_view field, std::int64_t value) {
  (*value_)[std::string(field)] = value;
  return *this;
}
Writer& Writer::set(std::string_view field, int value) { return set(field, std::int64_t{value}); }

Writer& Writer::set(std::string_view field, const Writer& value) {
  (*value_)[std::string(field)] = *value.value_;
  return *this;
}
Writer& Writer::set(std::string_view field, const Object& value) {
  return set(field, Writer(value));
}
Writer& Writer::set(std::string_view field, const std::vector<std::string>& values) {
  (*value_)[std::string(field)] = values;
  return *this;
}
Writer& Writer::set(std::string_view field, const std::vector<Writer>& values) {
  json list = json::array();
  for (const Writer& value : values) list.push_back(*value.value_);
  (*value_)[std::string(field)] = std::move(list);
  return *this;
}
Writer& Writer::set(std::string_view field, const std::map<std::string, std::string>& values) {
  json map = json::object();
  for (const auto& [name, value] : values) map[name] = value;
  (*value_)[std::string(field)] = std::move(map);
  return *this;
}
Writer& Writer::set_null(std::string_view field) {
  (*value_)[std::string(field)] = nullptr;
  return *this;
}
Writer& Writer::set_unless_empty(std::string_view field, std::string_view value) {
  return value.empty() ? *this : set(field, value);
}
Writer& Writer::remove(std::string_view field) {
  value_->erase(std::string(field));
  return *this;
}

bool Writer::empty() const { return value_->empty(); }

Object Writer::object() const {
  auto root = std::make_shared<const json>(*value_);
  const json* at = root.get();
  return {std::move(root), at, ""};
}

// Text that is not UTF-8 (a stranger's words in a message) is replaced, not thrown about.
std::string Writer::text() const {
  return value_->dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace wire
