#include "http/connection.h"

#include <openssl/err.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <mutex>
#include <optional>
#include <set>

#include "base/text.h"
#include "http/silent_end.h"
#include "http/tls.h"

namespace http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using beast::error_code;

// How long an address may keep silent while there are others to try.
constexpr base::Millis kOneAddress{1500};

std::string lower_case(std::string text) {
  if (text.size() > 1 && text[1] >= 'a') text[0] = static_cast<char>(text[0] | 0x20);
  return text;
}

bool is_end(const error_code& ec) { return ec == asio::error::eof; }

}  // namespace

// The context is made at the first TLS connection: the system's roots take 2 MB, and a client of
// plain connections has no use for them.
class TlsContext {
 public:
  explicit TlsContext(const ClientOptions& options) : tls(options) {}

  asio::ssl::context& context() {
    std::call_once(once_, [this] {
      context_.emplace(asio::ssl::context::tls_client);
      tls.set_up(context_->native_handle());
    });
    return *context_;
  }

  const Tls tls;

 private:
  std::once_flag once_;
  std::optional<asio::ssl::context> context_;
};

std::shared_ptr<TlsContext> make_tls_context(const ClientOptions& options) {
  return std::make_shared<TlsContext>(options);
}

class Connection::Socket {
 public:
  using TlsStream = asio::ssl::stream<beast::tcp_stream&>;

  struct Outcome {
    error_code ec;
    std::size_t bytes = 0;
  };

  // Starts one asynchronous operation and runs the loop until it has ended.
  template <class Start>
  Outcome await(const Bounds& bounds, Start start) {
    std::optional<Outcome> outcome;
    stream.expires_at(bounds.until);
    start([&outcome](error_code ec, std::size_t bytes = 0) { outcome = Outcome{ec, bytes}; });
    const std::stop_callback cancel(bounds.stop,
                                    [this] { asio::post(loop, [this] { stream.cancel(); }); });
    loop.restart();
    while (!outcome) loop.run_one();
    return *outcome;
  }

  // The failure that the outcome of a step means, when its own errors are of kind `kind`.
  static std::optional<Cause> judge(const error_code& ec, const Bounds& bounds, ErrorKind kind) {
    if (bounds.stop.stop_requested()) return Cause{ErrorKind::kStopped, "stopped"};
    if (ec == beast::error::timeout) return Cause{ErrorKind::kTimeout, "no answer in time"};
    if (ec) return Cause{kind, lower_case(ec.message())};
    return {};
  }

  asio::io_context loop{1};
  beast::tcp_stream stream{loop};
  std::shared_ptr<TlsContext> context;
  std::optional<TlsStream> tls;
};

Connection::Connection() : socket_(std::make_unique<Socket>()) {}

Connection::~Connection() = default;

std::optional<Cause> Connection::connect(const std::vector<std::string>& addresses,
                                         std::uint16_t port, const Bounds& bounds) {
  std::optional<Cause> failure = Cause{ErrorKind::kResolve, "no address"};
  place_ = base::join(std::set<std::string>(addresses.begin(), addresses.end()));
  for (const std::string& address : addresses) {
    Bounds one = bounds;
    if (&address != &addresses.back()) {
      one.until = std::min(bounds.until, std::chrono::steady_clock::now() + kOneAddress);
    }
    error_code ec;
    const tcp::endpoint peer(asio::ip::make_address(address, ec), port);
    if (ec) return Cause{ErrorKind::kConnect, address + " is not an address"};
    const auto outcome = socket_->await(
        one, [&](auto done) { socket_->stream.async_connect(peer, std::move(done)); });
    failure = Socket::judge(outcome.ec, bounds, ErrorKind::kConnect);
    if (!failure) {
      socket_->stream.socket().set_option(tcp::no_delay(true), ec);
      notice_silent_end(socket_->stream.socket().native_handle());
      place_ = address;
      return {};
    }
    socket_->stream.socket().close(ec);
    const bool over = std::chrono::steady_clock::now() >= bounds.until;
    if (failure->kind == ErrorKind::kStopped || over) return failure;
  }
  return failure;
}

std::optional<Cause> Connection::secure(std::shared_ptr<TlsContext> context,
                                        const std::string& host, const Bounds& bounds) {
  socket_->context = std::move(context);
  auto& tls = socket_->tls.emplace(socket_->stream, socket_->context->context());
  socket_->context->tls.expect(tls.native_handle(), host);
  ERR_clear_error();
  const auto outcome = socket_->await(bounds, [&](auto done) {
    tls.async_handshake(asio::ssl::stream_base::client, std::move(done));
  });
  auto failure = Socket::judge(outcome.ec, bounds, ErrorKind::kTls);
  if (!failure || failure->kind != ErrorKind::kTls || !socket_->context->tls.verifies()) {
    return failure;
  }
  const std::string reason = verify_failure(tls.native_handle());
  if (!reason.empty()) failure->reason = lower_case(reason);
  return failure;
}

Connection::Written Connection::write(std::string_view bytes, const Bounds& bounds) {
  Written written;
  while (written.bytes < bytes.size() && !written.failure) {
    const auto rest =
        asio::buffer(bytes.substr(written.bytes).data(), bytes.size() - written.bytes);
    const auto outcome = socket_->await(bounds, [&](auto done) {
      if (socket_->tls) return socket_->tls->async_write_some(rest, std::move(done));
      socket_->stream.async_write_some(rest, std::move(done));
    });
    written.bytes += outcome.bytes;
    written.failure = Socket::judge(outcome.ec, bounds, ErrorKind::kProtocol);
  }
  return written;
}

base::Result<std::size_t, Cause> Connection::read(std::span<char> into, const Bounds& bounds) {
  const auto buffer = asio::buffer(into.data(), into.size());
  const auto outcome = socket_->await(bounds, [&](auto done) {
    if (socket_->tls) return socket_->tls->async_read_some(buffer, std::move(done));
    socket_->stream.async_read_some(buffer, std::move(done));
  });
  if (outcome.bytes > 0 || is_end(outcome.ec)) return outcome.bytes;
  if (auto failure = Socket::judge(outcome.ec, bounds, ErrorKind::kProtocol)) {
    return base::unexpected(*std::move(failure));
  }
  return std::size_t{0};
}

bool Connection::is_quiet() {
  char byte;
  const int handle = socket_->stream.socket().native_handle();
  const ssize_t got = recv(handle, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

}  // namespace http
