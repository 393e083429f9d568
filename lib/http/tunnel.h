// open_tunnel(): asks an HTTP proxy for a way to a server (CONNECT, RFC 9110 section 9.3.6). For
// this room alone. One thread.
#pragma once

#include "http/connection.h"
#include "http/proxies.h"

namespace http {

// Of a connection to the proxy, which leads to `server` ("ca.example:443") where nothing is
// returned. Else the cause is worded as the proxy's own trouble: kConnect where it does not let us
// through to that server or does not reach it, kProtocol where it is of no use for any server,
// kTimeout, kStopped. Not repeated: what a page of the proxy says.
std::optional<Cause> open_tunnel(Connection& connection, const Proxy& proxy,
                                 const std::string& server, const std::string& user_agent,
                                 const Bounds& bounds);

// "the proxy proxy.example:3128 at 192.0.2.1"
std::string name_of(const Proxy& proxy, const Connection& connection);

}  // namespace http
