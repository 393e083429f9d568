// ServerConnection: one connection of the server as bytes in, bytes out: strict HTTP/1.1 parsing,
// the handler's answers in the order of the requests (RFC 9112). No input or output of its own.
//
// What it refuses (request_head.h) it answers with a status and an end, and what is no HTTP with
// the end alone. No refusal repeats a byte of the request. One thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/handler.h"

namespace http {

struct RequestHead;

class ServerConnection {
 public:
  // All must live as long as the connection.
  ServerConnection(const ServerLimits& limits, const Handler& handler, std::string peer);

  // Takes all bytes; there may be output() to send. While that is long, or a stream goes on, it
  // stops answering: call it again with nothing when all has been sent.
  void take(std::string_view bytes);

  std::string& output() { return output_; }
  bool has_output() const { return !output_.empty(); }
  // Nothing follows what is to be sent now.
  bool is_over() const { return over_; }
  // Between two requests.
  bool is_idle() const { return unread_.empty() && !stream_; }
  // The rest of a stream, or requests, wait for that to be sent.
  bool has_more() const { return more_; }
  // The next answer shall be the last.
  void wind_up() { winding_up_ = true; }

 private:
  // Both return how many bytes they used; 0 when they need more, or refuse.
  std::size_t take_request(std::string_view bytes);
  std::size_t refuse(int status, std::string_view bytes);
  ServerResponse ask(const RequestHead& head) const;
  void answer(std::string_view& unread);
  void respond(ServerResponse response, bool head, bool last);
  void send_piece();

  const ServerLimits& limits_;
  const Handler& handler_;
  const std::string peer_;
  std::string unread_;
  std::size_t scanned_ = 0;  // of unread_, see find_head()
  std::string output_;
  std::optional<Stream> stream_;  // what is left of it
  int answered_ = 0;
  bool more_ = false;
  bool over_ = false;
  bool winding_up_ = false;
};

}  // namespace http
