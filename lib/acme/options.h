// Options: what a Client is told besides where its CA is. Plain values.
#pragma once

#include <string>
#include <vector>

#include "acme/observer.h"
#include "acme/pace.h"
#include "base/byte_budget.h"

namespace acme {

struct Options {
  Observer observer{};
  // Where requests may go besides the origin of the directory, as an administrator says:
  // "https://ca.example:8443".
  std::vector<std::string> origins{};
  // What answers may take, and who this client is in it; null: as much as they like. It outlives
  // the client.
  base::ByteBudget* budget = nullptr;
  std::string sharer{};
  Pace::Sleep sleep = base::sleep_for;  // how a turn is waited for where the CA is asked too fast
};

// What one answer counts for, in bytes: its header and its text, 64 KiB each, and what the JSON
// reader makes of 2,048 values, some 150 each; or its header and the longest chain.
inline constexpr std::size_t kAnswerCost = 448 * 1024;

}  // namespace acme
