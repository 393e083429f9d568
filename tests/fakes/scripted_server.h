// ScriptedServer: a server on loopback that does to each connection exactly what a script says, by
// plain blocking sockets, so that a test can misbehave in any way a peer can.
//
//   fakes::ScriptedServer server([](fakes::Peer& peer) {
//     peer.read_request();
//     peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
//   });
//
// Each connection runs the script on a thread of its own and is closed when the script returns. The
// destructor ends all of them: reads and writes then fail, and wait_for_end() returns.
#pragma once

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <csignal>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "fakes/raw_socket.h"
#include "fakes/tls_files.h"

namespace fakes {

// One connection as the server sees it. Used by its script alone.
class Peer {
 public:
  Peer(int socket, SSL* tls, int which) : number(which), socket_(socket), tls_(tls, SSL_free) {}
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  ~Peer() {
    if (tls_ && secured_) SSL_shutdown(tls_.get());
  }

  // Header and body (by Content-Length), or nothing when the client has gone.
  std::optional<std::string> read_request() {
    std::size_t end = 0;
    while ((end = unread_.find("\r\n\r\n")) == std::string::npos) {
      if (!read_more()) return {};
    }
    const std::size_t size = end + 4 + content_length(unread_.substr(0, end));
    while (unread_.size() < size) {
      if (!read_more()) return {};
    }
    std::string request = unread_.substr(0, size);
    unread_.erase(0, size);
    return request;
  }

  bool write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = tls_ ? SSL_write(tls_.get(), bytes.data(), length(bytes))
                                : send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  bool answer(std::string_view body, std::string_view status = "200 OK") {
    return write("HTTP/1.1 " + std::string(status) + "\r\nContent-Length: " +
                 std::to_string(body.size()) + "\r\n\r\n" + std::string(body));
  }

  // What comes goes to a server on this machine, and back, until either closes or a piece is not
  // let pass, of which the bytes before it are told. Not by TLS.
  void relay_to(
      std::uint16_t port,
      const std::function<bool(std::size_t)>& lets_pass = [](std::size_t) { return true; }) {
    std::size_t passed = 0;
    RawSocket server(port);
    server.send(std::exchange(unread_, {}));
    pollfd both[] = {{socket_, POLLIN, 0}, {server.handle(), POLLIN, 0}};
    const auto pass = [&](int from, int to) {
      char buffer[4096];
      const ssize_t got = recv(from, buffer, sizeof buffer, 0);
      if (got <= 0 || !lets_pass(passed)) return false;
      passed += static_cast<std::size_t>(got);
      return send(to, buffer, static_cast<std::size_t>(got), MSG_NOSIGNAL) == got;
    };
    while (poll(both, 2, -1) > 0) {
      if (both[0].revents != 0 && !pass(both[0].fd, both[1].fd)) return;
      if (both[1].revents != 0 && !pass(both[1].fd, both[0].fd)) return;
    }
  }

  // Until the client closes, or the server is destroyed.
  void wait_for_end() {
    while (read_more()) unread_.clear();
  }

  // The script's end will be a reset instead of an orderly close.
  void reset() {
    const linger now{1, 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    cut();
  }

  // The script's end will be without the TLS goodbye.
  void cut() { secured_ = false; }

  bool handshake() { return secured_ = !tls_ || SSL_accept(tls_.get()) == 1; }

  const int number;  // of this connection, from 1

 private:
  static int length(std::string_view bytes) { return static_cast<int>(bytes.size()); }

  static std::size_t content_length(const std::string& header) {
    constexpr std::string_view kName = "\r\nContent-Length:";
    const std::size_t at = header.find(kName);
    return at == std::string::npos ? 0 : std::stoul(header.substr(at + kName.size()));
  }

  bool read_more() {
    char buffer[4096];
    const ssize_t got = tls_ ? SSL_read(tls_.get(), buffer, sizeof buffer)
                             : recv(socket_, buffer, sizeof buffer, 0);
    if (got <= 0) return false;
    unread_.append(buffer, static_cast<std::size_t>(got));
    return true;
  }

  int socket_;
  std::unique_ptr<SSL, decltype(&SSL_free)> tls_;
  bool secured_ = false;
  std::string unread_;
};

class ScriptedServer {
 public:
  using Script = std::function<void(Peer&)>;

