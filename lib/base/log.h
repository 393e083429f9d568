// The log: one `key=value` line per event on standard error, by spdlog.
//
//   base::log_info("issued", {{"certificate", "team-a/web"}, {"reason", "Expiring"}});
//   time=2026-11-24T19:35:42.123Z level=info event=issued certificate=team-a/web reason=Expiring
//
// Values with anything but plain characters are quoted and escaped, so that a value that a stranger
// chose cannot begin a line of its own; of one over 2 KiB the beginning is written, and how much
// more there is. Never pass a key or a token: base::Secret does not convert. Any thread.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace base {

using LogFields = std::initializer_list<std::pair<std::string_view, std::string>>;

// "debug", "info", "warning" or "error". Returns false, and changes nothing, for another word.
bool set_log_level(std::string_view level);

void log_debug(std::string_view event, LogFields fields = {});
void log_info(std::string_view event, LogFields fields = {});
void log_warning(std::string_view event, LogFields fields = {});
void log_error(std::string_view event, LogFields fields = {});

// The line without its time, as it will be written. Pure.
std::string log_line(std::string_view level, std::string_view event, LogFields fields);

}  // namespace base
