#include <algorithm>
#include <array>

#include "http/client.h"
#include "http/connection.h"
#include "http/idle_connections.h"
#include "http/proxies.h"
#include "http/resolve.h"
#include "http/response_reader.h"
#include "http/tunnel.h"

namespace http {
namespace {

using Outcome = base::Result<Response, Error>;

// Addresses of one name that a proxy is asked for, one after the other.
constexpr std::size_t kMostAskedOfProxy = 4;

// One try of one request on one connection.
struct Attempt {
  std::optional<Cause> failure;
  bool wrote = false;     // some of the request left us
  bool answered = false;  // some of the answer came
  bool whole = false;     // all of both, so that another request can follow
};

std::string wire_text(const Request& request, const std::string& user_agent, bool last) {
  std::string out = request.method + " " + request.url.target + " HTTP/1.1\r\n";
  out += "Host: " + request.url.authority() + "\r\n";
  if (!user_agent.empty()) out += "User-Agent: " + user_agent + "\r\n";
  if (last) out += "Connection: close\r\n";
  for (const auto& [name, value] : request.headers) out += name + ": " + value + "\r\n";
  // "A user agent SHOULD send Content-Length in a request when the method defines a meaning for
  // enclosed content" (RFC 9110 section 8.6), also when it is empty.
  const bool has_meaning =
      request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if (has_meaning || !request.body.empty()) {
    out += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  }
  return out + "\r\n" + request.body;
}

bool is_safe(const Request& request) { return request.method == "GET" || request.method == "HEAD"; }

class BeastClient final : public Client {
 public:
  explicit BeastClient(ClientOptions options)
      : user_agent_(std::move(options.user_agent)),
        fence_(std::move(options.fence)),
        keeps_(options.keeps_connections),
        proxies_(options.proxies ? options.proxies : std::make_shared<Proxies>()),
        tls_(make_tls_context(options)) {}

  Outcome send(const Request& request, std::stop_token stop) override {
    return call(request, nullptr, base::Millis(0), std::move(stop));
  }

  Outcome stream(const Request& request, base::Millis idle, const Sink& sink,
                 std::stop_token stop) override {
    return call(request, &sink, idle, std::move(stop));
  }

 private:
  Outcome call(const Request& request, const Sink* sink, base::Millis idle, std::stop_token stop);
  std::optional<Cause> open(std::unique_ptr<Connection>& connection, const Request& request,
                            const Bounds& bounds) const;
  std::optional<Cause> connect(std::unique_ptr<Connection>& connection, const Request& request,
                               const Bounds& bounds) const;
  std::optional<Cause> connect_by(const Proxy& proxy, std::unique_ptr<Connection>& connection,
                                  const Request& request, const Bounds& bounds) const;
  base::Result<std::vector<std::string>, Cause> named_to_proxy(const Request& request,
                                                               const Bounds& bounds) const;
  Cause placed(Cause failure, const Request& request, const Connection& connection) const;
  Attempt exchange(Connection& connection, const Request& request, ResponseReader& reader,
                   const Bounds& bounds, const std::optional<base::Millis>& idle);

  base::Result<std::vector<std::string>, Cause> addresses_of(const Request& request,
                                                             const Bounds& bounds) const;