  // `port` 0: one that is free.
  explicit ScriptedServer(Script script, const TlsFile* tls = nullptr,
                          const std::string& address = "127.0.0.1", std::uint16_t port = 0)
      : script_(std::move(script)), context_(nullptr, SSL_CTX_free) {
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to sockets without MSG_NOSIGNAL
    if (tls != nullptr) set_up(*tls);
    listen(address, port);
    acceptor_ = std::jthread([this] { accept_all(); });
  }

  ~ScriptedServer() {
    stopping_ = true;
    shutdown(socket_, SHUT_RDWR);
    acceptor_.join();
    {
      std::lock_guard lock(mutex_);
      for (const Run& run : runs_) shutdown(run.socket, SHUT_RDWR);
    }
    runs_.clear();
    close(socket_);
  }

  std::uint16_t port() const { return port_; }
  std::string url(const std::string& target = "/", const std::string& host = "127.0.0.1") const {
    return (context_ ? "https://" : "http://") + host + ":" + std::to_string(port_) + target;
  }
  int connections() const { return connections_; }
  // Waits until so many connections have been closed by us.
  void wait_for_closed(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_ >= count; });
  }

 private:
  struct Run {
    int socket;  // -1 when it has ended
    std::jthread thread;
  };

  void set_up(const TlsFile& tls) {
    context_.reset(SSL_CTX_new(TLS_server_method()));
    const std::unique_ptr<BIO, decltype(&BIO_free)> certificate(
        BIO_new_mem_buf(tls.certificate_pem.data(), -1), BIO_free);
    const std::unique_ptr<BIO, decltype(&BIO_free)> key(BIO_new_mem_buf(tls.key_pem.data(), -1),
                                                        BIO_free);
    X509* one = PEM_read_bio_X509(certificate.get(), nullptr, nullptr, nullptr);
    EVP_PKEY* own = PEM_read_bio_PrivateKey(key.get(), nullptr, nullptr, nullptr);
    SSL_CTX_use_certificate(context_.get(), one);
    SSL_CTX_use_PrivateKey(context_.get(), own);
    X509_free(one);
    EVP_PKEY_free(own);
    if (!tls.client_ca_pem.empty()) ask_for_certificate(tls.client_ca_pem);
  }

  void ask_for_certificate(const std::string& ca_pem) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new_mem_buf(ca_pem.data(), -1),
                                                        BIO_free);
    X509* ca = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), ca);
    X509_free(ca);
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }

  void listen(const std::string& address, std::uint16_t port) {
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* place = nullptr;
    if (getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &place) != 0) {
      throw std::runtime_error(address + " is not an address");
    }
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(place, freeaddrinfo);
    socket_ = socket(place->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    setsockopt(socket_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in6 bound{};  // the port is at the same place in sockaddr_in
    socklen_t size = sizeof bound;
    if (bind(socket_, place->ai_addr, place->ai_addrlen) != 0 || ::listen(socket_, 512) != 0 ||
        getsockname(socket_, reinterpret_cast<sockaddr*>(&bound), &size) != 0) {
      close(socket_);
      throw std::runtime_error("cannot listen at " + address + " port " + std::to_string(port));
    }
    port_ = ntohs(bound.sin6_port);
  }

  void accept_all() {
    for (;;) {
      const int socket = accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0 || stopping_) {
        if (socket >= 0) close(socket);
        return;
      }
      const int yes = 1;
      setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      std::lock_guard lock(mutex_);
      Run& run = runs_.emplace_back(Run{socket, {}});
      run.thread = std::jthread([this, &run, socket, number = ++connections_] {
        serve(socket, number);
        std::lock_guard end(mutex_);
        close(socket);
        run.socket = -1;
        ++closed_;
        changed_.notify_all();
      });
    }
  }

  void serve(int socket, int number) {
    SSL* tls = nullptr;
    if (context_) {
      tls = SSL_new(context_.get());
      SSL_set_fd(tls, socket);
    }
    Peer peer(socket, tls, number);
    if (peer.handshake()) script_(peer);
  }

  const Script script_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  int socket_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> connections_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  int closed_ = 0;
  std::list<Run> runs_;
  std::jthread acceptor_;
};

}  // namespace fakes
