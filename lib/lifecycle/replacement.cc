#include "lifecycle/replacement.h"

#include <algorithm>

namespace lifecycle {

std::string replaced_by_order(const Observed& seen, const std::string& account_url,
                              const acme::Directory& directory) {
  const auto& stored = seen.stored;
  if (!stored || seen.renewal_info_off || directory.renewal_info.empty()) return "";
  const bool same_origin = stored->issuer == seen.asked.text() && stored->account == account_url;
  const bool common = std::any_of(seen.wanted.begin(), seen.wanted.end(), [&](const auto& name) {
    return records::has_name(*stored, name);
  });
  return same_origin && common ? stored->certificate_id : "";
}

}  // namespace lifecycle
