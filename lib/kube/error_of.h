// Failure: what an answer of the API server that is no success means (metav1.Status), and what no
// answer means. Pure.
#pragma once

#include <string_view>

#include "http/client.h"
#include "kube_objects/error.h"

namespace kube {

// `what` was asked: "create secrets team-a/web-tls". Bodies that are no Status (a proxy's page)
// are not repeated.
Error error_of(const http::Response& response, std::string_view what);
Error error_of(const http::Error& error, std::string_view what);

}  // namespace kube
