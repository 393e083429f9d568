// ResponseReader: makes one Response of the bytes that come back, whatever their pieces (RFC 9112).
//
// Promises: interim answers (1xx) are skipped; the header is at most 64 KiB and 200 fields; no more
// than max_body bytes are ever kept; with a sink and a 2xx answer the body goes there and is not
// kept. No input or output of its own. One thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/cause.h"

namespace http {

// What becomes of a body.
struct BodyRules {
  bool head = false;         // none is read, whatever the header says
  std::size_t max_body = 0;  // bytes
  bool cut = false;          // at max_body, else refused
};

class ResponseReader {
 public:
  enum class Progress {
    kMore,   // give me more
    kDone,   // the response is whole
    kEnded,  // the sink wants no more
    kFailed,
  };

  // `sink` may be null, and must live as long as the reader.
  ResponseReader(const Request& request, const Sink* sink);
  ~ResponseReader();

  Progress take(std::string_view bytes);
  Progress peer_closed();

  bool started() const { return started_; }
  bool has_header() const;
  // Whether another request can follow on the same connection. Of a response that is done.
  bool can_follow() const;
  // Bytes came behind the response. Of a response that is done.
  bool has_unread() const { return !unread_.empty(); }
  const Cause& failure() const { return failure_; }
  Response& response();

 private:
  class Parser;

  Progress parse();
  Progress finish();
  Progress fail(ErrorKind kind, std::string reason);

  const BodyRules rules_;
  const Sink* const sink_;
  std::unique_ptr<Parser> parser_;
  std::string unread_;
  std::size_t header_bytes_ = 0;
  int interim_ = 0;
  bool started_ = false;
  Cause failure_;
};

}  // namespace http
