// With its inbox, the only file that includes cpprestsdk. What that is fenced against, and how:
//
//   replays        every request but GET and HEAD has a body that cannot be rewound
//   redirects      none are followed, since the library would take the Authorization header along
//   memory         every answer goes through Inbox, which takes one piece, and the next
//   certificates   OpenSSL verifies, with our roots and our name check, and says why it refuses
//   deadlines      the caller's own thread watches them, and cancels
//   deadlocks      nothing ever blocks on the library's threads
//   silence        the kernel notices a server that is gone without a word
#ifdef SALLYPORT_CPPREST

#include <cpprest/http_client.h>
#include <cpprest/producerconsumerstream.h>
#include <malloc.h>
#include <openssl/crypto.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <pplx/threadpool.h>

#include <condition_variable>
#include <cstdlib>
#include <mutex>

#include "base/guarded.h"
#include "http/cause.h"
#include "http/cpprest_inbox.h"
#include "http/silent_end.h"
#include "http/system_roots.h"
#include "http/tls.h"
#include "http/verification.h"

namespace http {
namespace {

using Library = web::http::client::http_client;
using LibraryConfig = web::http::client::http_client_config;
using Outcome = base::Result<Response, Error>;

constexpr int kThreads = 4;
// The library's own timeout is for each silence; ours are shorter and for the whole.
constexpr std::chrono::hours kLibraryTimeout{24};

using Socket = boost::asio::ip::tcp::socket;
using TlsStream = boost::asio::ssl::stream<Socket&>;

// The first message of a handshake: the socket is connected.
void begin_handshake(int, int, int, const void*, std::size_t, SSL* connection, void* socket) {
  SSL_set_msg_callback(connection, nullptr);
  notice_silent_end(static_cast<Socket*>(socket)->native_handle());
}

// Before each request, of its connection, which may be new. Of a plain one, which leads to a proxy
// on this machine, only when it is used again.
void prepare_connection(web::http::client::native_handle handle, bool tls) {
  auto* stream = tls ? static_cast<TlsStream*>(handle) : nullptr;
  Socket& socket = tls ? stream->next_layer() : *static_cast<Socket*>(handle);
  if (socket.is_open()) return notice_silent_end(socket.native_handle());
  if (!tls) return;
  SSL_set_msg_callback(stream->native_handle(), begin_handshake);
  SSL_set_msg_callback_arg(stream->native_handle(), &socket);
}

// The library's client for one scheme, host and port.
struct Target {
  Target(const Url& url, const std::shared_ptr<const Tls>& tls)
      : verification(std::make_shared<Verification>(tls, url.host)),
        library(base_uri(url), config(url, verification)) {}

  static web::uri base_uri(const Url& url) {
    return web::uri((url.tls ? "https://" : "http://") + url.authority());
  }

  static LibraryConfig config(const Url& url, const std::shared_ptr<Verification>& verification) {
    LibraryConfig config;
    config.set_max_redirects(0);
    config.set_timeout(std::chrono::seconds(kLibraryTimeout));
    config.set_tlsext_sni_enabled(false);
    config.set_validate_certificates(verification->is_wanted());
    config.set_nativehandle_options(
        [tls = url.tls](auto handle) { prepare_connection(handle, tls); });
    if (!url.tls) return config;
    config.set_ssl_context_callback([verification](boost::asio::ssl::context& context) {
      Verification::set_up(context.native_handle(), verification);
    });
    return config;
  }

  const std::shared_ptr<Verification> verification;
  Library library;
};

web::http::http_request library_request(const Request& request, const std::string& user_agent) {
  web::http::http_request out(request.method);
  out.set_request_uri(web::uri(request.url.target));
  const bool can_repeat = request.method == "GET" || request.method == "HEAD";
  if (!can_repeat || !request.body.empty()) {
    // Not seekable: the library cannot send it again on its own.
    concurrency::streams::producer_consumer_buffer<std::uint8_t> body;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(request.body.data());
    body.putn_nocopy(bytes, request.body.size()).wait();
    body.close(std::ios_base::out).wait();
    out.set_body(body.create_istream(), request.body.size(), "");
  }
  for (const auto& [name, value] : request.headers) out.headers()[name] = value;
  out.headers()["User-Agent"] = user_agent;
  return out;
}

// What the library's exceptions mean. Its codes often do not fit, its messages do.
Cause failure_of(const std::exception_ptr& error, Verification& verification) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& exception) {
    const std::string what = exception.what();
    const auto says = [&what](const char* part) { return what.find(part) != std::string::npos; };
    if (says("resolving address")) return {ErrorKind::kResolve, "name or service not known"};
    if (says("SSL handshake")) {
      const std::string refusal = verification.refusal();
      return {ErrorKind::kTls, refusal.empty() ? "handshake failed" : refusal};
    }
    if (says("Failed to connect")) return {ErrorKind::kConnect, "connection refused or no route"};
    return {ErrorKind::kProtocol, what};
  }
}

