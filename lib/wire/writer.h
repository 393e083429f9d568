// Writer: a JSON object being built.
//
//   Writer().set("kind", "Lease").set("spec", Writer().set("duration", 15)).text()
//
// One thread at a time; copies are deep.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "wire/object.h"

namespace wire {

class Writer {
 public:
  Writer();
  // Starts from what was read.
  explicit Writer(const Object& object);
  Writer(const Writer& other);
  Writer(Writer&& other) noexcept;
  Writer& operator=(Writer other) noexcept;
  ~Writer();

  // Each replaces the field.
  Writer& set(std::string_view field, std::string_view value);
  Writer& set(std::string_view field, const char* value);
  Writer& set(std::string_view field, bool value);
  Writer& set(std::string_view field, std::int64_t value);
  Writer& set(std::string_view field, int value);
  Writer& set(std::string_view field, const Writer& value);
  Writer& set(std::string_view field, const Object& value);
  Writer& set(std::string_view field, const std::vector<std::string>& values);
  Writer& set(std::string_view field, const std::vector<Writer>& values);
  Writer& set(std::string_view field, const std::map<std::string, std::string>& values);
  Writer& set_null(std::string_view field);
  // Leaves the field out when the value is empty.
  Writer& set_unless_empty(std::string_view field, std::string_view value);
  Writer& remove(std::string_view field);

  bool empty() const;
  std::string text() const;
  // What was built so far, to be read.
  Object object() const;

 private:
  std::unique_ptr<nlohmann::json> value_;
};

}  // namespace wire
