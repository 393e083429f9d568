#include <algorithm>

#include "base/text.h"
#include "kubectl/command.h"

namespace kubectl {
namespace {

std::string flag_line(const Flag& flag) {
  std::string left = flag.letter == 0 ? "      " : std::string("  -") + flag.letter + ", ";
  left += "--" + std::string(flag.name) + (flag.value.empty() ? "" : " ") + std::string(flag.value);
  left.resize(std::max<std::size_t>(left.size() + 2, 38), ' ');
  return left + std::string(flag.help) + "\n";
}

std::string indented(std::string_view lines) {
  std::string text;
  for (const std::string& line : base::split(lines, '\n')) text += "  " + line + "\n";
  return text;
}

}  // namespace

std::string help_text() {
  std::string text = "Certificates of Sallyport: how they stand, and what to do.\n\nCommands:\n";
  for (const Command& each : commands()) {
    std::string name(each.name);
    name.resize(12, ' ');
    text += "  " + name + std::string(each.summary) + "\n";
  }
  return text + "\n`kubectl sallyport COMMAND --help` says more.\n" +
         "Exit codes: 0 yes or done, 1 no or failed, 2 a wrong command line, 3 the cluster could "
         "not be asked.\n";
}

std::string help_of(const Command& command) {
  std::string text = std::string(command.summary) + "\n";
  if (!command.details.empty()) text += std::string(command.details) + "\n";
  text += "\nUsage:\n  kubectl sallyport " + std::string(command.name) +
          (command.words.empty() ? "" : " ") + std::string(command.words) + " [flags]\n";
  text += "\nExample:\n" + indented(command.example) + "\nFlags:\n";
  for (const Flag& flag : flags_of(command)) text += flag_line(flag);
  return text;
}

}  // namespace kubectl
