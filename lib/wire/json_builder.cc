#include "wire/json_builder.h"

#include "wire/malformed.h"

namespace wire {
namespace {

constexpr std::size_t kMaxDepth = 64;  // nlohmann's dump and copy recurse

}  // namespace

bool JsonBuilder::key(string_t& name) {
  if (passed_over_ > 0) return true;
  at_left_out_ = !left_out_.empty() && name == left_out_;
  if (!at_left_out_) field_ = &(*open_.back())[std::move(name)];
  return true;
}

bool JsonBuilder::add(json value) {
  count();
  if (passed_over_ > 0) return true;
  if (std::exchange(at_left_out_, false)) field_ = &(*open_.back())[std::string(left_out_)];
  put(std::move(value));
  return true;
}

bool JsonBuilder::open(json value) {
  if (open_.size() + passed_over_ >= kMaxDepth) throw Malformed("nested deeper than 64");
  count();
  if (passed_over_ > 0 || (at_left_out_ && value.is_array())) {
    at_left_out_ = false;
    ++passed_over_;
    return true;
  }
  if (std::exchange(at_left_out_, false)) field_ = &(*open_.back())[std::string(left_out_)];
  open_.push_back(&put(std::move(value)));
  return true;
}

bool JsonBuilder::close() {
  if (passed_over_ > 0) {
    --passed_over_;
  } else {
    open_.pop_back();
  }
  return true;
}

void JsonBuilder::count() {
  if (++values_ > most_)
    throw TooMuch("more than " + std::to_string(most_) + " values, which is what is read of one");
}

// An open list or object never moves while something is put into it.
JsonBuilder::json& JsonBuilder::put(json value) {
  if (open_.empty()) return root_ = std::move(value);
  if (open_.back()->is_object()) return *field_ = std::move(value);
  open_.back()->push_back(std::move(value));
  return open_.back()->back();
}

bool JsonBuilder::parse_error(std::size_t, const std::string&, const json::exception& error) {
  const auto* where = dynamic_cast<const json::parse_error*>(&error);
  if (where == nullptr) throw NotJson("not JSON: a number is too large");
  throw NotJson("not JSON: stopped at byte " + std::to_string(where->byte));
}

}  // namespace wire
