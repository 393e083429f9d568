// ServedApi: a MemoryApi on loopback, over HTTP/1.1 without TLS, so that the whole of our client is
// between it and the test. Watches are sent in chunks as they come. The destructor ends them all.
#pragma once

#include <sstream>
#include <string>

#include "fakes/api/memory_api.h"
#include "fakes/scripted_server.h"
#include "http/url.h"

namespace fakes {

class ServedApi {
 public:
  explicit ServedApi(MemoryApi& api) : api_(api) {}
  ~ServedApi() { stop_.request_stop(); }

  http::Url url() const { return *http::parse_url(server_.url()); }

 private:
  void serve(Peer& peer) {
    while (const auto text = peer.read_request()) {
      const http::Request request = read(*text);
      const bool streams = request.method == "GET" && Place::of(request.url.target).flag("watch");
      if (!(streams ? stream(peer, request) : send(peer, request))) return;
    }
  }

  static http::Request read(const std::string& text) {
    std::istringstream lines(text);
    http::Request request;
    std::string line;
    lines >> request.method >> request.url.target;
    std::getline(lines, line);
    while (std::getline(lines, line) && line != "\r") {
      const std::size_t colon = line.find(':');
      const std::size_t value = line.find_first_not_of(' ', colon + 1);
      request.headers[line.substr(0, colon)] = line.substr(value, line.size() - value - 1);
    }
    request.body = text.substr(text.find("\r\n\r\n") + 4);
    return request;
  }

  bool send(Peer& peer, const http::Request& request) {
    return answer(peer, *api_.send(request, stop_.get_token()));
  }

  static bool answer(Peer& peer, const http::Response& response) {
    return peer.answer(response.body, std::to_string(response.status) + " as it is");
  }

  bool stream(Peer& peer, const http::Request& request) {
    bool opened = false;
    const auto sink = [&](std::string_view piece) {
      if (!std::exchange(opened, true) &&
          !peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"))
        return false;
      return piece.empty() || write_chunk(peer, piece);
    };
    const auto end = api_.stream(request, {}, sink, stop_.get_token());
    if (!end) return false;
    return opened ? peer.write("0\r\n\r\n") : answer(peer, *end);
  }

  static bool write_chunk(Peer& peer, std::string_view piece) {
    std::ostringstream chunk;
    chunk << std::hex << piece.size() << "\r\n" << piece << "\r\n";
    return peer.write(chunk.str());
  }

  MemoryApi& api_;
  std::stop_source stop_;
  ScriptedServer server_{[this](Peer& peer) { serve(peer); }};
};

}  // namespace fakes
