// Settings: how a program is told what to do: flags (`--name value` or `--name=value`) and a YAML
// file (`--config FILE`, the same names as keys). A flag beats the file. Each setting has a help
// text; an unknown name is refused with the nearest known one.
//
// Main's thread only, before any other thread starts.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace settings {

struct Setting {
  std::string_view name;      // "admin-listen"
  std::string_view fallback;  // value when not given
  std::string_view help;      // one sentence, with the unit
};

class Values {
 public:
  const std::string& text(
      std::string_view name) const;  // throws std::out_of_range for an undeclared name
  // The error names the setting and what was expected.
  base::Result<long long, std::string> number(std::string_view name, long long least,
                                              long long most) const;
  base::Result<bool, std::string> is_on(std::string_view name) const;  // "true" or "false"
  bool help_asked() const { return help_; }
  bool version_asked() const { return version_; }

 private:
  friend base::Result<Values, std::string> read(const std::vector<Setting>&, int,
                                                const char* const*);
  std::map<std::string, std::string, std::less<>> values_;
  bool help_ = false;
  bool version_ = false;
};

// `--config`, `--help` and `--version` are known without being declared.
base::Result<Values, std::string> read(const std::vector<Setting>& known, int argc,
                                       const char* const* argv);

// The text for --help.
std::string help(std::string_view program, std::string_view what_it_does,
                 const std::vector<Setting>& known);

}  // namespace settings
