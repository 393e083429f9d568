#include "sidecar/bounds.h"

#include <sys/resource.h>

#include <algorithm>

#include "admin/admin.h"

namespace sidecar {
namespace {

constexpr std::size_t kPublicConnections = 2048;
// For the API server, the ports of the cluster and the process itself.
constexpr rlim_t kOtherFiles = kAdminConnections + admin::kMetricsConnections + 64;

// How many files the process may open.
rlim_t raise_file_limit(rlim_t wanted) {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  if (files.rlim_cur >= wanted) return files.rlim_cur;
  rlimit more = files;
  more.rlim_cur = std::min(wanted, files.rlim_max);
  return setrlimit(RLIMIT_NOFILE, &more) == 0 ? more.rlim_cur : files.rlim_cur;
}

}  // namespace

http::ServerLimits public_limits() {
  http::ServerLimits limits;
  limits.header_bytes = 8192;
  limits.deadline = base::Millis(5000);
  const rlim_t files = raise_file_limit(kPublicConnections + kOtherFiles);
  const rlim_t left = files > kOtherFiles ? files - kOtherFiles : files / 2;
  limits.max_connections = std::min<std::size_t>(kPublicConnections, left);
  return limits;
}

}  // namespace sidecar