// The server had closed the kept connection before any of the body was written.
bool is_stale(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const web::http::http_exception& exception) {
    return exception.error_code().value() == EPIPE;
  } catch (const std::exception&) {
    return false;
  }
}

// Bounds the calls under way: the library would open a connection for every one.
class Turnstile {
 public:
  explicit Turnstile(int most) : most_(most) {}
  bool enter(const Bounds& bounds) {
    std::unique_lock lock(mutex_);
    const auto is_free = [this] { return calls_ < most_; };
    if (!free_.wait_until(lock, bounds.stop, bounds.until, is_free)) return false;
    ++calls_;
    return true;
  }
  void leave() {
    std::lock_guard lock(mutex_);
    --calls_;
    free_.notify_one();
  }

 private:
  const int most_;
  std::mutex mutex_;
  std::condition_variable_any free_;
  int calls_ = 0;
};

// One call, seen from the caller's thread.
class Call {
 public:
  Call(Target& target, const Request& request, const Sink* sink, base::Millis idle, Bounds bounds)
      : target_(target), request_(request), sink_(sink), idle_(idle), bounds_(std::move(bounds)) {}

  // Nothing when the response is there.
  std::optional<Cause> run(const web::http::http_request& request);

  Response response;
  bool stale = false;

 private:
  enum class Event { kPiece, kEnd, kFailed };

  void start(web::http::http_request request);
  Event next(std::optional<Inbox::Piece>& piece);
  bool take_header();
  bool take(std::string_view bytes);
  bool fail(ErrorKind kind, std::string reason);
  std::optional<Cause> close();

  Target& target_;
  const Request& request_;
  const Sink* sink_;
  const base::Millis idle_;
  Bounds bounds_;
  bool has_header_ = false;
  std::optional<Cause> failure_;
  const std::shared_ptr<Inbox> inbox_ = std::make_shared<Inbox>();
  pplx::cancellation_token_source cancel_;
};

bool Call::fail(ErrorKind kind, std::string reason) {
  failure_ = {kind, std::move(reason)};
  return false;
}

void Call::start(web::http::http_request request) {
  const concurrency::streams::streambuf<std::uint8_t> stream(std::make_shared<InboxStream>(inbox_));
  request.set_response_stream(stream.create_ostream());
  const auto ended = [inbox = inbox_](pplx::task<web::http::http_response> body) {
    try {
      body.get();
      inbox->end(nullptr);
    } catch (...) {
      inbox->end(std::current_exception());
    }
  };
  target_.library.request(request, cancel_.get_token())
      .then([inbox = inbox_](web::http::http_response answer) {
        inbox->put_header(answer);
        return answer.content_ready();
      })
      .then(ended);
}

// Waits for what the library hands over.
Call::Event Call::next(std::optional<Inbox::Piece>& piece) {
  std::unique_lock lock(inbox_->mutex);
  const auto has_news = [this] {
    return inbox_->ended || (inbox_->header && (inbox_->piece || !has_header_));
  };
  const bool news = inbox_->changed.wait_until(lock, bounds_.stop, bounds_.until, has_news);
  if (bounds_.stop.stop_requested()) fail(ErrorKind::kStopped, "stopped");
  if (!failure_ && !news) fail(ErrorKind::kTimeout, "no answer in time");
  if (failure_ || (inbox_->header && !has_header_ && !take_header())) return Event::kFailed;
  piece.swap(inbox_->piece);
  return inbox_->ended && !piece ? Event::kEnd : Event::kPiece;
}

bool Call::take_header() {
  has_header_ = true;
  response = *inbox_->header;
  if (response.status / 100 == 1) return fail(ErrorKind::kProtocol, "interim answer as the last");
  if (response.status / 100 != 2) sink_ = nullptr;
  if (sink_ != nullptr) bounds_.until = std::chrono::steady_clock::now() + idle_;
  return true;
}

// False when no more is wanted.
bool Call::take(std::string_view bytes) {
  if (sink_ != nullptr) {
    bounds_.until = std::chrono::steady_clock::now() + idle_;
    return (*sink_)(bytes);
  }
  if (bytes.size() > request_.max_body - response.body.size()) {
    return fail(ErrorKind::kTooLarge, "body over the limit");
  }
  response.body.append(bytes);
  return true;
}

// Its bytes, for which the library need not wait: it reads the next piece meanwhile.
std::string copy_and_release(const Inbox::Piece& piece) {
  std::string bytes(piece.bytes);
  piece.taken.set(bytes.size());
  return bytes;
}

