// Limits: what a stranger may take up on the public port, and a peer in the cluster on the other.
//
// Main's thread only, before any other thread starts.
#pragma once

#include "http/server.h"

namespace sidecar {

// 2,048 connections, 5 s for a request: at 8 KiB each no more than 16 MiB. Fewer connections where
// the process may not open enough files, so that there are always some left for the API server and
// for the admin port; its own limit is raised first as far as it may be.
http::ServerLimits public_limits();

http::ServerLimits admin_limits();

}  // namespace sidecar
