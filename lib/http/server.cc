#include "http/server.h"

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <charconv>
#include <list>
#include <stdexcept>
#include <thread>

#include "http/server_connection.h"

namespace http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr base::Millis kAcceptPause{50};
constexpr base::Millis kShutdown{1000};
// What a peer may still send after its last answer, so that a reset does not overtake the answer.
constexpr std::size_t kMaxDrained = 256 * 1024;
constexpr std::size_t kReadSize = 16 * 1024;
// A connection that once had a large answer does not keep the room for it.
constexpr std::size_t kKeptOutput = 4096;

[[noreturn]] void refuse(const std::string& listen, const std::string& reason) {
  throw std::runtime_error("cannot listen on " + listen + ": " + reason);
}

tcp::endpoint parse_listen(const std::string& listen) {
  const std::size_t colon = listen.rfind(':');
  if (colon == std::string::npos) refuse(listen, "no port");
  std::string host = listen.substr(0, colon);
  if (host.empty()) host = "::";
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  std::uint16_t port = 0;
  const char* const end = listen.data() + listen.size();
  const auto [stop, bad] = std::from_chars(listen.data() + colon + 1, end, port);
  if (bad != std::errc() || stop != end) refuse(listen, "not a port");
  error_code ec;
  const auto address = asio::ip::make_address(host, ec);
  if (ec) refuse(listen, "not an address");
  return {address, port};
}

std::string peer_text(const tcp::socket& socket) {
  error_code ec;
  const auto address = socket.remote_endpoint(ec).address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  }
  return address.to_string();
}

struct Caller {
  Caller(tcp::socket from, const ServerLimits& limits, const Handler& handler)
      : socket(std::move(from)), exchange(limits, handler, peer_text(socket)) {}

  tcp::socket socket;
  ServerConnection exchange;
  base::MonoTime since = std::chrono::steady_clock::now();  // the deadline counts from here
  std::size_t sent = 0;                                     // of what is sent now
  std::size_t drained = 0;
  bool half_closed = false;  // the peer sends no more
  bool draining = false;     // the last answer is out
};

using Connections = std::list<Caller>;
using Place = Connections::iterator;

}  // namespace

// Every connection has exactly one asynchronous wait at any time, and the end of that wait is the
// only place where it is destroyed: whoever wants it gone closes its socket. `open_` is in the
// order of the deadlines, since all connections have the same time; so one timer serves all.
class Server::Listener {
 public:
  Listener(const std::string& listen, ServerLimits limits, Handler handler,
           std::function<void()> first)
      : limits_(limits), handler_(std::move(handler)) {
    open(listen);
    thread_ = std::thread([this, first = std::move(first)] {
      if (first) first();
      accept();
      loop_.run();
    });
  }

  ~Listener() {
    asio::post(loop_, [this] { shut_down(); });
    thread_.join();
  }

  std::uint16_t port() const { return port_; }

 private:
  void open(const std::string& listen);
  void accept();
  void accepted(tcp::socket socket);
  void wait_for_input(Place place);
  void wait_for_output(Place place);
  void receive(Place place);
  void proceed(Place place);
  void finish(Place place);
  bool send(Caller& caller, error_code& ec);
  void drain(Caller& caller, std::size_t bytes);
  void touch(Place place);
  void close(Place place);
  void watch_deadlines();
  void cut_late();
  void shut_down();

