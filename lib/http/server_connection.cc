#include "http/server_connection.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <ctime>
#include <exception>
#include <optional>

#include "base/log.h"
#include "http/last_chunk.h"

namespace http {
namespace {

namespace beast = boost::beast;
using beast::error_code;
using beast::http::field;
using View = beast::string_view;

constexpr std::size_t kMuchOutput = 64 * 1024;
// What a connection without a request may hold on to.
constexpr std::size_t kKeptRoom = 1024;

std::string_view text_of(View view) { return {view.data(), view.size()}; }

bool is_visible(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

bool same(std::string_view left, std::string_view right) {
  const CaseInsensitive less;
  return !less(left, right) && !less(right, left);
}

std::string_view phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 413:
      return "Content Too Large";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
  }
  return "";
}

// IMF-fixdate (RFC 9110 section 5.6.7), written once a second.
std::string_view date() {
  static thread_local std::time_t written = 0;
  static thread_local char line[64];
  const std::time_t now = std::time(nullptr);
  if (now != written) {
    tm fields;
    gmtime_r(&now, &fields);
    std::strftime(line, sizeof line, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &fields);
    written = now;
  }
  return line;
}

struct Scan {
  bool bad = false;
  std::optional<std::size_t> end;  // after the empty line
  std::size_t safe = 0;            // where to look on
};

// Finds the end of the header. Bare LF (RFC 9112 section 2.2) and obsolete folding (section 5.2)
// are refused as soon as they are seen.
Scan scan(std::string_view bytes, std::size_t from) {
  for (std::size_t at = bytes.find('\n', from); at != bytes.npos; at = bytes.find('\n', at + 1)) {
    if (at == 0 || bytes[at - 1] != '\r') return {true, {}, at};
    if (at + 1 == bytes.size()) return {false, {}, at};
    if (bytes[at + 1] == ' ' || bytes[at + 1] == '\t') return {true, {}, at};
    if (bytes.substr(at + 1, 2) == "\r\n") return {false, at + 3, at};
    if (bytes.substr(at + 1) == "\r") return {false, {}, at};
  }
  return {false, {}, bytes.size()};
}

}  // namespace

class ServerConnection::Parser : public beast::http::basic_parser<true> {
 public:
  explicit Parser(const ServerLimits& limits) {
    eager(true);
    header_limit(static_cast<std::uint32_t>(limits.header_bytes));
    body_limit(limits.body_bytes);
  }

  // They point into the bytes of the header.
  std::string_view method;
  std::string_view target;
  std::string_view host;
  int hosts = 0;
  int codings = 0;
  bool chunked_only = true;
  bool expects = false;
  int version = 0;
  bool header_done = false;

 private:
  void on_request_impl(beast::http::verb, View name, View path, int number, error_code&) override {
    method = text_of(name);
    target = text_of(path);
    version = number;
  }
  void on_response_impl(int, View, int, error_code&) override {}

  void on_field_impl(field name, View, View value, error_code&) override {
    if (header_done) return;
    if (name == field::host) {
      ++hosts;
      host = text_of(value);
    } else if (name == field::transfer_encoding) {
      ++codings;
      chunked_only = same(text_of(value), "chunked");
    } else if (name == field::expect) {
      expects = true;
    }
  }

  void on_header_impl(error_code&) override { header_done = true; }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(View piece, error_code&) override { return piece.size(); }
  void on_chunk_header_impl(std::uint64_t, View, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, View piece, error_code&) override {
    return piece.size();
  }
  void on_finish_impl(error_code&) override {}
};

namespace {

// What Beast lets through. "A server MUST respond with a 400 (Bad Request) status code to any
// HTTP/1.1 request message that lacks a Host header field and to any request message that contains
// more than one Host header field line" (RFC 9112 section 3.2).
template <class Parser>
bool is_strict(const Parser& parser) {
  if (parser.hosts > 1 || (parser.hosts == 0 && parser.version == 11)) return false;
  if (parser.codings > 1 || !parser.chunked_only) return false;
  if (parser.codings == 1 && parser.version == 10) return false;
  return is_visible(parser.target) && is_visible(parser.host);
}

}  // namespace

ServerConnection::ServerConnection(const ServerLimits& limits, const Handler& handler,
                                   std::string peer)
    : limits_(limits), handler_(handler), peer_(std::move(peer)) {}

ServerConnection::~ServerConnection() = default;

