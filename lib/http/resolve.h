// Resolve: the addresses of a host name, in the order in which the system would try them.
//
// As the system does, by /etc/hosts and DNS, but that a name with a dot is asked for as it stands
// before any search domain is tried.
//
// An address literal is its own answer. The system's look-up cannot be cut short, so it runs on a
// thread of its own, which is left behind when the deadline or the stop comes first. Any thread.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "http/client.h"

namespace http {

// Errors: kResolve, kTimeout, kStopped; the message has the host.
base::Result<std::vector<std::string>, Error> resolve(const std::string& host, base::MonoTime until,
                                                      std::stop_token stop);

// Whether the text is an IPv4 or IPv6 address.
bool is_address(const std::string& host);

}  // namespace http
