// Commands: what `kubectl sallyport` can do, one row each, of which help and completion are made.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kubectl/arguments.h"
#include "kubectl/session.h"

namespace kubectl {

// What its words are, for completion.
enum class WordsAre { kOther, kCertificates, kIssuers };

struct Command {
  std::string_view name;
  std::string_view words;    // "NAME...", as its help writes them
  std::string_view summary;  // one sentence
  std::string_view details;  // more of them; lines of at most 80 columns
  std::string_view example;  // lines of a shell
  std::vector<Flag> flags;   // besides those of all commands
  std::size_t least = 0;     // words
  std::size_t most = 0;
  WordsAre words_are = WordsAre::kOther;
  int (*run)(Session& session) = nullptr;
};

// In the order of the help.
const std::vector<Command>& commands();
const Command* find_command(std::string_view name);  // null when there is none

// Of every command.
const std::vector<Flag>& common_flags();
std::vector<Flag> flags_of(const Command& command);

std::string help_text();
std::string help_of(const Command& command);

// What may come next, by all words so far, the last of them unfinished: one in a line, then the
// directive of kubectl's completion, `:4`, no files.
std::string completions(const std::vector<std::string>& words);
// The script that asks for them. Empty for a shell that is not known.
std::string completion_script(std::string_view shell);

// Each returns the exit code, and throws CommandError.
int run_list(Session& session);
int run_status(Session& session);
int run_why(Session& session);
int run_renew(Session& session);
int run_version(Session& session);
int run_check(Session& session);
int run_probe(Session& session);
int run_caa(Session& session);
int run_completion(Session& session);
int run_migrate(Session& session);

// The whole program, but for the process around it.
int run(const std::vector<std::string>& words);

}  // namespace kubectl
