// Program: what main() does in every program: reads the settings, answers --help and --version,
// sets the log level, runs, and turns an exception into one line on standard error.
//
// Main's thread only. A program's settings always include log-level.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "settings/settings.h"

namespace settings {

struct Program {
  std::string name;
  std::string_view purpose;
  std::vector<Setting> settings;  // but for log-level
  // Returns when the program is to end; throws std::exception for what it cannot go on with.
  void (*run)(const Values& values);
};

// The exit code.
int run_program(const Program& program, int argc, const char* const* argv);

}  // namespace settings
