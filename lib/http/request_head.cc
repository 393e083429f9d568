#include "http/request_head.h"

#include <algorithm>

#include "base/text.h"
#include "http/grammar.h"

namespace http {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr int kFine = 0;  // of those who return a status to refuse with
constexpr int kNoAnswer = 0;
// Three times as long as the longest one that is registered with IANA.
constexpr std::size_t kLongestMethod = 64;

// "A server SHOULD ignore at least one empty line (CRLF) received prior to the request-line" (RFC
// 9112 section 2.2). It counts as part of the head, so that empty lines alone win no time.
std::string_view without_empty_line(std::string_view bytes) {
  return bytes.starts_with(kLineEnd) ? bytes.substr(kLineEnd.size()) : bytes;
}

// Whether a method and a space may become of them. Whatever else begins otherwise (TLS, SSH) cannot
// read an answer.
base::Result<void, int> check_method(std::string_view bytes) {
  if (bytes == "\r") return {};
  bytes = bytes.substr(0, kLongestMethod + 1);
  const auto end = std::ranges::find_if_not(bytes, is_token_char);
  const std::size_t length = end - bytes.begin();
  if (length > kLongestMethod) return base::unexpected(501);
  if (end != bytes.end() && (length == 0 || *end != ' ')) return base::unexpected(kNoAnswer);
  return {};
}

// "A server that receives a request-target longer than any URI it wishes to parse MUST respond with
// a 414" (RFC 9112 section 3).
int too_long(std::string_view within) {
  const bool has_line = without_empty_line(within).find(kLineEnd) != within.npos;
  return has_line ? 431 : 414;
}

std::string_view take_line(std::string_view& bytes) {
  const std::string_view line = bytes.substr(0, bytes.find(kLineEnd));
  bytes.remove_prefix(line.size() + kLineEnd.size());
  return line;
}

// Whether a field that is a list has this member.
bool has_member(std::string_view list, std::string_view member) {
  const auto members = base::split(list, ',');
  return std::ranges::any_of(
      members, [&](std::string_view each) { return same(base::trimmed(each), member); });
}

std::string_view last_member(std::string_view list) {
  return base::trimmed(list.substr(list.rfind(',') + 1));
}

// One head, line by line. Each step returns kFine or the status to refuse with.
class HeadReader {
 public:
  int read_request_line(std::string_view line);
  int read_field(std::string_view line);
  int finish();
  RequestHead take() { return std::move(head_); }

 private:
  int read_version(std::string_view version);
  int read_target(std::string_view target);
  int read_absolute(std::string_view target);
  int check_host();
  int check_codings() const;
  int check_length() const;

  RequestHead head_;
  bool old_ = false;                // HTTP/1.0
  std::string_view target_host_;    // of a target that names one
  std::string_view host_, length_;  // as sent, of the last such field
  std::string codings_;
  int hosts_ = 0, lengths_ = 0, coding_fields_ = 0;
};

int HeadReader::read_request_line(std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == line.npos || first == last) return 400;
  head_.method = line.substr(0, first);
  if (!is_token(head_.method)) return 400;
  const int status = read_version(line.substr(last + 1));
  return status != kFine ? status : read_target(line.substr(first + 1, last - first - 1));
}

// A higher minor version is read as the highest that is known (RFC 9110 section 2.5).
int HeadReader::read_version(std::string_view version) {
  constexpr std::string_view kName = "HTTP/";
  if (version.size() != kName.size() + 3 || !version.starts_with(kName)) return 400;
  const std::string_view major = version.substr(kName.size(), 1);
  const std::string_view minor = version.substr(kName.size() + 2);
  if (!is_number(major) || version[kName.size() + 1] != '.' || !is_number(minor)) return 400;
  if (major != "1") return 505;
  old_ = minor == "0";
  return kFine;
}

// RFC 9112 section 3.2: four forms.
int HeadReader::read_target(std::string_view target) {
  head_.target = target;
  if (head_.method == "CONNECT") {
    target_host_ = target;
    const std::size_t port = target.rfind(':');
    const bool has_port = port != target.npos && is_number(target.substr(port + 1));
    return has_port && is_authority(target) ? kFine : 400;
  }
  if (target == "*") return head_.method == "OPTIONS" ? kFine : 400;
  if (!target.starts_with('/')) return read_absolute(target);
  return is_path_and_query(target) ? kFine : 400;
}

