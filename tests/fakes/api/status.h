// The API server's metav1.Status: why it refuses. Pure.
#pragma once

#include <string>

#include "http/client.h"
#include "wire/writer.h"

namespace fakes {

inline wire::Writer status(int code, const std::string& reason, const std::string& message) {
  wire::Writer body;
  body.set("kind", "Status").set("apiVersion", "v1").set("metadata", wire::Writer());
  body.set("status", "Failure").set("message", message).set("reason", reason);
  return body.set("code", code);
}

inline http::Response refusal(int code, const std::string& reason, const std::string& message) {
  return {code, {}, status(code, reason, message).text()};
}

inline wire::Writer version_gone(const std::string& version) {
  return status(410, "Expired", "too old resource version: " + version);
}

}  // namespace fakes
