#include "kube/watch.h"

#include <limits>

#include "base/stop.h"
#include "kube/error_of.h"
#include "kube/line_buffer.h"

namespace kube {
namespace {

constexpr base::Seconds kMargin{5};  // the server ends the stream itself, or is gone
constexpr std::size_t kLongestLine = 8 * 1024 * 1024;
constexpr std::size_t kAnyNumber = std::numeric_limits<std::size_t>::max();  // the line has a bound
// Who has written which field: half of an object's text, and of no use to who only watches.
constexpr std::string_view kManagedFields = "managedFields";

bool begins_whole_state(const NextAct& act) {
  if (const auto* list = std::get_if<ListNext>(&act)) return list->from.empty();
  return std::get<OpenStream>(act).initial_events;
}

}  // namespace

void Watch::start() {
  thread_ = std::jthread([this](std::stop_token stop) { run(stop); });
}

Watch::~Watch() = default;

std::string Watch::text() const {
  return name() + (target_.namespace_.empty() ? "" : " in " + target_.namespace_);
}

void Watch::run(std::stop_token stop) {
  WatchMachine machine(target_.after_failure);
  while (!stop.stop_requested()) {
    pause(machine, stop);
    if (stop.stop_requested()) return;
    const NextAct act = machine.next();
    if (begins_whole_state(act)) sink_(StartOver{});
    if (const auto* list_next = std::get_if<ListNext>(&act)) {
      list(machine, *list_next, stop);
    } else {
      open(machine, std::get<OpenStream>(act), stop);
    }
  }
}

void Watch::list(WatchMachine& machine, const ListNext& act, std::stop_token stop) {
  ListOptions options;
  options.namespace_ = target_.namespace_;
  options.label_selector = target_.label_selector;
  options.from = act.from;
  if (act.at_once) options.limit = 0;
  auto page = client_.list(target_.resource, options, stop);
  if (page) {
    hear();
    take(machine, machine.page(std::move(page->items), page->resource_version, page->next));
  } else if (page.error().kind != Error::Kind::kStopped) {
    refused(machine, page.error().status, page.error().message);
  }
}

// The kind is not there, or our Role is older than we are and does not name it.
void Watch::refused(WatchMachine& machine, int status, const std::string& message) {
  const bool is_absent = status == 404 || status == 403;
  if (target_.may_be_absent == MayBeAbsent::kNo || !is_absent) {
    log(message);
    return machine.refused(status);
  }
  if (!std::exchange(absent_, true)) {
    base::log_info("KindAbsent",
                   {{"kind", std::string(target_.resource.kind)}, {"message", message}});
  }
  hear();
  take(machine, machine.absent());
}

void Watch::open(WatchMachine& machine, const OpenStream& act, std::stop_token stop) {
  if (silence() >= silence_) {
    const auto refusal = ask_for_one(stop);
    if (stop.stop_requested()) return;
    if (refusal && refusal->status == 0) {
      log(refusal->message);
      return machine.ended(base::Millis(0), true);
    }
  }
  const base::Seconds timeout = stream_timeout(act);
  LineBuffer lines(kLongestLine);
  std::string why;  // the stream is of no more use
  const auto take_line = [&](std::string_view line) {
    why = read_line(machine, line);
    return why.empty() && machine.stream_good();
  };
  const auto sink = [&](std::string_view bytes) {
    if (lines.feed(bytes, take_line)) return true;
    if (why.empty() && machine.stream_good()) why = "an event is longer than 8 MiB";
    return false;
  };
  const auto opened = std::chrono::steady_clock::now();
  const base::Millis idle = std::min<base::Millis>(silence_, timeout + kMargin);
  const auto end = client_.stream(query(act, timeout), idle, sink, stop);
  if (stop.stop_requested()) return;
  if (end && end->status >= 300) {
    return refused(machine, end->status, error_of(*end, "watch " + text()).message);
  }
  const auto lived =
      std::chrono::duration_cast<base::Millis>(std::chrono::steady_clock::now() - opened);
  const bool silent = !end && is_silence(end.error(), lived);
  if (!end && !silent) why = end.error().message;
  if (const auto refusal = silent ? ask_for_one(stop) : std::nullopt) why = refusal->message;
  if (silent && why.empty()) return machine.fell_silent();
  if (!why.empty()) log("watch " + text() + ": " + why);
  machine.ended(lived, !why.empty());
}

// The header came, and nothing after it. A server that does not answer at all is given up sooner.
bool Watch::is_silence(const http::Error& error, base::Millis lived) const {
  return error.kind == http::ErrorKind::kTimeout && lived >= silence_;
}

// So the end of a silence is noticed at once, and not with the next bookmark; also where something
// on the way cuts all streams before they have brought one. Nothing when it is answered, else why
// not.
std::optional<Error> Watch::ask_for_one(std::stop_token stop) {
  ListOptions options;
  options.namespace_ = target_.namespace_;
  options.label_selector = target_.label_selector;
  options.limit = 1;
  const auto answer = client_.list(target_.resource, options, std::move(stop));
  if (answer) hear();
  return answer ? std::nullopt : std::optional(answer.error());
}

void Watch::hear() { heard_ = std::chrono::steady_clock::now(); }

base::Millis Watch::silence() const {
  return std::chrono::duration_cast<base::Millis>(std::chrono::steady_clock::now() - heard_.load());
}

// An eighth more than after which the server is asked, so that it may answer.
bool Watch::deaf() const { return silence() >= silence_ + silence_ / 8; }

std::string Watch::problem() const {
  const std::string subject = "watch of " + text() + " ";
  if (!synced()) return subject + "is not synced";
  if (!deaf()) return "";
  const auto seconds = std::chrono::duration_cast<base::Seconds>(silence()).count();
  return subject + "has heard nothing from the API server for " + std::to_string(seconds) +
         " s: the log says what was tried (WatchBroken)";
}

// Nothing, or why the line cannot be used; never with the line, which may hold a Secret.
std::string Watch::read_line(WatchMachine& machine, std::string_view line) {
  try {
    const auto event = wire::Object::parse(line, kAnyNumber, kManagedFields);
    std::vector<StoreEvent> events = machine.line(event);
    if (!machine.stream_good()) {
      log("watch " + text() + ": " + cut(event.object("object").text_or("message", "ERROR"), 1024));
    } else {
      hear();
    }
    take(machine, std::move(events));
    return "";
  } catch (const wire::Malformed&) {
    return "an event cannot be read";
  }
}

void Watch::take(WatchMachine& machine, std::vector<StoreEvent> events) {
  failing_ = machine.failures() > 0;
  if (!machine.is_absent()) absent_ = false;
  for (const StoreEvent& event : events) sink_(event);
  if (machine.synced()) synced_ = true;
}

// The server ends a streaming list that has not sent its bookmark by then. Under five minutes:
// many proxies cut there.
base::Seconds Watch::stream_timeout(const OpenStream& act) {
  if (act.initial_events) return WatchMachine::kInitialPatience;
  return base::Seconds(std::uniform_int_distribution<int>(240, 290)(random_));
}

std::string Watch::query(const OpenStream& act, base::Seconds timeout) const {
  std::string query =
      target_.resource.path(target_.namespace_) +
      "?watch=1&allowWatchBookmarks=true&timeoutSeconds=" + std::to_string(timeout.count());
  if (!target_.label_selector.empty()) query += "&labelSelector=" + encoded(target_.label_selector);
  if (!act.initial_events) return query + "&resourceVersion=" + encoded(act.resource_version);
  return query + "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=";
}

void Watch::pause(const WatchMachine& machine, std::stop_token stop) {
  failing_ = machine.failures() > 0;
  const base::Millis pause = machine.pause(random_);
  if (pause > base::Millis(0)) base::sleep_for(pause, stop);
}

void Watch::log(const std::string& message) {
  base::log_warning("WatchBroken", {{"message", message}});
}

}  // namespace kube
