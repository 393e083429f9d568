// The bytes of one connection to the public listener. Whatever they are, the answers are those of
// the handler and the refusals, without a byte of the requests, and they are the same in whatever
// pieces the bytes come. What the handler is asked fits the grammar.

#include <algorithm>
#include <string>
#include <vector>

#include "fuzz/input.h"
#include "http/grammar.h"
#include "http/server_connection.h"

namespace {

// Low, so that short inputs reach them.
http::ServerLimits low_limits() {
  http::ServerLimits limits;
  limits.header_bytes = 200;
  limits.max_requests = 4;
  return limits;
}
const http::ServerLimits kLimits = low_limits();

bool is_visible(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

http::ServerResponse fine(const http::ServerRequest& request) {
  fuzz::must(!request.method.empty() && request.method != "HEAD", "a HEAD is handled as a GET");
  fuzz::must(!request.target.empty() && is_visible(request.target), "a target is visible");
  fuzz::must(request.host.empty() || http::is_authority(request.host), "a host is one");
  http::ServerResponse response;
  response.body = "fine\n";
  return response;
}

std::string answer(const std::string& status, const std::string& body, bool last, bool head) {
  return "HTTP/1.1 " + status + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: " +
         std::to_string(body.size()) + (last ? "\r\nConnection: close" : "") + "\r\n\r\n" +
         (head ? "" : body);
}

const std::pair<std::string, std::string> kRefusals[] = {
    {"400", "Bad Request"},     {"413", "Content Too Large"},
    {"414", "URI Too Long"},    {"431", "Request Header Fields Too Large"},
    {"501", "Not Implemented"}, {"505", "HTTP Version Not Supported"},
};

// All that there are, but for the date. One that another one begins with comes after it.
std::vector<std::string> every_answer() {
  std::vector<std::string> all;
  for (const bool head : {false, true}) {
    for (const auto& [status, phrase] : kRefusals)
      all.push_back(answer(status + " " + phrase, phrase + "\n", true, head));
    for (const bool last : {false, true}) all.push_back(answer("200 OK", "fine\n", last, head));
  }
  return all;
}

std::string without_dates(std::string text) {
  constexpr std::size_t kDate = std::string_view("Date: Sun, 29 Nov 2026 23:26:02 GMT\r\n").size();
  for (std::size_t at = text.find("Date: "); at != text.npos; at = text.find("Date: ", at))
    text.erase(at, kDate);
  return text;
}

// What is sent on one connection, without the dates.
std::string output_of(std::string_view input, std::size_t piece) {
  const http::Handler handler = fine;
  http::ServerConnection connection(kLimits, handler, "192.0.2.1");
  std::string sent;
  const auto give = [&](std::string_view bytes) {
    const bool was_over = connection.is_over();
    connection.take(bytes);
    fuzz::must(!was_over || connection.output().empty(), "nothing follows the last answer");
    sent += connection.output();
    connection.output().clear();
  };
  for (; !input.empty(); input.remove_prefix(std::min(piece, input.size()))) {
    give(input.substr(0, piece));
    while (connection.has_more()) give("");
  }
  const bool closes = sent.find("Connection: close") != std::string::npos;
  fuzz::must(!closes || connection.is_over(), "what is told to be the end is the end");
  return without_dates(std::move(sent));
}

void is_ours(std::string_view output) {
  static const auto known = every_answer();
  int answers = 0;
  bool last = false;
  for (; !output.empty(); ++answers) {
    const auto found = std::ranges::find_if(
        known, [&](const std::string& each) { return output.starts_with(each); });
    fuzz::must(found != known.end(), "no byte of a request is repeated");
    fuzz::must(!last, "an end is the end");
    last = found->find("Connection: close") != std::string::npos;
    output.remove_prefix(found->size());
  }
  fuzz::must(answers <= kLimits.max_requests, "a connection ends after so many requests");
}

}  // namespace

void fuzz::try_input(std::string_view input) {
  const std::string at_once = output_of(input, input.size());
  is_ours(at_once);
  for (const std::size_t piece : {1, 2, 7}) {
    const std::string output = output_of(input, piece);
    is_ours(output);
    must(output == at_once, "the pieces make no difference");
  }
}
