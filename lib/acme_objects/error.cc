#include "acme_objects/error.h"

namespace acme {

bool Error::is(std::string_view problem_type) const {
  return problem && problem->type == problem_type;
}

bool Error::is_trouble() const {
  if (kind == Kind::kNotTaken || kind == Kind::kProtocol) return false;
  return kind != Kind::kProblem || status >= 500 || is("badNonce");
}

}  // namespace acme
