// Arguments: the words behind `kubectl sallyport COMMAND`, taken apart: flags in every place, as
// kubectl has them (`--name value`, `--name=value`, `-n value`, `-nvalue`, `-A`), `--` before words
// that are none. Pure; any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace kubectl {

struct Flag {
  std::string_view name;   // "namespace"
  char letter = 0;         // 'n'; 0 for none
  std::string_view value;  // "NAMESPACE", as the help names it; "" for one without a value
  std::string_view help;
};

class Arguments {
 public:
  bool has(std::string_view flag) const { return values_.contains(flag); }
  // "" when it was not given; of several the last.
  std::string text(std::string_view flag) const;
  const std::vector<std::string>& words() const { return words_; }

 private:
  friend base::Result<Arguments, std::string> parse(const std::vector<Flag>& known,
                                                    const std::vector<std::string>& all);
  std::map<std::string, std::string, std::less<>> values_;
  std::vector<std::string> words_;
};

// The error names the flag, and one that is like it.
base::Result<Arguments, std::string> parse(const std::vector<Flag>& known,
                                           const std::vector<std::string>& all);

// The one of the words that is most like it, at most two letters away; "" for none.
std::string nearest(std::string_view word, const std::vector<std::string>& words);

}  // namespace kubectl
