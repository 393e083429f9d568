// Object: a JSON object being read. Every field is asked for by name and type; what is missing or
// of another type is reported with its whole path ("spec.dnsNames[1]: expected a string, found a
// number"). A null field counts as absent.
//
// Cheap to copy: copies and sub-objects share the parsed text. Immutable, so any thread may read
// it.
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "wire/malformed.h"

namespace wire {

class Writer;

class Object {
 public:
  Object();  // {}

  // Throws Malformed: not JSON (NotJson), not an object, nested deeper than 64. TooMuch: more
  // values than `most`, each of which takes some ten times the two bytes that its text may have.
  // `left_out`: a list of this name is passed over wherever it stands, which saves most of its
  // cost.
  static Object parse(std::string_view text,
                      std::size_t most = std::numeric_limits<std::size_t>::max(),
                      std::string_view left_out = "");

  bool has(std::string_view field) const;
  bool empty() const;
  std::size_t count(std::string_view field) const;  // entries of a list; 0 when absent
  std::vector<std::string> fields() const;

  std::string text(std::string_view field) const;  // must be there
  std::string text_or(std::string_view field, std::string_view fallback) const;
  // Malformed too where the number does not fit into a T.
  template <std::integral T = std::int64_t>
  requires(std::in_range<std::int64_t>(std::numeric_limits<T>::max())) std::optional<T> integer(
      std::string_view field)
  const {
    const auto value =
        integer_within(field, std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
    return value ? std::optional(static_cast<T>(*value)) : std::nullopt;
  }
  bool flag(std::string_view field, bool fallback = false) const;
  std::optional<base::WallTime> time(std::string_view field) const;  // RFC 3339
  Object object(std::string_view field) const;                       // {} when absent
  std::vector<Object> objects(std::string_view field) const;
  std::vector<std::string> texts(std::string_view field) const;
  std::map<std::string, std::string> text_map(std::string_view field) const;

  // The JSON text of this object.
  std::string dump() const;
  // Where it stands in the text that was parsed; empty at the top.
  const std::string& path() const { return path_; }

 private:
  friend class Writer;
  Object(std::shared_ptr<const nlohmann::json> root, const nlohmann::json* at, std::string path);
  const nlohmann::json* find(std::string_view field) const;
  std::optional<std::int64_t> integer_within(std::string_view field, std::int64_t least,
                                             std::int64_t most) const;
  [[noreturn]] void refuse(std::string_view field, std::string_view expected) const;
  std::string path_to(std::string_view field) const;
  const nlohmann::json& list(std::string_view field) const;

  std::shared_ptr<const nlohmann::json> root_;  // owns what at_ points into
  const nlohmann::json* at_;
  std::string path_;
};

}  // namespace wire