  const ServerLimits limits_;
  const Handler handler_;
  asio::io_context loop_{1};
  tcp::acceptor acceptor_{loop_};
  asio::steady_timer pause_{loop_};
  asio::steady_timer deadline_{loop_};
  asio::steady_timer shutdown_{loop_};
  std::array<char, kReadSize> input_;
  Connections open_;
  Connections closed_;  // waiting for the end of their last wait
  bool watching_ = false;
  bool stopping_ = false;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

void Server::Listener::open(const std::string& listen) {
  tcp::endpoint at = parse_listen(listen);
  error_code ec;
  acceptor_.open(at.protocol(), ec);
  const bool any = at.address().is_v6() && at.address().is_unspecified();
  if (ec && any) {
    at = {tcp::v4(), at.port()};
    ec = {};
    acceptor_.open(at.protocol(), ec);
  }
  if (!ec) acceptor_.set_option(tcp::acceptor::reuse_address(true), ec);
  if (!ec && at.address().is_v6()) acceptor_.set_option(asio::ip::v6_only(!any), ec);
  if (!ec) acceptor_.bind(at, ec);
  if (!ec) acceptor_.listen(4096, ec);
  if (ec) refuse(listen, ec.message());
  port_ = acceptor_.local_endpoint().port();
}

void Server::Listener::accept() {
  acceptor_.async_accept([this](error_code ec, tcp::socket socket) {
    if (stopping_) return;
    if (!ec) {
      accepted(std::move(socket));
      accept();
      return;
    }
    if (ec == asio::error::no_descriptors && !open_.empty()) {
      close(open_.begin());
      accept();
      return;
    }
    pause_.expires_after(kAcceptPause);
    pause_.async_wait([this](error_code) {
      if (!stopping_) accept();
    });
  });
}

// A flood of silent connections must not shut out the next good one, so the connection that has
// made no progress for the longest time makes room.
void Server::Listener::accepted(tcp::socket socket) {
  if (limits_.max_connections == 0) return;
  if (open_.size() >= limits_.max_connections) close(open_.begin());
  error_code ec;
  socket.non_blocking(true, ec);
  socket.set_option(tcp::no_delay(true), ec);
  open_.emplace_back(std::move(socket), limits_, handler_);
  watch_deadlines();
  wait_for_input(std::prev(open_.end()));
}

void Server::Listener::wait_for_input(Place place) {
  place->socket.async_wait(tcp::socket::wait_read, [this, place](error_code) { receive(place); });
}

void Server::Listener::wait_for_output(Place place) {
  place->socket.async_wait(tcp::socket::wait_write, [this, place](error_code) { proceed(place); });
}

void Server::Listener::receive(Place place) {
  if (!place->socket.is_open()) return finish(place);
  error_code ec;
  const std::size_t got = place->socket.read_some(asio::buffer(input_), ec);
  if (ec == asio::error::would_block) return wait_for_input(place);
  if (ec && ec != asio::error::eof) return finish(place);
  if (place->draining) {
    place->drained += got;
    if (ec || place->drained > kMaxDrained) return finish(place);
    return wait_for_input(place);
  }
  place->half_closed = ec == asio::error::eof;
  if (place->exchange.is_idle()) touch(place);
  place->exchange.take({input_.data(), got});
  proceed(place);
}

// Sends what there is, and takes up what had to wait for that.
void Server::Listener::proceed(Place place) {
  if (!place->socket.is_open()) return finish(place);
  const bool answers = place->exchange.has_output();
  for (;;) {
    error_code ec;
    const bool all = send(*place, ec);
    if (ec) return finish(place);
    if (!all) return wait_for_output(place);
    if (!place->exchange.has_more()) break;
    place->exchange.take({});
  }
  if (answers) touch(place);
  if (!place->exchange.is_over() && !place->half_closed) return wait_for_input(place);
  if (place->half_closed) return finish(place);
  place->draining = true;
  error_code ec;
  place->socket.shutdown(tcp::socket::shutdown_send, ec);
  wait_for_input(place);
}

// False when the peer takes no more for now.
bool Server::Listener::send(Caller& caller, error_code& ec) {
  std::string& output = caller.exchange.output();
  while (caller.sent < output.size()) {
    const auto rest = asio::buffer(output) + caller.sent;
    caller.sent += caller.socket.write_some(rest, ec);
    if (ec == asio::error::would_block) {
      ec = {};
      return false;
    }
    if (ec) return false;
  }
  caller.sent = 0;
  output.clear();
  if (output.capacity() > kKeptOutput) output.shrink_to_fit();
  return true;
}

void Server::Listener::touch(Place place) {
  place->since = std::chrono::steady_clock::now();
  open_.splice(open_.end(), open_, place);
}

void Server::Listener::close(Place place) {
  error_code ec;
  place->socket.close(ec);
  closed_.splice(closed_.end(), open_, place);
}

void Server::Listener::finish(Place place) {
  if (place->socket.is_open()) close(place);
  closed_.erase(place);
  if (stopping_ && open_.empty() && closed_.empty()) shutdown_.cancel();
}

void Server::Listener::watch_deadlines() {
  if (watching_ || open_.empty() || stopping_) return;
  watching_ = true;
  deadline_.expires_at(open_.front().since + limits_.deadline);
  deadline_.async_wait([this](error_code) {
    watching_ = false;
    cut_late();
    watch_deadlines();
  });
}

void Server::Listener::cut_late() {
  const auto late = std::chrono::steady_clock::now() - limits_.deadline;
  while (!open_.empty() && open_.front().since <= late) close(open_.begin());
}

void Server::Listener::shut_down() {
  stopping_ = true;
  error_code ec;
  acceptor_.close(ec);
  pause_.cancel();
  deadline_.cancel();
  for (Place place = open_.begin(); place != open_.end();) {
    const Place one = place++;
    one->exchange.wind_up();
    const bool in_flight = !one->exchange.is_idle() || one->exchange.has_output();
    if (!in_flight || one->draining) close(one);
  }
  if (open_.empty()) return;
  shutdown_.expires_after(kShutdown);
  shutdown_.async_wait([this](error_code) { loop_.stop(); });
}

Server::Server(const std::string& listen, ServerLimits limits, Handler handler,
               std::function<void()> first)
    : listener_(std::make_unique<Listener>(listen, limits, std::move(handler), std::move(first))) {}

Server::~Server() = default;

std::uint16_t Server::port() const { return listener_->port(); }

}  // namespace http
