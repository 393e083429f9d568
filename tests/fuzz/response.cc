// The bytes that come back for a request, up to the end of the connection. The first line is about
// the request: h for a HEAD, c for a body that is cut, s for a body that goes to a sink. The answer
// is the same in whatever pieces the bytes come, and within its bounds.

#include <algorithm>
#include <string>

#include "fuzz/input.h"
#include "http/response_reader.h"

namespace {

using Progress = http::ResponseReader::Progress;

constexpr std::size_t kMaxBody = 30;  // low, so that short inputs reach it

struct Asked {
  http::Request request;
  bool sink = false;
};

Asked asked(std::string_view line) {
  const auto says = [&](char word) { return line.find(word) != line.npos; };
  Asked asked;
  asked.request.method = says('h') ? "HEAD" : "GET";
  asked.request.max_body = kMaxBody;
  asked.request.cut_body = says('c');
  asked.sink = says('s');
  return asked;
}

struct Seen {
  Progress progress = Progress::kMore;
  http::ErrorKind failure{};
  http::Response response;
  std::string sunk;
};

void is_bounded(const Asked& asked, const Seen& seen) {
  const http::Response& response = seen.response;
  const bool sinks = asked.sink && response.status / 100 == 2;
  fuzz::must(response.body.size() <= kMaxBody, "no more than the bound is kept");
  fuzz::must(seen.sunk.empty() || sinks, "a sink gets the body of a 2xx");
  fuzz::must(response.body.empty() || !sinks, "what goes to the sink is not kept");
  const bool whole = seen.progress == Progress::kDone;
  fuzz::must(!whole || response.status / 100 != 1, "an interim answer is not the last");
  fuzz::must(!whole || asked.request.method != "HEAD" || response.body.empty(),
             "the answer to a HEAD has no body");
  fuzz::must(seen.progress != Progress::kEnded || asked.request.cut_body, "only a cut ends early");
}

Seen read(const Asked& asked, std::string_view bytes, std::size_t piece) {
  Seen seen;
  const http::Sink sink = [&](std::string_view more) {
    seen.sunk += more;
    return true;
  };
  http::ResponseReader reader(asked.request, asked.sink ? &sink : nullptr);
  while (!bytes.empty() && seen.progress == Progress::kMore) {
    seen.progress = reader.take(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
  }
  if (seen.progress == Progress::kMore) seen.progress = reader.peer_closed();
  fuzz::must(seen.progress != Progress::kMore, "the end of a connection is the end");
  if (seen.progress == Progress::kFailed) {
    seen.failure = reader.failure().kind;
    fuzz::must(!reader.failure().reason.empty(), "a failure has a reason");
  }
  seen.response = reader.response();
  is_bounded(asked, seen);
  return seen;
}

void are_same(const Seen& one, const Seen& other) {
  fuzz::must(one.progress == other.progress, "the pieces decide nothing");
  fuzz::must(one.failure == other.failure, "the pieces change no failure");
  if (one.progress == Progress::kFailed) return;
  fuzz::must(one.response.status == other.response.status, "the pieces change no status");
  fuzz::must(one.response.headers == other.response.headers, "the pieces change no header");
  fuzz::must(one.response.body == other.response.body, "the pieces change no body");
  fuzz::must(one.sunk == other.sunk, "the pieces change nothing that the sink gets");
}

}  // namespace

void fuzz::try_input(std::string_view input) {
  const Asked request = asked(take_line(input));
  const Seen at_once = read(request, input, input.size());
  for (const std::size_t piece : {1, 2, 7}) are_same(at_once, read(request, input, piece));
}