  const std::string user_agent_;
  const Fence fence_;
  const bool keeps_;
  const std::shared_ptr<const Proxies> proxies_;
  const std::shared_ptr<TlsContext> tls_;
  IdleConnections idle_;
};

std::uint16_t port_of(const Request& request) {
  return request.address_port != 0 ? request.address_port : request.url.port;
}

std::string peer_of(const Request& request) {
  return (request.url.tls ? "s " : "p ") + request.url.authority() + " " + request.address + " " +
         std::to_string(request.address_port);
}

Outcome BeastClient::call(const Request& request, const Sink* sink, base::Millis idle,
                          std::stop_token stop) {
  if (auto failure = refuse(request)) return base::unexpected(error(request, *failure));
  const Bounds bounds{std::chrono::steady_clock::now() + request.deadline, std::move(stop)};
  const std::string peer = peer_of(request);
  const auto pause = sink == nullptr ? std::optional<base::Millis>() : idle;
  for (;;) {
    auto connection = idle_.take(peer);
    const bool reused = connection != nullptr;
    if (!reused) {
      if (auto failure = open(connection, request, bounds))
        return base::unexpected(error(request, *std::move(failure)));
    }
    ResponseReader reader(request, sink);
    auto attempt = exchange(*connection, request, reader, bounds, pause);
    if (!attempt.failure) {
      const bool kept = keeps_ && attempt.whole && !bounds.stop.stop_requested();
      if (kept) idle_.keep(peer, std::move(connection));
      return std::move(reader.response());
    }
    const bool lost = attempt.failure->kind == ErrorKind::kProtocol && !attempt.answered;
    const bool stale = reused && lost && (is_safe(request) || !attempt.wrote);
    if (stale) continue;
    Error failure =
        error(request, placed(*std::move(attempt.failure), request, *connection), attempt.wrote);
    failure.answered = attempt.answered;
    return base::unexpected(std::move(failure));
  }
}

// Those that the fence lets pass; nothing is resolved again afterwards.
base::Result<std::vector<std::string>, Cause> BeastClient::addresses_of(
    const Request& request, const Bounds& bounds) const {
  const std::string& place = request.address.empty() ? request.url.host : request.address;
  auto addresses = resolve(place, bounds.until, bounds.stop);
  if (!addresses) {
    return base::unexpected(Cause{addresses.error().kind, addresses.error().message});
  }
  if (!fence_) return *std::move(addresses);
  std::string why;
  std::erase_if(*addresses, [&](const std::string& address) {
    const std::string reason = fence_(address, port_of(request));
    if (!reason.empty()) why = reason;
    return !reason.empty();
  });
  if (addresses->empty()) return base::unexpected(Cause{ErrorKind::kFenced, why});
  return *std::move(addresses);
}

// With the way to the server, as far as the caller does not know it.
Cause BeastClient::placed(Cause failure, const Request& request,
                          const Connection& connection) const {
  if (failure.kind == ErrorKind::kStopped) return failure;
  if (const Proxy* proxy = proxies_->proxy_of(request.url)) {
    failure.reason = "through " + name_of(*proxy, connection) + ": " + failure.reason;
    return failure;
  }
  const bool known = !request.address.empty() || is_address(request.url.host);
  if (known || connection.place().empty()) return failure;
  failure.reason = "at " + connection.place() + ": " + failure.reason;
  return failure;
}

std::optional<Cause> BeastClient::open(std::unique_ptr<Connection>& connection,
                                       const Request& request, const Bounds& bounds) const {
  const Proxy* proxy = proxies_->proxy_of(request.url);
  auto failure = proxy == nullptr ? connect(connection, request, bounds)
                                  : connect_by(*proxy, connection, request, bounds);
  if (failure || !request.url.tls) return failure;
  failure = connection->secure(tls_, request.url.host, bounds);
  if (failure) return placed(*std::move(failure), request, *connection);
  return {};
}

std::optional<Cause> BeastClient::connect(std::unique_ptr<Connection>& connection,
                                          const Request& request, const Bounds& bounds) const {
  connection = std::make_unique<Connection>();
  const auto addresses = addresses_of(request, bounds);
  if (!addresses) return addresses.error();
  auto failure = connection->connect(*addresses, port_of(request), bounds);
  if (failure) return placed(*std::move(failure), request, *connection);
  return {};
}

// What the proxy resolves, no fence can judge: it is given addresses that were judged here.
base::Result<std::vector<std::string>, Cause> BeastClient::named_to_proxy(
    const Request& request, const Bounds& bounds) const {
  if (!fence_ && request.address.empty()) return std::vector<std::string>{request.url.host};
  auto addresses = addresses_of(request, bounds);
  if (addresses) {
    addresses->resize(std::min(addresses->size(), kMostAskedOfProxy));
  } else if (addresses.error().kind == ErrorKind::kResolve) {
    Cause unknown = addresses.error();
    unknown.reason += ", and its address must be known here before a proxy is asked for it";
    return base::unexpected(std::move(unknown));
  }
  return addresses;
}

std::optional<Cause> BeastClient::connect_by(const Proxy& proxy,
                                             std::unique_ptr<Connection>& connection,
                                             const Request& request, const Bounds& bounds) const {
  connection = std::make_unique<Connection>();
  const auto servers = named_to_proxy(request, bounds);
  if (!servers) return servers.error();
  const auto addresses = resolve(proxy.host, bounds.until, bounds.stop);
  if (!addresses) {
    return Cause{addresses.error().kind,
                 "the proxy " + proxy.text() + ": " + addresses.error().message};
  }
  std::optional<Cause> failure;
  for (const std::string& server : *servers) {
    connection = std::make_unique<Connection>();
    failure = connection->connect(*addresses, proxy.port, bounds);
    if (failure && failure->kind != ErrorKind::kStopped)
      failure->reason = name_of(proxy, *connection) + ": " + failure->reason;
    if (failure) return failure;
    failure = open_tunnel(*connection, proxy, host_and_port(server, port_of(request)), user_agent_,
                          bounds);
    if (!failure || failure->kind != ErrorKind::kConnect) return failure;
  }
  return failure;
}

// A 413 may come while the request is still being written (RFC 9110 section 15.5.14), so an answer
// is looked for also when the write has broken off.
Attempt BeastClient::exchange(Connection& connection, const Request& request,
                              ResponseReader& reader, const Bounds& bounds,
                              const std::optional<base::Millis>& idle) {
  Attempt attempt;
  auto written = connection.write(wire_text(request, user_agent_, !keeps_), bounds);
  attempt.wrote = written.bytes > 0;
  attempt.failure = std::move(written.failure);
  if (attempt.failure && (!attempt.wrote || attempt.failure->kind != ErrorKind::kProtocol)) {
    return attempt;
  }
  std::array<char, 16 * 1024> buffer;
  auto progress = ResponseReader::Progress::kMore;
  while (progress == ResponseReader::Progress::kMore) {
    Bounds step = bounds;
    if (idle && reader.has_header()) step.until = std::chrono::steady_clock::now() + *idle;
    auto got = connection.read(buffer, step);
    if (!got) {
      attempt.failure = attempt.failure ? attempt.failure : got.error();
      return attempt;
    }
    progress = *got == 0 ? reader.peer_closed() : reader.take({buffer.data(), *got});
    attempt.answered = reader.started();
  }
  const bool done = progress == ResponseReader::Progress::kDone;
  attempt.whole = done && !attempt.failure && reader.can_follow();
  attempt.failure.reset();
  if (progress == ResponseReader::Progress::kFailed) attempt.failure = reader.failure();
  return attempt;
}

}  // namespace

std::unique_ptr<Client> make_beast_client(ClientOptions options) {
  return std::make_unique<BeastClient>(std::move(options));
}

}  // namespace http
