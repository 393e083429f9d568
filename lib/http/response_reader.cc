#include "http/response_reader.h"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <limits>

#include "http/last_chunk.h"

namespace http {
namespace {

namespace beast = boost::beast;
using beast::error_code;
using beast::http::field;
using View = beast::string_view;

constexpr std::size_t kMaxHeader = 64 * 1024;
// Each is kept by itself, which takes much more than its four bytes. Servers send some thirty.
constexpr std::size_t kMaxFields = 200;
// A trailer, or an extension of a chunk, is held back until it is whole.
constexpr std::size_t kMaxUnread = 2 * kMaxHeader;
constexpr int kMaxInterim = 8;

std::string_view text(View view) { return {view.data(), view.size()}; }

// A server's first bytes in HTTP/2 are a SETTINGS frame on stream 0 (RFC 9113 section 3.4): three
// bytes of length, the first of them 0, and the type 4.
constexpr std::size_t kFrameHeader = 9;
bool may_be_http2(std::string_view bytes) { return bytes.starts_with('\0'); }
bool is_http2(std::string_view bytes) {
  return may_be_http2(bytes) && bytes.size() >= kFrameHeader && bytes[3] == '\4' &&
         bytes.substr(5, 4) == std::string_view("\0\0\0\0", 4);
}

}  // namespace

class ResponseReader::Parser : public beast::http::basic_parser<false> {
 public:
  Parser(const BodyRules& rules, const Sink* sink) : rules_(rules), sink_(sink) {
    eager(true);
    skip(rules.head);
    header_limit(kMaxHeader);
    body_limit(std::numeric_limits<std::uint64_t>::max());  // none would refuse every length
  }

  Response response;
  bool ended = false;      // by the sink, or by the cut
  bool too_large = false;  // the body
  bool header_done = false;

 private:
  void on_request_impl(beast::http::verb, View, View, int, error_code&) override {}
  void on_response_impl(int code, View, int, error_code&) override { response.status = code; }

  void on_field_impl(field, View name, View value, error_code& ec) override {
    if (header_done) return;  // a trailer (RFC 9110 section 6.5.1) is not a header
    if (++fields_ > kMaxFields) ec = beast::http::error::header_limit;
    auto [entry, added] = response.headers.try_emplace(std::string(name), value);
    if (!added) entry->second.append(", ").append(text(value));
  }

  void on_header_impl(error_code&) override {
    header_done = true;
    if (response.status / 100 != 2) sink_ = nullptr;
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code& ec) override {
    if (sink_ != nullptr || !length || *length <= rules_.max_body || rules_.cut) return;
    too_large = true;
    ec = beast::http::error::body_limit;
  }

  std::size_t on_body_impl(View piece, error_code& ec) override { return keep(text(piece), ec); }

  void on_chunk_header_impl(std::uint64_t, View, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, View piece, error_code& ec) override {
    return keep(text(piece), ec);
  }
  void on_finish_impl(error_code&) override {}

  std::size_t keep(std::string_view piece, error_code& ec) {
    const std::size_t room = rules_.max_body - response.body.size();
    if (sink_ != nullptr) {
      ended = !piece.empty() && !(*sink_)(piece);
    } else if (piece.size() > room && !rules_.cut) {
      too_large = true;
    } else {
      response.body.append(piece.substr(0, room));
      ended = piece.size() > room;
    }
    if (ended || too_large) ec = beast::http::error::body_limit;
    return piece.size();
  }

  const BodyRules rules_;
  const Sink* sink_;
  std::size_t fields_ = 0;
};

ResponseReader::ResponseReader(const Request& request, const Sink* sink)
    : rules_{request.method == "HEAD" || request.method == "CONNECT", request.max_body,
             request.cut_body},
      sink_(sink),
      parser_(std::make_unique<Parser>(rules_, sink)) {}

ResponseReader::~ResponseReader() = default;

Response& ResponseReader::response() { return parser_->response; }

bool ResponseReader::has_header() const {
  return parser_->header_done && parser_->response.status / 100 != 1;
}

bool ResponseReader::can_follow() const { return parser_->keep_alive() && unread_.empty(); }

ResponseReader::Progress ResponseReader::fail(ErrorKind kind, std::string reason) {
  failure_ = {kind, std::move(reason)};
  return Progress::kFailed;
}

ResponseReader::Progress ResponseReader::take(std::string_view bytes) {
  started_ = true;
  unread_.append(bytes);
  Progress progress = Progress::kMore;
  int interim = 0;  // after one, the next answer may be there already
  do {
    interim = interim_;
    progress = parse();
  } while (progress == Progress::kMore && interim_ != interim && !unread_.empty());
  return progress;
}

ResponseReader::Progress ResponseReader::parse() {
  error_code ec;
  const bool in_header = !parser_->header_done;
  const bool at_start = !parser_->got_some();
  if (at_start && is_http2(unread_)) {
    return fail(ErrorKind::kHttp2, "answered in HTTP/2, which was not asked for");
  }
  if (at_start && may_be_http2(unread_) && unread_.size() < kFrameHeader) return Progress::kMore;
  if (!in_header && parser_->chunked() && waits_for_last_chunk(unread_)) return Progress::kMore;
  const std::size_t used = parser_->put({unread_.data(), unread_.size()}, ec);
  unread_.erase(0, used);
  if (in_header) header_bytes_ += used;
  if (parser_->ended) return Progress::kEnded;
  if (parser_->too_large)
    return fail(ErrorKind::kTooLarge,
                "a body of more than " + std::to_string(rules_.max_body) + " bytes");
  const bool long_header = !parser_->header_done && header_bytes_ + unread_.size() > kMaxHeader;
  if (ec == beast::http::error::header_limit || long_header) {
    return fail(ErrorKind::kTooLarge, "a header of more than 64 KiB or 200 fields");
  }
  if (ec && ec != beast::http::error::need_more) {
    return fail(ErrorKind::kProtocol, "not a valid HTTP answer: " + ec.message());
  }
  if (unread_.size() > kMaxUnread) return fail(ErrorKind::kTooLarge, "chunk over the limit");
  return parser_->is_done() ? finish() : Progress::kMore;
}

ResponseReader::Progress ResponseReader::finish() {
  const int status = parser_->response.status;
  // "A client MUST be able to parse one or more 1xx responses received prior to a final response"
  // (RFC 9110 section 15.2). 101 is final: what follows would not be HTTP.
  if (status / 100 != 1) return Progress::kDone;
  if (status == 101) return fail(ErrorKind::kProtocol, "unasked switch of protocols");
  if (++interim_ > kMaxInterim) return fail(ErrorKind::kProtocol, "too many interim answers");
  parser_ = std::make_unique<Parser>(rules_, sink_);
  header_bytes_ = 0;
  return Progress::kMore;
}

ResponseReader::Progress ResponseReader::peer_closed() {
  if (!started_) return fail(ErrorKind::kProtocol, "connection closed without an answer");
  error_code ec = beast::http::error::partial_message;
  if (parser_->got_some() && parser_->header_done) parser_->put_eof(ec);
  if (ec) return fail(ErrorKind::kProtocol, "connection closed in the middle of the answer");
  return Progress::kDone;
}

}  // namespace http
