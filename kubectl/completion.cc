// completion: what may come next, and the scripts that ask for it.
#include <algorithm>

#include "api/certificate.h"
#include "api/issuer.h"
#include "kubectl/command.h"

namespace kubectl {
namespace {

constexpr std::string_view kNoFiles = ":4\n";  // kubectl's directive

constexpr std::string_view kBash = R"sh(_kubectl_sallyport() {
  local words
  words=$(kubectl-sallyport __complete "${COMP_WORDS[@]:1}" 2>/dev/null | grep -v '^:')
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}")
}
complete -F _kubectl_sallyport kubectl-sallyport
)sh";
constexpr std::string_view kZsh = R"sh(#compdef kubectl-sallyport
_kubectl_sallyport() {
  local -a all
  all=(${(f)"$(kubectl-sallyport __complete "${words[@]:1}" 2>/dev/null | grep -v '^:')"})
  compadd -a all
}
compdef _kubectl_sallyport kubectl-sallyport
)sh";
constexpr std::string_view kFish = R"sh(function __kubectl_sallyport
  set -l words (commandline -opc) (commandline -ct)
  kubectl-sallyport __complete $words[2..-1] 2>/dev/null | string match -v -r '^:'
end
complete -c kubectl-sallyport -f -a '(__kubectl_sallyport)'
)sh";

void add(std::string& text, std::string_view begun, const std::string& word) {
  if (word.starts_with(begun)) text += word + "\n";
}

void add_names(std::string& text, std::string_view begun, const Command& command,
               Session& session) {
  if (command.words_are == WordsAre::kOther) return;
  const kube::Resource& kind =
      command.words_are == WordsAre::kIssuers ? api::kIssuers : api::kCertificates;
  for (const wire::Object& each : session.list_if_allowed(kind, session.namespace_())) {
    add(text, begun, each.object("metadata").text("name"));
  }
}

// Where the cluster cannot be asked there is nothing to offer.
std::string names_for(const Command& command, const std::vector<std::string>& before,
                      std::string_view begun) {
  std::string text;
  auto arguments = parse(flags_of(command), before);
  if (!arguments || arguments->words().size() >= command.most) return "";
  try {
    Session session(*std::move(arguments));
    add_names(text, begun, command, session);
  } catch (const std::exception&) {
    return "";
  }
  return text;
}

std::string flags_for(const Command& command, std::string_view begun) {
  std::string text;
  for (const Flag& flag : flags_of(command)) add(text, begun, "--" + std::string(flag.name));
  return text;
}

}  // namespace

std::string completions(const std::vector<std::string>& words) {
  const std::string begun = words.empty() ? "" : words.back();
  std::string text;
  if (words.size() < 2) {
    for (const Command& each : commands()) add(text, begun, std::string(each.name));
    return text.append(kNoFiles);
  }
  const Command* command = find_command(words.front());
  if (command == nullptr) return std::string(kNoFiles);
  if (begun.starts_with('-')) return flags_for(*command, begun).append(kNoFiles);
  if (command->name == "completion") {
    for (const char* shell : {"bash", "zsh", "fish"}) add(text, begun, shell);
    return text.append(kNoFiles);
  }
  return names_for(*command, {words.begin() + 1, words.end() - 1}, begun).append(kNoFiles);
}

std::string completion_script(std::string_view shell) {
  if (shell == "bash") return std::string(kBash);
  if (shell == "zsh") return std::string(kZsh);
  return shell == "fish" ? std::string(kFish) : "";
}

int run_completion(Session& session) {
  const std::string script = completion_script(session.words().front());
  if (script.empty()) throw CommandError(kBadUsage, "expected bash, zsh or fish");
  session.print(script);
  return kGood;
}

}  // namespace kubectl
