#include "admin/admin.h"

#include <prometheus/text_serializer.h>

#include <initializer_list>
#include <thread>

#include "admin/process.h"
#include "admin/shared_text.h"

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

ServerResponse only_reading() {
  ServerResponse refusal = plain(405, "method not allowed\n");
  refusal.headers = {{"Allow", "GET, HEAD"}};
  return refusal;
}

bool is_reading(const ServerRequest& request) { return request.method == "GET"; }

std::string_view path_of(const ServerRequest& request) {
  return request.target.substr(0, request.target.find('?'));
}

ServerResponse readiness(std::initializer_list<const Missing*> all) {
  std::string reasons;
  for (const Missing* missing : all) {
    if (!*missing) continue;
    for (const std::string& reason : (*missing)()) reasons += reason + "\n";
  }
  return reasons.empty() ? plain(200, "ok\n") : plain(503, std::move(reasons));
}

// The host that was asked, at the other port.
ServerResponse led_to(std::uint16_t port, std::string_view host) {
  const std::size_t colon = host.rfind(':');
  const bool has_port = colon != host.npos && host.find(']', colon) == host.npos;
  const std::string place = "http://" + std::string(has_port ? host.substr(0, colon) : host) + ":" +
                            std::to_string(port) + "/metrics";
  ServerResponse response = plain(308, "the metrics are at " + place + "\n");
  response.headers = {{"Location", place}};
  return response;
}

void write_metrics(std::ostream& out, const prometheus::Registry& registry, const Look& look) {
  const prometheus::TextSerializer text;
  if (look) look(out);
  text.Serialize(out, registry.Collect());
  text.Serialize(out, process_metrics());
}

http::Stream unpacked(const std::shared_ptr<const PackedText>& text) {
  auto reader = std::make_shared<TextReader>(text);
  return {text->size, [reader = std::move(reader)] { return reader->next(); }};
}

http::ServerLimits at_most(std::size_t connections) {
  http::ServerLimits limits;
  limits.max_connections = connections;
  return limits;
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

http::Handler probes(Missing missing, Missing stale, std::uint16_t metrics_port,
                     http::Handler fallback) {
  return [missing = std::move(missing), stale = std::move(stale), metrics_port,
          fallback = std::move(fallback)](const ServerRequest& request) {
    const std::string_view path = path_of(request);
    const bool ours =
        path == "/healthz" || path == "/readyz" || path == "/readyz/current" || path == "/metrics";
    if (!ours) return fallback ? fallback(request) : plain(404, "not found\n");
    if (!is_reading(request)) return only_reading();
    if (path == "/healthz") return plain(200, "ok\n");
    if (path == "/readyz") return readiness({&missing});
    if (path == "/readyz/current") return readiness({&missing, &stale});
    return led_to(metrics_port, request.host);
  };
}

http::Handler metrics(std::shared_ptr<prometheus::Registry> registry, Look look,
                      const base::Clock& clock) {
  auto text =
      std::make_shared<SharedText>([registry = std::move(registry), look = std::move(look)](
                                       std::ostream& out) { write_metrics(out, *registry, look); },
                                   clock);
  return [text = std::move(text)](const ServerRequest& request) {
    if (path_of(request) != "/metrics") return plain(404, "not found\n");
    if (!is_reading(request)) return only_reading();
    ServerResponse response;
    response.content_type = "text/plain; version=0.0.4";
    response.stream = unpacked(text->get());
    return response;
  };
}

Listeners::Listeners(Shown shown, std::size_t admin_connections, const base::Clock& clock)
    : metrics_(shown.metrics_listen, at_most(kMetricsConnections),
               metrics(std::move(shown.registry), std::move(shown.look), clock)),
      admin_(
          shown.admin_listen, at_most(admin_connections),
          probes(shown.missing, std::move(shown.stale), metrics_.port(), std::move(shown.fallback)),
          until_ready(shown.missing)) {}

}  // namespace admin
