#include "settings/version.h"

namespace settings {

std::string version_text(std::string_view program) {
  return std::string(program) + " " + std::string(version()) + " (commit " +
         std::string(revision()) + ")";
}

std::string user_agent(std::string_view program) {
  return std::string(program) + "/" + std::string(version());
}

std::map<std::string, std::string> build_labels(std::string_view program) {
  return {{"program", std::string(program)},
          {"version", std::string(version())},
          {"revision", std::string(revision())}};
}

}  // namespace settings
