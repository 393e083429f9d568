// Notes: what is found while one object is mapped. For this room alone.
#pragma once

#include <string>
#include <utility>

#include "migration/mapped.h"

namespace migration {

class Notes {
 public:
  Notes(Mapped& mapped, std::string object) : mapped_(mapped), object_(std::move(object)) {}

  void changed(std::string field, std::string why) { note(Verdict::kChanged, field, why); }
  void dropped(std::string field, std::string why) { note(Verdict::kDropped, field, why); }
  void refused(std::string field, std::string why) { note(Verdict::kRefused, field, why); }

  // Of each field that has a row, or none, what the row says. Those by value are the caller's.
  void by_table(Kind kind, const std::vector<std::string>& fields);

 private:
  void note(Verdict verdict, const std::string& field, const std::string& why);

  Mapped& mapped_;
  const std::string object_;
};

}  // namespace migration