// Of "https" RFC 9110 section 7.4 demands TLS.
int HeadReader::read_absolute(std::string_view target) {
  constexpr std::string_view kScheme = "http://";
  if (!same(target.substr(0, kScheme.size()), kScheme)) return 400;
  target.remove_prefix(kScheme.size());
  target_host_ = target.substr(0, target.find_first_of("/?"));
  head_.target = target.substr(target_host_.size());
  if (!head_.target.starts_with('/')) head_.target.insert(0, "/");
  return is_authority(target_host_) && is_path_and_query(head_.target) ? kFine : 400;
}

// Folded lines (RFC 9112 section 5.2) and spaces before the colon (section 5.1) are of no name.
int HeadReader::read_field(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == line.npos) return 400;
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = base::trimmed(line.substr(colon + 1));
  if (!is_token(name) || !is_field_value(value)) return 400;
  if (same(name, "host")) {
    ++hosts_;
    host_ = value;
  } else if (same(name, "content-length")) {
    ++lengths_;
    length_ = value;
  } else if (same(name, "transfer-encoding")) {
    codings_.append(++coding_fields_ > 1 ? "," : "").append(value);
  } else if (same(name, "connection") && has_member(value, "close")) {
    head_.last = true;
  }
  return kFine;
}

int HeadReader::finish() {
  head_.last = head_.last || old_;
  const int status = check_host();
  if (status != kFine) return status;
  return coding_fields_ > 0 ? check_codings() : check_length();
}

// "A server MUST respond with a 400 (Bad Request) status code to any HTTP/1.1 request message that
// lacks a Host header field and to any request message that contains more than one Host header
// field line or a Host header field with an invalid field value" (RFC 9112 section 3.2).
int HeadReader::check_host() {
  if (hosts_ > 1 || (hosts_ == 0 && !old_)) return 400;
  if (hosts_ == 1 && !is_authority(host_)) return 400;
  head_.host = target_host_.empty() ? host_ : target_host_;
  return kFine;
}

// RFC 9112 sections 6.1 and 6.3: beside a length, in HTTP/1.0, or without "chunked" at the end
// nobody knows where the body ends.
int HeadReader::check_codings() const {
  if (old_ || lengths_ > 0) return 400;
  if (!same(last_member(codings_), "chunked")) return 400;
  return same(codings_, "chunked") ? 413 : 501;
}

// A length that is repeated may be refused (RFC 9110 section 8.6). It may have any number of
// digits.
int HeadReader::check_length() const {
  if (lengths_ == 0) return kFine;
  if (lengths_ > 1 || !is_number(length_)) return 400;
  return length_.find_first_not_of('0') == length_.npos ? kFine : 413;
}

}  // namespace

base::Result<std::size_t, int> find_head(std::string_view bytes, std::size_t limit,
                                         std::size_t& scanned) {
  const auto method = check_method(without_empty_line(bytes));
  if (!method) return base::unexpected(method.error());
  const std::string_view within = bytes.substr(0, limit);
  while ((scanned = std::min(within.find('\n', scanned), within.size())) < within.size()) {
    // A bare LF (RFC 9112 section 2.2), as soon as it is seen.
    if (within[scanned - 1] != '\r') return base::unexpected(400);
    const std::string_view after = within.substr(scanned + 1);
    if (after.starts_with(kLineEnd)) return scanned + 1 + kLineEnd.size();
    if (after.empty() || after == "\r") break;
    ++scanned;
  }
  if (bytes.size() > limit) return base::unexpected(too_long(within));
  return std::size_t{0};
}

base::Result<RequestHead, int> read_head(std::string_view bytes) {
  bytes = without_empty_line(bytes);
  bytes.remove_suffix(kLineEnd.size());
  HeadReader reader;
  int status = reader.read_request_line(take_line(bytes));
  while (status == kFine && !bytes.empty()) status = reader.read_field(take_line(bytes));
  if (status == kFine) status = reader.finish();
  if (status != kFine) return base::unexpected(status);
  return reader.take();
}

bool asks_for_head(std::string_view bytes) {
  return without_empty_line(bytes).starts_with("HEAD ");
}

}  // namespace http
