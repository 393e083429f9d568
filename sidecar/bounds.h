// Bounds: what a stranger may take up on the public port, and a peer in the cluster on the others.
//
// Main's thread only, before any other thread starts.
#pragma once

#include <cstddef>

#include "http/server.h"

namespace sidecar {

// 2,048 connections, 5 s for a request: at 8 KiB each no more than 16 MiB. Fewer connections where
// the process may not open enough files, so that there are always some left for the API server and
// for the two ports of the cluster; its own limit is raised first as far as it may be.
http::ServerLimits public_limits();

// Each thread of the controller's workers asks one short question at a time; by default there are
// few of them, and probes are a few more. When there are more than these, the connection that was
// idle longest is closed, and a question is asked again.
inline constexpr std::size_t kAdminConnections = 128;

}  // namespace sidecar
