#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cctype>
#include <memory>

#include "base/text.h"

namespace base {
namespace {

// Bytes of a value: what is read on a screen, and no more than a collector of logs takes of a line.
constexpr std::size_t kLongestValue = 2048;

std::string shown(const std::string& value) {
  if (value.size() <= kLongestValue) return value;
  const std::string start = cut(value, kLongestValue);
  return fmt::format("{}... ({} more bytes)", start, value.size() - start.size());
}

bool is_plain(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("-._/:+@,*%").find(c) != std::string_view::npos;
}

std::string quoted(std::string_view value) {
  std::string text = "\"";
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      text += {'\\', c};
    } else if (byte < 0x20 || byte == 0x7f) {
      text += fmt::format("\\x{:02x}", byte);
    } else {
      text += c;
    }
  }
  return text += '"';
}

spdlog::logger& logger() {
  static const auto instance = [] {
    auto made = std::make_shared<spdlog::logger>("sallyport",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("time=%Y-%m-%dT%H:%M:%S.%eZ %v", spdlog::pattern_time_type::utc);
    made->flush_on(spdlog::level::info);
    return made;
  }();
  return *instance;
}

void write(spdlog::level::level_enum level, std::string_view name, std::string_view event,
           LogFields fields) {
  if (!logger().should_log(level)) return;
  logger().log(level, spdlog::string_view_t(log_line(name, event, fields)));
}

}  // namespace

bool set_log_level(std::string_view level) {
  constexpr std::pair<std::string_view, spdlog::level::level_enum> kLevels[] = {
      {"debug", spdlog::level::debug},
      {"info", spdlog::level::info},
      {"warning", spdlog::level::warn},
      {"error", spdlog::level::err}};
  for (const auto& [name, value] : kLevels) {
    if (name != level) continue;
    logger().set_level(value);
    return true;
  }
  return false;
}

std::string log_line(std::string_view level, std::string_view event, LogFields fields) {
  std::string line = fmt::format("level={} event={}", level, event);
  for (const auto& [key, whole] : fields) {
    const std::string value = shown(whole);
    const bool plain = !value.empty() && std::all_of(value.begin(), value.end(), is_plain);
    line += fmt::format(" {}={}", key, plain ? value : quoted(value));
  }
  return line;
}

void log_debug(std::string_view event, LogFields fields) {
  write(spdlog::level::debug, "debug", event, fields);
}
void log_info(std::string_view event, LogFields fields) {
  write(spdlog::level::info, "info", event, fields);
}
void log_warning(std::string_view event, LogFields fields) {
  write(spdlog::level::warn, "warning", event, fields);
}
void log_error(std::string_view event, LogFields fields) {
  write(spdlog::level::err, "error", event, fields);
}

}  // namespace base
