#include "http/server_connection.h"

#include <ctime>
#include <exception>
#include <utility>

#include "base/log.h"
#include "http/grammar.h"
#include "http/request_head.h"

namespace http {
namespace {

constexpr std::size_t kMuchOutput = 64 * 1024;
// What a connection without a request may hold on to.
constexpr std::size_t kKeptRoom = 1024;

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
    case 414:
      return "URI Too Long";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
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

}  // namespace

ServerConnection::ServerConnection(const ServerLimits& limits, const Handler& handler,
                                   std::string peer)
    : limits_(limits), handler_(handler), peer_(std::move(peer)) {}

void ServerConnection::take(std::string_view bytes) {
  const bool direct = unread_.empty();
  if (!direct) unread_.append(bytes);
  std::string_view rest = direct ? bytes : std::string_view(unread_);
  if (stream_) send_piece();
  answer(rest);
  if (over_) rest = {};
  if (direct) {
    unread_.assign(rest);
  } else {
    unread_.erase(0, unread_.size() - rest.size());
  }
  if (unread_.empty() && unread_.capacity() > kKeptRoom) unread_.shrink_to_fit();
}

void ServerConnection::answer(std::string_view& unread) {
  more_ = stream_.has_value();
  while (!unread.empty() && !over_ && !more_) {
    const std::size_t used = take_request(unread);
    if (used == 0) return;
    unread.remove_prefix(used);
    more_ = stream_ || (!unread.empty() && output_.size() > kMuchOutput);
  }
}

void ServerConnection::send_piece() {
  std::string piece;
  try {
    piece = stream_->next();
  } catch (const std::exception& error) {
    base::log_error("answer not finished", {{"error", error.what()}});
  }
  if (piece.empty() || piece.size() > stream_->size) {
    over_ = true;  // the length that was promised cannot be kept
    return stream_.reset();
  }
  output_.append(piece);
  stream_->size -= piece.size();
  if (stream_->size == 0) stream_.reset();
}

std::size_t ServerConnection::take_request(std::string_view bytes) {
  const auto size = find_head(bytes, limits_.header_bytes, scanned_);
  if (!size) return refuse(size.error(), bytes);
  if (*size == 0) return 0;
  scanned_ = 0;
  const auto head = read_head(bytes.substr(0, *size));
  if (!head) return refuse(head.error(), bytes);
  respond(ask(*head), head->method == "HEAD", head->last);
  return *size;
}

ServerResponse ServerConnection::ask(const RequestHead& head) const {
  // A HEAD is answered as a GET whose body is not sent (RFC 9110 section 9.3.2).
  const std::string_view method = head.method == "HEAD" ? "GET" : head.method;
  try {
    return handler_({method, head.target, head.host, peer_});
  } catch (const std::exception& error) {
    base::log_error("request not answered", {{"error", error.what()}});
    ServerResponse response;
    response.status = 500;
    response.body = "Internal Server Error\n";
    response.headers = {{"Connection", "close"}};
    return response;
  }
}

std::size_t ServerConnection::refuse(int status, std::string_view bytes) {
  over_ = true;
  if (status == 0) return 0;
  ServerResponse response;
  response.status = status;
  response.body.assign(phrase(status)).append("\n");
  respond(std::move(response), asks_for_head(bytes), true);
  return 0;
}

void ServerConnection::respond(ServerResponse response, bool head, bool last) {
  const auto connection = response.headers.find("Connection");
  const bool says_close = connection != response.headers.end() && same(connection->second, "close");
  over_ = last || says_close || winding_up_ || ++answered_ >= limits_.max_requests;
  output_.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  output_.append(phrase(response.status)).append("\r\n").append(date());
  if (!response.content_type.empty()) {
    output_.append("Content-Type: ").append(response.content_type).append("\r\n");
  }
  const std::size_t size = response.stream ? response.stream->size : response.body.size();
  output_.append("Content-Length: ").append(std::to_string(size)).append("\r\n");
  for (const auto& [name, value] : response.headers) {
    if (same(name, "Connection")) continue;
    output_.append(name).append(": ").append(value).append("\r\n");
  }
  if (over_) output_.append("Connection: close\r\n");
  output_.append("\r\n");
  if (head || size == 0) return;
  stream_ = std::move(response.stream);
  if (!stream_) output_.append(response.body);
}

}  // namespace http
