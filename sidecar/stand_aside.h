// When a sidecar is to stand aside for others: it has lost the API server, so that it learns of no
// new answer, and a CA that asks it fails a validation. What it holds it gives all the same, and
// while a CA may still come for that it stays. Where all have lost the API server they all stand
// aside, when there is nothing left that they could answer. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "sidecar/answers.h"

namespace sidecar {

// For so long after the last word a validation may be under way.
inline constexpr base::Millis kLongestValidation = std::chrono::minutes(10);

// For /readyz/current. `problem`: of the watch, "" for none. `silence`: of the API server.
std::vector<std::string> why_stand_aside(const std::string& problem, base::Millis silence,
                                         const AnswerTable& table, base::WallTime now);

}  // namespace sidecar
