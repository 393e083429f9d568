#include "admin/process.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace admin {
namespace {

using prometheus::MetricType;

class Found {
 public:
  void add(const char* name, const char* help, double value, MetricType type = MetricType::Gauge) {
    prometheus::ClientMetric metric;
    metric.gauge.value = value;
    metric.counter.value = value;
    families.push_back({name, help, type, {metric}});
  }
  std::vector<prometheus::MetricFamily> families;
};

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

void add_processor_time(Found& found) {
  rusage used{};
  if (getrusage(RUSAGE_SELF, &used) != 0) return;
  found.add("process_cpu_seconds_total", "Processor time used, of user and system",
            seconds(used.ru_utime) + seconds(used.ru_stime), MetricType::Counter);
}

void add_memory(Found& found) {
  std::ifstream statm("/proc/self/statm");
  double total = 0;
  double resident = 0;
  if (!(statm >> total >> resident)) return;
  const auto page = static_cast<double>(sysconf(_SC_PAGESIZE));
  found.add("process_resident_memory_bytes", "Memory that is resident", resident * page);
  found.add("process_virtual_memory_bytes", "Address space in use", total * page);
}

void add_files(Found& found) {
  std::error_code error;
  std::filesystem::directory_iterator files("/proc/self/fd", error);
  if (!error) {
    const auto open = std::distance(begin(files), end(files));
    found.add("process_open_fds", "Open files", static_cast<double>(open));
  }
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  found.add("process_max_fds", "Open files that are allowed", static_cast<double>(limit.rlim_cur));
}

// In ticks since the machine's start: field 22, proc(5). The name before may hold anything.
double start_ticks() {
  std::ifstream stat("/proc/self/stat");
  std::string text;
  std::getline(stat, text);
  std::istringstream fields(text.substr(text.rfind(')') + 1));
  std::string skipped;
  for (int field = 3; field < 22; ++field) fields >> skipped;
  double ticks = 0;
  fields >> ticks;
  return ticks;
}

double machine_start() {
  std::ifstream stat("/proc/stat");
  std::string word;
  double seconds_since_1970 = 0;
  while (stat >> word) {
    if (word == "btime" && stat >> seconds_since_1970) break;
  }
  return seconds_since_1970;
}

void add_start(Found& found) {
  const double ticks = start_ticks();
  const double machine = machine_start();
  if (ticks == 0 || machine == 0) return;
  found.add("process_start_time_seconds", "When the process started",
            machine + ticks / static_cast<double>(sysconf(_SC_CLK_TCK)));
}

}  // namespace

std::vector<prometheus::MetricFamily> process_metrics() {
  Found found;
  add_processor_time(found);
  add_memory(found);
  add_files(found);
  add_start(found);
  return std::move(found.families);
}

}  // namespace admin
