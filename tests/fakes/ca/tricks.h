// The usual ways in which a CA, or the road to it, misbehaves, for a ScriptedCa's script. Pure.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "fakes/ca/scripted_ca.h"

namespace fakes {

// Nothing is done; the answer has a fresh nonce, as a real CA's problem has.
inline Trick says(CaReply reply) {
  return [reply = std::move(reply)](Turn& turn) mutable {
    CaReply own = reply;
    if (turn.request.method == "POST") own.headers.insert({"Replay-Nonce", turn.fresh_nonce()});
    turn.send(own);
  };
}
inline Trick says_problem(int status, const std::string& type, const std::string& detail,
                          http::Headers headers = {}) {
  return says(problem_reply(status, type, detail, std::move(headers)));
}

// Done as asked, and told otherwise.
inline Trick changed(std::function<void(CaReply&)> change) {
  return [change = std::move(change)](Turn& turn) {
    CaReply reply = turn.serve();
    change(reply);
    turn.send(reply);
  };
}
inline Trick with_header(const std::string& name, const std::string& value) {
  return changed([=](CaReply& reply) { reply.headers[name] = value; });
}
inline Trick without_header(const std::string& name) {
  return changed([=](CaReply& reply) { reply.headers.erase(name); });
}
// The body with one text instead of another, everywhere.
inline Trick with_text(const std::string& from, const std::string& to) {
  return changed([=](CaReply& reply) {
    for (std::size_t at = 0; (at = reply.body.find(from, at)) != std::string::npos; at += to.size())
      reply.body.replace(at, from.size(), to);
  });
}

// The connection is reset before the CA has done anything, after it has, or in the middle of the
// answer.
inline Trick drops_before() {
  return [](Turn& turn) { turn.drop(); };
}
inline Trick drops_after() {
  return [](Turn& turn) {
    turn.serve();
    turn.drop();
  };
}
inline Trick drops_inside() {
  return [](Turn& turn) {
    const std::string bytes = turn.serve().text();
    turn.send_bytes(bytes.substr(0, bytes.size() - 10));
    turn.drop();
  };
}

inline Trick redirects(int status, const std::string& to) {
  return says({status, {{"Location", to}}, ""});
}

// A body that says it is there and never ends.
inline Trick never_ends() {
  return [](Turn& turn) {
    turn.send_bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    while (!turn.is_over()) turn.send_bytes("1000\r\n" + std::string(0x1000, ' ') + "\r\n");
  };
}
// A body of so many bytes, none of which the CA keeps.
inline Trick says_at_length(std::size_t size) {
  return [size](Turn& turn) {
    static const std::string piece(16 * 1024, ' ');
    turn.send_bytes("HTTP/1.1 200 OK\r\nReplay-Nonce: " + turn.fresh_nonce() +
                    "\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n");
    for (std::size_t sent = 0; sent < size && !turn.is_over(); sent += piece.size())
      turn.send_bytes(std::string_view(piece).substr(0, size - sent));
  };
}
inline Trick floods_headers() {
  return [](Turn& turn) {
    turn.send_bytes("HTTP/1.1 200 OK\r\n");
    while (!turn.is_over()) turn.send_bytes("X-Flood: " + std::string(4000, 'x') + "\r\n");
  };
}

}  // namespace fakes
