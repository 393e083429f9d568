// Client: one call to send a request, one to follow a stream. Two implementations behave alike and
// are held to it by the same tests (tests/http):
//
//   beast    for every peer that can be hostile: CA, preflight, sidecars
//   cpprest  for the Kubernetes API server, which is trusted and pinned
//
// Both: HTTP/1.1 with kept connections; redirects are returned, never followed; no request is ever
// sent twice by the client itself, except on a kept connection that the server had closed before it
// could read any of it (GET and HEAD, which are safe: before it answered); header at most 64 KiB
// and 200 fields (cpprest, whose peer is trusted, cannot refuse a larger one); a body over
// `max_body` is refused while it arrives; a sink is called on the caller's thread, and the server
// is held back while it works. Calls block their own thread until done, `deadline` passed or `stop`
// is requested (then within a few milliseconds). Any number of threads may call at once.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "http/url.h"

namespace http {

class Proxies;

struct CaseInsensitive {
  using is_transparent = void;
  bool operator()(std::string_view left, std::string_view right) const;
};
// A repeated header has its values joined by ", " (RFC 9110 section 5.3).
using Headers = std::map<std::string, std::string, CaseInsensitive>;

struct Request {
  std::string method = "GET";
  Url url;
  Headers headers;  // Host, Content-Length and User-Agent are the client's own business
  std::string body;
  base::Millis deadline{30'000};       // the whole call; of a stream: until the header is there
  std::size_t max_body = 1024 * 1024;  // bytes; of a stream: no limit
  // An address to connect to, instead of those that the URL's host resolves to: for a peer whose
  // address was checked before; and the port there, 0 for the URL's. Beast only; cpprest refuses
  // it.
  std::string address;
  std::uint16_t address_port = 0;
  // A body over max_body is cut there and the rest left unread, instead of refused. Beast only.
  bool cut_body = false;
};

struct Response {
  int status = 0;
  Headers headers;
  std::string body;

  std::string_view header(std::string_view name) const;  // "" when absent
};

enum class ErrorKind {
  kResolve,   // the name has no address
  kConnect,   // refused or unreachable
  kFenced,    // no address of the name is one that this client may connect to
  kTls,       // handshake or certificate; the message says which check
  kTimeout,   // the deadline passed
  kStopped,   // stop was requested
  kTooLarge,  // body over max_body, header over 64 KiB or 200 fields
  kProtocol,  // what came back is not HTTP, or it ended in the middle
  kHttp2,     // what came back is HTTP/2, which was not asked for
};

struct Error {
  ErrorKind kind = ErrorKind::kProtocol;
  std::string message;  // "https://ca.example/dir: at 192.0.2.1: connection refused"
  // The request may have reached the server and may have been carried out.
  bool maybe_sent = false;
  bool answered = false;  // the server has sent something
};

std::string_view word(ErrorKind kind);  // "resolve", "connect", …

// Called with each piece of the body as it comes. False ends the stream (no error).
using Sink = std::function<bool(std::string_view)>;

class Client {
 public:
  virtual ~Client() = default;

  virtual base::Result<Response, Error> send(const Request& request, std::stop_token stop) = 0;

  // With a 2xx answer, hands the body to `sink` until the server ends it (returns the response
  // without body), `idle` passes without a byte (kTimeout), or stop. Any other answer is returned
  // as by send().
  virtual base::Result<Response, Error> stream(const Request& request, base::Millis idle,
                                               const Sink& sink, std::stop_token stop) = 0;
};

// Why this address may not be connected to at this port; "" when it may.
using Fence = std::function<std::string(const std::string& address, std::uint16_t port)>;

struct ClientOptions {
  std::string user_agent = "sallyport";
  std::string ca_pem;  // the only roots that are trusted; empty: the system's
  std::string client_certificate_pem;
  base::Secret client_key_pem;
  bool verify = true;       // false only for a kubeconfig that says insecure-skip-tls-verify
  std::string server_name;  // name to verify instead of the URL's host (kubeconfig tls-server-name)
  // Asked for every address that a name resolves to, before a connection is made to that very
  // address; null lets all pass. Beast only.
  Fence fence;
  bool keeps_connections = true;  // false: each request on a new one. Beast only
  // Those through which https URLs are asked; null for none. With a fence the proxy is asked for an
  // address that the fence lets pass, else for the name. Beast only.
  std::shared_ptr<const Proxies> proxies;
  // Calls of send() under way; others wait for their turn, within their deadline. Cpprest only,
  // which opens a connection for each.
  int at_once = 8;
};

// Throws std::runtime_error when a PEM in the options cannot be read.
std::unique_ptr<Client> make_beast_client(ClientOptions options);
// Links where cpprestsdk is built in (CMake option SALLYPORT_CPPREST).
std::unique_ptr<Client> make_cpprest_client(ClientOptions options);
// For the Kubernetes API: cpprest where it is built in, else beast; and beast for a server that is
// an IPv6 address, which cpprestsdk cannot use.
std::unique_ptr<Client> make_api_client(ClientOptions options);

// What cpprestsdk needs before its first use and before any thread starts: the size of its thread
// pool, no load of the system's roots for each connection, few malloc arenas, and OpenSSL left
// alone at the exit. Does nothing where it is not built in. Call it first in main.
void prepare_process();

// Ends the process, without waiting for cpprestsdk's threads. Call it last in main, when everything
// of ours has ended.
[[noreturn]] void finish_process(int exit_code);

}  // namespace http
