// JsonBuilder: builds JSON from the events of nlohmann's parser, and stops before anything deeper
// or anything more is built. A list that nobody will ask for is passed over. Half the work of the
// library's own way to watch over a parse, which copies each field's name and asks for each value.
// For this room alone; one thread.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wire {

class JsonBuilder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  using json = nlohmann::json;

  // `most` values; no list that is a field of the name `left_out`, "" for none.
  JsonBuilder(std::size_t most, std::string_view left_out) : most_(most), left_out_(left_out) {}

  // Of one that was parsed to its end.
  json result() && { return std::move(root_); }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t&) override { return add(value); }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t&) override { return false; }  // not in text
  bool key(string_t& name) override;
  bool start_object(std::size_t) override { return open(json::object()); }
  bool start_array(std::size_t) override { return open(json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  // Throws NotJson, without the library's words, which repeat what was read.
  bool parse_error(std::size_t, const std::string&, const json::exception& error) override;

 private:
  bool add(json value);
  bool open(json value);
  bool close();
  void count();
  json& put(json value);

  const std::size_t most_;
  const std::string_view left_out_;
  std::size_t values_ = 0;
  std::size_t passed_over_ = 0;  // lists and objects that are open in the one passed over
  bool at_left_out_ = false;
  json root_;
  json* field_ = nullptr;    // of the object that is open
  std::vector<json*> open_;  // from the root on
};

}  // namespace wire