std::optional<Cause> Call::run(const web::http::http_request& request) {
  start(request);
  for (;;) {
    std::optional<Inbox::Piece> piece;
    const Event event = next(piece);
    if (event == Event::kEnd) break;
    if (event == Event::kPiece && !piece) continue;
    if (event == Event::kFailed || !take(copy_and_release(*piece))) return close();
  }
  if (!inbox_->error) return {};
  stale = !has_header_ && is_stale(inbox_->error);
  return failure_of(inbox_->error, *target_.verification);
}

std::optional<Cause> Call::close() {
  inbox_->abandon();
  cancel_.cancel();
  return failure_;
}

class CpprestClient final : public Client {
 public:
  explicit CpprestClient(ClientOptions options)
      : user_agent_(options.user_agent),
        tls_(std::make_shared<Tls>(options)),
        turnstile_(options.at_once) {}

  Outcome send(const Request& request, std::stop_token stop) override {
    const Bounds bounds{std::chrono::steady_clock::now() + request.deadline, std::move(stop)};
    if (!turnstile_.enter(bounds)) {
      const bool stopped = bounds.stop.stop_requested();
      return base::unexpected(
          stopped ? error(request, {ErrorKind::kStopped, "stopped"})
                  : error(request, {ErrorKind::kTimeout, "too many calls at once"}));
    }
    auto outcome = call(request, nullptr, base::Millis(0), bounds);
    turnstile_.leave();
    return outcome;
  }

  Outcome stream(const Request& request, base::Millis idle, const Sink& sink,
                 std::stop_token stop) override {
    const Bounds bounds{std::chrono::steady_clock::now() + request.deadline, std::move(stop)};
    return call(request, &sink, idle, bounds);
  }

 private:
  Outcome call(const Request& request, const Sink* sink, base::Millis idle, const Bounds& bounds);
  std::shared_ptr<Target> target(const Url& url);

  const std::string user_agent_;
  const std::shared_ptr<const Tls> tls_;
  Turnstile turnstile_;
  base::Guarded<std::map<std::string, std::shared_ptr<Target>>> targets_;
};

std::optional<Cause> refuse_here(const Request& request, const Bounds& bounds) {
  if (auto failure = refuse(request)) return failure;
  if (bounds.stop.stop_requested()) return Cause{ErrorKind::kStopped, "stopped"};
  if (request.url.host.find(':') != std::string::npos) {
    return Cause{ErrorKind::kResolve, "cpprestsdk cannot use an IPv6 address: use a name"};
  }
  if (!request.address.empty()) {
    return Cause{ErrorKind::kResolve, "cpprestsdk cannot be told the address"};
  }
  return {};
}

Outcome CpprestClient::call(const Request& request, const Sink* sink, base::Millis idle,
                            const Bounds& bounds) {
  if (auto failure = refuse_here(request, bounds))
    return base::unexpected(error(request, *failure));
  try {
    const auto there = target(request.url);
    for (bool again = true;; again = false) {
      Call call(*there, request, sink, idle, bounds);
      auto failure = call.run(library_request(request, user_agent_));
      if (!failure) return std::move(call.response);
      if (call.stale && again) continue;
      const bool unsent = failure->kind == ErrorKind::kResolve ||
                          failure->kind == ErrorKind::kConnect ||
                          failure->kind == ErrorKind::kTls || call.stale;
      return base::unexpected(error(request, *std::move(failure), !unsent));
    }
  } catch (const web::uri_exception& exception) {
    return base::unexpected(error(request, {ErrorKind::kProtocol, exception.what()}));
  }
}

std::shared_ptr<Target> CpprestClient::target(const Url& url) {
  const std::string key = (url.tls ? "https://" : "http://") + url.authority();
  return targets_.with([&](auto& targets) {
    std::shared_ptr<Target>& found = targets[key];
    if (!found) found = std::make_shared<Target>(url, tls_);
    return found;
  });
}

}  // namespace

std::unique_ptr<Client> make_cpprest_client(ClientOptions options) {
  return std::make_unique<CpprestClient>(std::move(options));
}

void prepare_process() {
  static std::once_flag once;
  std::call_once(once, [] {
    // The library's threads outlive main, and must not find OpenSSL already taken down.
    OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr);
    remember_system_roots();
    // The library loads the system's roots for every connection, before it lets us take them away.
    setenv(X509_get_default_cert_file_env(), "/dev/null", 1);
    crossplat::threadpool::initialize_with_threads(kThreads);
    mallopt(M_ARENA_MAX, 2);
    // One that is set does not grow, so that large pieces go back to the system at once.
    mallopt(M_MMAP_THRESHOLD, 128 * 1024);
  });
}

}  // namespace http

#endif
