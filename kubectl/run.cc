#include <exception>

#include "kubectl/command.h"
#include "settings/version.h"

namespace kubectl {
namespace {

constexpr std::string_view kProgram = "kubectl sallyport";

int usage(const std::string& what, const Command* command) {
  const std::string more =
      command == nullptr ? " --help" : " " + std::string(command->name) + " --help";
  throw CommandError(kBadUsage, what + "; see `" + std::string(kProgram) + more + "`");
}

void check_words(const Command& command, const Arguments& arguments) {
  const std::size_t count = arguments.words().size();
  if (count < command.least) usage("expected " + std::string(command.words), &command);
  if (count > command.most) usage("unexpected " + arguments.words()[command.most], &command);
}

int run_command(const Command& command, const std::vector<std::string>& words) {
  auto arguments = parse(flags_of(command), words);
  if (!arguments) return usage(arguments.error(), &command);
  Session session(*std::move(arguments));
  if (session.arguments().has("help")) {
    session.print(help_of(command));
    return kGood;
  }
  check_words(command, session.arguments());
  return command.run(session);
}

int unknown_command(const std::string& word) {
  std::vector<std::string> names;
  for (const Command& each : commands()) names.emplace_back(each.name);
  const std::string like = nearest(word, names);
  return usage((word.starts_with('-') ? "unknown flag " : "unknown command ") + word +
                   (like.empty() ? "" : ": did you mean " + like + "?"),
               nullptr);
}

// Flags of all commands may stand before the command too, as kubectl has it.
std::vector<std::string> with_command_first(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!words[i].starts_with('-')) {
      std::vector<std::string> turned{words[i]};
      turned.insert(turned.end(), words.begin(), words.begin() + static_cast<long>(i));
      turned.insert(turned.end(), words.begin() + static_cast<long>(i) + 1, words.end());
      return turned;
    }
    const bool has_value = words[i] == "-n" || words[i] == "--namespace" ||
                           words[i] == "--context" || words[i] == "--kubeconfig";
    if (has_value) ++i;
  }
  return words;
}

int dispatch(const std::vector<std::string>& all) {
  const Session outside{Arguments()};
  if (!all.empty() && all.front() == "__complete") {
    outside.print(completions({all.begin() + 1, all.end()}));
    return kGood;
  }
  const std::vector<std::string> words = with_command_first(all);
  if (words.empty() || words.front() == "--help" || words.front() == "-h" ||
      words.front() == "help") {
    const Command* about = words.size() > 1 ? find_command(words[1]) : nullptr;
    outside.print(about == nullptr ? help_text() : help_of(*about));
    return words.empty() ? kBadUsage : kGood;
  }
  if (words.front() == "--version") {
    outside.print(settings::version_text("kubectl-sallyport") + "\n");
    return kGood;
  }
  const Command* command = find_command(words.front());
  if (command == nullptr) return unknown_command(words.front());
  return run_command(*command, {words.begin() + 1, words.end()});
}

}  // namespace

int run(const std::vector<std::string>& words) {
  const Session outside{Arguments()};
  try {
    return dispatch(words);
  } catch (const CommandError& error) {
    outside.tell("error: " + plain(error.what()) + "\n");
    return error.code();
  } catch (const std::exception& error) {
    outside.tell("error: " + plain(error.what()) + "\n");
    return kNotAsked;
  }
}

}  // namespace kubectl
