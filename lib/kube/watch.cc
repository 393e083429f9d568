#include "kube/watch.h"

#include "base/backoff.h"
#include "base/stop.h"
#include "kube/line_buffer.h"

namespace kube {
namespace {

constexpr base::Backoff kPause{base::Millis(800), base::Millis(30'000)};
constexpr base::Seconds kMargin{5};  // the server ends the stream itself, or is gone
constexpr std::size_t kLongestLine = 8 * 1024 * 1024;

// "certificates", or of one namespace or selector, for the log.
std::string describe(const WatchTarget& target) {
  return std::string(target.resource.plural) +
         (target.namespace_.empty() ? "" : " in " + target.namespace_);
}

}  // namespace

void Watch::start() {
  thread_ = std::jthread([this](std::stop_token stop) { run(stop); });
}

Watch::~Watch() = default;

void Watch::run(std::stop_token stop) {
  WatchMachine machine;
  while (!stop.stop_requested()) {
    pause(machine, stop);
    if (stop.stop_requested()) return;
    const NextAct act = machine.next();
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
  auto page = client_.list(target_.resource, options, stop);
  if (page) {
    take(machine, machine.page(std::move(page->items), page->resource_version, page->next));
  } else if (page.error().kind != Error::Kind::kStopped) {
    base::log_warning("ListRefused",
                      {{"of", describe(target_)}, {"message", page.error().message}});
    machine.refused(page.error().status);
  }
}

void Watch::open(WatchMachine& machine, const OpenStream& act, std::stop_token stop) {
  const base::Seconds timeout(std::uniform_int_distribution<int>(240, 290)(random_));
  const base::Millis idle =
      act.initial_events ? WatchMachine::kInitialPatience : base::Millis(timeout + kMargin);
  LineBuffer lines(kLongestLine);
  bool broken = false;
  const auto opened = std::chrono::steady_clock::now();
  const auto sink = [&](std::string_view bytes) {
    const bool good = lines.feed(bytes, [&](std::string_view line) {
      take(machine, machine.line(wire::Object::parse(line)));
      return machine.stream_good();
    });
    broken = !good && machine.stream_good();
    return good;
  };
  std::string why;
  try {
    const auto end = client_.stream(query(act, timeout), idle, sink, stop);
    if (stop.stop_requested()) return;
    if (end && end->status >= 300) {
      base::log_info("WatchRefused",
                     {{"of", describe(target_)}, {"status", std::to_string(end->status)}});
      return machine.refused(end->status);
    }
    if (!end) why = end.error().message;
  } catch (const wire::Malformed& e) {
    why = e.what();
  }
  if (broken) why = "an event is longer than 8 MiB";
  if (!why.empty()) base::log_warning("WatchBroken", {{"of", describe(target_)}, {"message", why}});
  machine.ended(std::chrono::duration_cast<base::Millis>(std::chrono::steady_clock::now() - opened),
                !why.empty());
}

void Watch::take(WatchMachine& machine, std::vector<StoreEvent> events) {
  for (const StoreEvent& event : events) sink_(event);
  if (machine.synced()) synced_ = true;
}

std::string Watch::query(const OpenStream& act, base::Seconds timeout) const {
  std::string query =
      target_.resource.path(target_.namespace_) +
      "?watch=1&allowWatchBookmarks=true&timeoutSeconds=" + std::to_string(timeout.count());
  if (!target_.label_selector.empty()) query += "&labelSelector=" + encoded(target_.label_selector);
  if (!act.initial_events) return query + "&resourceVersion=" + act.resource_version;
  return query + "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=";
}

void Watch::pause(const WatchMachine& machine, std::stop_token stop) {
  if (machine.failures() == 0) return;
  base::sleep_for(kPause.after(machine.failures(), random_), stop);
}

}  // namespace kube
