#include "settings/program.h"

#include <cstdio>
#include <exception>
#include <stdexcept>

#include "base/log.h"
#include "settings/version.h"

namespace settings {
namespace {

void start(const Program& program, int argc, const char* const* argv) {
  std::vector<Setting> known = program.settings;
  known.push_back({"log-level", "info", "debug, info, warning or error."});
  const auto values = read(known, argc, argv);
  if (!values) throw std::runtime_error(values.error());
  if (values->help_asked()) {
    std::fputs(help(program.name, program.purpose, known).c_str(), stdout);
  } else if (values->version_asked()) {
    std::puts(version_text(program.name).c_str());
  } else if (const std::string& level = values->text("log-level"); !base::set_log_level(level)) {
    throw std::runtime_error("log-level: expected debug, info, warning or error, not " + level);
  } else {
    program.run(*values);
  }
}

}  // namespace

int run_program(const Program& program, int argc, const char* const* argv) {
  try {
    start(program, argc, argv);
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s: %s\n", program.name.c_str(), e.what());
    return 1;
  }
}

}  // namespace settings
