// process_metrics(): what this process uses, under the names that every Prometheus client has for
// it: processor time, memory, open files, its start. What the system does not tell is left out. Any
// thread.
#pragma once

#include <prometheus/metric_family.h>

#include <vector>

namespace admin {

std::vector<prometheus::MetricFamily> process_metrics();

}  // namespace admin
