#include "admin/admin.h"

#include <prometheus/text_serializer.h>

#include <sstream>
#include <thread>

#include "admin/process.h"

namespace admin {
namespace {

using http::ServerRequest;
using http::ServerResponse;

ServerResponse plain(int status, std::string body) {
  ServerResponse response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

ServerResponse readiness(const Missing& missing) {
  std::string reasons;
  for (const std::string& reason : missing()) reasons += reason + "\n";
  return reasons.empty() ? plain(200, "ok\n") : plain(503, std::move(reasons));
}

ServerResponse metrics(const prometheus::Registry& registry, const Look& look) {
  const prometheus::TextSerializer text;
  std::ostringstream out;
  if (look) look(out);
  text.Serialize(out, registry.Collect());
  text.Serialize(out, process_metrics());
  ServerResponse response;
  response.content_type = "text/plain; version=0.0.4";
  response.body = std::move(out).str();
  return response;
}

constexpr base::Millis kFirstProbe{500};
constexpr base::Millis kLook{5};

}  // namespace

std::function<void()> until_ready(Missing missing) {
  return [missing = std::move(missing)] {
    const base::SystemClock clock;
    const base::MonoTime deadline = clock.mono_now() + kFirstProbe;
    while (!missing().empty() && clock.mono_now() < deadline) {
      std::this_thread::sleep_for(kLook);
    }
  };
}

http::Handler handler(std::shared_ptr<prometheus::Registry> registry, Missing missing, Look look,
                      http::Handler fallback) {
  return [registry = std::move(registry), missing = std::move(missing), look = std::move(look),
          fallback = std::move(fallback)](const ServerRequest& request) {
    const std::string_view path = request.target.substr(0, request.target.find('?'));
    const bool ours = path == "/healthz" || path == "/readyz" || path == "/metrics";
    if (!ours) return fallback ? fallback(request) : plain(404, "not found\n");
    if (request.method != "GET") {
      ServerResponse refusal = plain(405, "method not allowed\n");
      refusal.headers = {{"Allow", "GET, HEAD"}};
      return refusal;
    }
    if (path == "/healthz") return plain(200, "ok\n");
    return path == "/readyz" ? readiness(missing) : metrics(*registry, look);
  };
}

}  // namespace admin