void ServerConnection::take(std::string_view bytes) {
  const bool direct = unread_.empty();
  if (!direct) unread_.append(bytes);
  std::string_view rest = direct ? bytes : std::string_view(unread_);
  more_ = false;
  while (!rest.empty() && !over_ && !more_) {
    const std::size_t used = body_ ? take_body(rest) : take_header(rest);
    if (used == 0) break;
    rest.remove_prefix(used);
    more_ = !rest.empty() && (shared_output_ || output_.size() > kMuchOutput);
  }
  if (over_) rest = {};
  if (direct) {
    unread_.assign(rest);
  } else {
    unread_.erase(0, unread_.size() - rest.size());
  }
  if (unread_.empty() && unread_.capacity() > kKeptRoom) unread_.shrink_to_fit();
}

// What follows the longest header is not looked at, as it is not when the bytes come one by one.
std::size_t ServerConnection::take_header(std::string_view bytes) {
  const Scan found = scan(bytes.substr(0, limits_.header_bytes), scanned_);
  scanned_ = found.end ? 0 : found.safe;
  if (found.bad || !is_visible(bytes.substr(0, 1))) return refuse(400);
  if (!found.end) return bytes.size() > limits_.header_bytes ? refuse(431) : 0;

  auto parser = std::make_unique<Parser>(limits_);
  error_code ec;
  parser->put({bytes.data(), *found.end}, ec);
  if (ec == beast::http::error::body_limit) return refuse(413);
  if (ec || !parser->header_done || !is_strict(*parser)) return refuse(400);

  const ServerResponse response = ask(*parser);
  const bool waits = parser->expects && !parser->is_done();
  const bool last = waits || parser->version == 10 || !parser->keep_alive();
  hold(response, parser->method == "HEAD", last);
  if (parser->is_done() || waits) {
    release();
  } else {
    body_ = std::move(parser);
    body_bytes_ = 0;
  }
  return *found.end;
}

// The body is only passed over. Chunks may bring framing of their own, but not without end.
std::size_t ServerConnection::take_body(std::string_view bytes) {
  const std::size_t room = 8 * limits_.body_bytes + 4096 - body_bytes_;
  const std::string_view within = bytes.substr(0, room);
  const bool too_large = bytes.size() > room;
  if (body_->chunked() && waits_for_last_chunk(within)) return too_large ? refuse(413) : 0;
  error_code ec;
  const std::size_t used = body_->put({within.data(), within.size()}, ec);
  body_bytes_ += used;
  const bool more = ec == beast::http::error::need_more;
  if (ec == beast::http::error::body_limit) return refuse(413);
  if (ec && !more) return refuse(400);
  if (body_->is_done()) {
    release();
  } else if (too_large) {
    return refuse(413);
  }
  return used;
}

ServerResponse ServerConnection::ask(const Parser& parser) const {
  // A HEAD is answered as a GET whose body is not sent (RFC 9110 section 9.3.2).
  const std::string_view method = parser.method == "HEAD" ? "GET" : parser.method;
  try {
    return handler_({method, parser.target, parser.host, peer_});
  } catch (const std::exception& error) {
    base::log_error("request not answered", {{"error", error.what()}});
    ServerResponse response;
    response.status = 500;
    response.body = "Internal Server Error\n";
    response.headers = {{"Connection", "close"}};
    return response;
  }
}

std::size_t ServerConnection::refuse(int status) {
  ServerResponse response;
  response.status = status;
  response.body.assign(phrase(status)).append("\n");
  hold(response, false, true);
  release();
  return 0;
}

void ServerConnection::hold(const ServerResponse& response, bool head, bool last) {
  const auto connection = response.headers.find("Connection");
  const bool says_close = connection != response.headers.end() && same(connection->second, "close");
  held_is_last_ = last || says_close || winding_up_ || answered_ + 1 >= limits_.max_requests;
  held_.assign("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  held_.append(phrase(response.status)).append("\r\n").append(date());
  if (!response.content_type.empty()) {
    held_.append("Content-Type: ").append(response.content_type).append("\r\n");
  }
  const std::string& body = response.shared_body ? *response.shared_body : response.body;
  held_.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
  for (const auto& [name, value] : response.headers) {
    if (same(name, "Connection")) continue;
    held_.append(name).append(": ").append(value).append("\r\n");
  }
  if (held_is_last_) held_.append("Connection: close\r\n");
  held_.append("\r\n");
  if (head) return;
  held_shared_ = response.shared_body;
  if (!held_shared_) held_.append(response.body);
}

void ServerConnection::release() {
  if (output_.empty()) {
    output_.swap(held_);
  } else {
    output_.append(held_);
  }
  held_.clear();
  shared_output_ = std::move(held_shared_);
  body_.reset();
  scanned_ = 0;
  ++answered_;
  over_ = held_is_last_;
}

}  // namespace http
