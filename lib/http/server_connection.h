// ServerConnection: one connection of the server as bytes in, bytes out: strict HTTP/1.1 parsing,
// the handler's answers in the order of the requests (RFC 9112). No input or output of its own.
//
// What it refuses it answers with 400, 413 or 431 and an end; an answer never repeats a byte of the
// request. One thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "http/handler.h"

namespace http {

class ServerConnection {
 public:
  // All must live as long as the connection.
  ServerConnection(const ServerLimits& limits, const Handler& handler, std::string peer);
  ~ServerConnection();

  // Takes all bytes; there may be more to send, output() first and then shared_output(). While that
  // is long it stops answering: call it again with nothing when both have been sent.
  void take(std::string_view bytes);

  std::string& output() { return output_; }
  // Null when nothing is shared.
  std::shared_ptr<const std::string>& shared_output() { return shared_output_; }
  bool has_output() const { return !output_.empty() || shared_output_; }
  // Nothing follows what is to be sent now.
  bool is_over() const { return over_; }
  // Between two requests.
  bool is_idle() const { return unread_.empty() && !body_; }
  // Requests are waiting for that to be sent.
  bool has_more() const { return more_; }
  // The next answer shall be the last.
  void wind_up() { winding_up_ = true; }

 private:
  class Parser;

  // Both return how many bytes they used; 0 when they need more.
  std::size_t take_header(std::string_view bytes);
  std::size_t take_body(std::string_view bytes);
  ServerResponse ask(const Parser& parser) const;
  void hold(const ServerResponse& response, bool head, bool last);
  void release();
  std::size_t refuse(int status);

  const ServerLimits& limits_;
  const Handler& handler_;
  const std::string peer_;
  std::string unread_;
  std::size_t scanned_ = 0;       // of unread_, known not to end the header
  std::unique_ptr<Parser> body_;  // of the request whose body is being read
  std::size_t body_bytes_ = 0;
  std::string held_;                                // the answer, until the body is in
  std::shared_ptr<const std::string> held_shared_;  // and what follows it
  bool held_is_last_ = false;
  std::string output_;
  std::shared_ptr<const std::string> shared_output_;
  int answered_ = 0;
  bool more_ = false;
  bool over_ = false;
  bool winding_up_ = false;
};

}  // namespace http
