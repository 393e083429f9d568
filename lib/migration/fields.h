// The fields of cert-manager's objects, and what becomes of each: the one table by which objects
// are moved and of which docs/from-cert-manager.md is made. Pure; any thread.
//
// A row is about its field and all below it that has no row of its own. `[]` stands for each entry
// of a list. What no row is about is refused, so that nothing is lost in silence.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/object.h"

namespace migration {

enum class Verdict {
  kKept,     // it means the same here
  kChanged,  // it is written in another way here
  kDropped,  // it has no meaning here, and the certificate is as good without it
  kRefused,  // what it asks for is not served: the object stays with cert-manager
  kByValue,  // one of the others, by what it says: see the reason
};
std::string_view word_of(Verdict verdict);  // "kept", "changed", ...

enum class Kind { kCertificate, kIssuer, kAnnotation };

struct Row {
  Kind kind = Kind::kCertificate;
  std::string_view field;  // of cert-manager
  Verdict verdict = Verdict::kKept;
  std::string_view ours;  // where it is here; "" for nowhere
  std::string_view why;   // of all but kKept
};

const std::vector<Row>& rows();
// Null where no row is about it.
const Row* row_of(Kind kind, std::string_view field);
// Rows are about what may stand in it.
bool holds_rows(Kind kind, std::string_view field);

// An annotation of cert-manager's.
bool is_theirs(std::string_view annotation);

// The fields of an object that have a value, with their paths: "spec.acme.solvers[].http01". A list
// of texts, and an empty object, is one field.
std::vector<std::string> fields_in(const wire::Object& object, std::string_view top);

// The table of one kind, as Markdown.
std::string table_text(Kind kind);

// Something that a person should read before the move.
struct Finding {
  std::string object;  // "Certificate team-a/web"
  std::string field;   // "" for the object as a whole
  Verdict verdict = Verdict::kChanged;
  std::string why;
};

}  // namespace migration
