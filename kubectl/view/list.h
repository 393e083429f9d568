// The Certificates as a table: whether each is ready, until when it is valid, from whom it is, and
// what stands in its way. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "api/certificate.h"
#include "view/words.h"

namespace kubectl {

struct ListOptions {
  bool with_namespace = false;  // they are of several
  bool wide = false;            // Secret, names, renewal, and the whole message
};

// Sorted by namespace and name. "" for none.
std::string list_text(std::vector<api::Certificate> certificates, const ListOptions& options,
                      base::WallTime now, const Paint& paint);

}  // namespace kubectl
