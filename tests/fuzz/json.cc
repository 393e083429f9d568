// JSON as it comes from a CA or from the API server: wire::Object reads each field as each type, or
// refuses it as Malformed, and writes what it read.

#include "fuzz/input.h"
#include "wire/object.h"
#include "wire/time.h"
#include "wire/writer.h"

namespace {

template <class Read>
void read_or_refused(Read&& read) {
  try {
    read();
  } catch (const wire::Malformed&) {
    // That is an answer, too.
  }
}

void check_time(base::WallTime time) {
  // An offset may carry a time of the first or the last day out of the four-digit years.
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(time));
  if (date.year() < std::chrono::year(0) || date.year() > std::chrono::year(9999)) return;
  fuzz::must(wire::read_time(wire::write_micro_time(time)) == time, "a time is read as written");
}

void read_everything(const wire::Object& object) {
  for (const std::string& field : object.fields()) {
    read_or_refused([&] { object.text(field); });
    read_or_refused([&] { object.integer(field); });
    read_or_refused([&] { object.flag(field); });
    read_or_refused([&] { object.texts(field); });
    read_or_refused([&] { object.text_map(field); });
    read_or_refused([&] {
      if (const auto time = object.time(field)) check_time(*time);
    });
    read_or_refused([&] { read_everything(object.object(field)); });
    read_or_refused([&] {
      for (const wire::Object& item : object.objects(field)) read_everything(item);
    });
  }
}

}  // namespace

void fuzz::try_input(std::string_view input) {
  read_or_refused([&] {
    const auto object = wire::Object::parse(input);
    read_everything(object);
    const std::string text = object.dump();
    must(wire::Object::parse(text).dump() == text, "what was written is read as the same");
    must(wire::Writer(object).text() == text, "the writer writes what the reader read");
  });
}
