#include "settings/settings.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace settings {
namespace {

using Given = std::map<std::string, std::string, std::less<>>;

bool is_known(const std::vector<Setting>& known, std::string_view name) {
  return std::any_of(known.begin(), known.end(),
                     [&](const Setting& setting) { return setting.name == name; });
}

// Levenshtein's distance, for "did you mean".
std::size_t distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= left.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t change = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, change}));
    }
  }
  return row.back();
}

std::string unknown(const std::vector<Setting>& known, std::string_view name) {
  const auto nearest =
      std::min_element(known.begin(), known.end(), [&](const auto& a, const auto& b) {
        return distance(a.name, name) < distance(b.name, name);
      });
  std::string message = "unknown setting " + std::string(name);
  if (nearest != known.end() && distance(nearest->name, name) <= 3) {
    message += ": did you mean " + std::string(nearest->name) + "?";
  }
  return message + " (--help lists them all)";
}

struct Flag {
  std::string name;
  std::string value;
};

// Takes the flag at argv[at] apart; moves `at` past its value.
base::Result<Flag, std::string> read_flag(int argc, const char* const* argv, int& at) {
  std::string_view text = argv[at];
  if (!text.starts_with("--")) {
    return base::unexpected("unexpected argument " + std::string(text) +
                            ": settings are --name value");
  }
  text.remove_prefix(2);
  const std::size_t equals = text.find('=');
  if (equals != std::string_view::npos) {
    return Flag{std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
  }
  if (text == "help" || text == "version") return Flag{std::string(text), ""};
  const bool has_value = at + 1 < argc && !std::string_view(argv[at + 1]).starts_with("--");
  if (!has_value) return base::unexpected("--" + std::string(text) + ": its value is missing");
  return Flag{std::string(text), argv[++at]};
}

base::Result<Given, std::string> read_flags(const std::vector<Setting>& known, int argc,
                                            const char* const* argv) {
  Given given;
  for (int at = 1; at < argc; ++at) {
    const auto flag = read_flag(argc, argv, at);
    if (!flag) return base::unexpected(flag.error());
    const bool built_in = flag->name == "config" || flag->name == "help" || flag->name == "version";
    if (!built_in && !is_known(known, flag->name)) {
      return base::unexpected(unknown(known, flag->name));
    }
    if (!given.emplace(flag->name, flag->value).second) {
      return base::unexpected("--" + flag->name + ": given twice");
    }
  }
  return given;
}

// Throws YAML::Exception, also where the map is not YAML after all.
base::Result<Given, std::string> read_map(const std::vector<Setting>& known,
                                          const YAML::Node& root) {
  Given given;
  if (!root.IsMap() && !root.IsNull()) return base::unexpected("expected a map of settings");
  for (const auto& entry : root) {
    const auto name = entry.first.as<std::string>();
    if (!is_known(known, name)) return base::unexpected(unknown(known, name));
    if (!entry.second.IsScalar()) return base::unexpected(name + ": expected one value");
    if (!given.emplace(name, entry.second.as<std::string>()).second) {
      return base::unexpected(name + ": given twice");
    }
  }
  return given;
}

std::string where(const YAML::Exception& error) {
  return error.mark.is_null() ? error.msg
                              : "line " + std::to_string(error.mark.line + 1) + ": " + error.msg;
}

base::Result<Given, std::string> read_file(const std::vector<Setting>& known,
                                           const std::string& path) {
  std::error_code ec;
  if (std::filesystem::is_directory(path, ec)) {
    return base::unexpected(path + ": expected a file, not a directory");
  }
  try {
    auto given = read_map(known, YAML::LoadFile(path));
    if (!given) return base::unexpected(path + ": " + given.error());
    return given;
  } catch (const YAML::BadFile&) {
    return base::unexpected(path + ": cannot be read");
  } catch (const YAML::Exception& e) {
    return base::unexpected(path + ": " + where(e));
  }
}

}  // namespace

const std::string& Values::text(std::string_view name) const {
  const auto found = values_.find(name);
  if (found == values_.end()) throw std::out_of_range("undeclared setting " + std::string(name));
  return found->second;
}

base::Result<bool, std::string> Values::is_on(std::string_view name) const {
  const std::string& given = text(name);
  if (given == "true" || given == "false") return given == "true";
  return base::unexpected(std::string(name) + ": expected true or false, found \"" + given + "\"");
}

base::Result<long long, std::string> Values::number(std::string_view name, long long least,
                                                    long long most) const {
  const std::string& value = text(name);
  long long number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size() || number < least ||
      number > most) {
    return base::unexpected(std::string(name) + ": expected a number from " +
                            std::to_string(least) + " to " + std::to_string(most) + ", not " +
                            value);
  }
  return number;
}

base::Result<Values, std::string> read(const std::vector<Setting>& known, int argc,
                                       const char* const* argv) {
  auto given = read_flags(known, argc, argv);
  if (!given) return base::unexpected(given.error());
  Values values;
  values.help_ = given->contains("help");
  values.version_ = given->contains("version");
  values.values_ = *given;
  if (const auto file = given->find("config"); file != given->end()) {
    auto from_file = read_file(known, file->second);
    if (!from_file) return base::unexpected(from_file.error());
    values.values_.merge(*from_file);
  }
  for (const Setting& setting : known) {
    values.values_.emplace(setting.name, setting.fallback);
  }
  return values;
}

std::string help(std::string_view program, std::string_view what_it_does,
                 const std::vector<Setting>& known) {
  std::string text = "Usage: " + std::string(program) + " [--name value]...\n\n" +
                     std::string(what_it_does) + "\n\n";
  const auto add = [&](std::string_view name, std::string_view about) {
    std::string head = "  --" + std::string(name);
    head.resize(std::max<std::size_t>(head.size() + 1, 24), ' ');
    text += head + std::string(about) + "\n";
  };
  for (const Setting& setting : known) {
    const std::string fallback =
        setting.fallback.empty() ? "" : " Default " + std::string(setting.fallback) + ".";
    add(setting.name, std::string(setting.help) + fallback);
  }
  add("config", "YAML file with the same names as keys; a flag beats it.");
  add("help", "This text.");
  add("version", "The version.");
  return text;
}

}  // namespace settings
