// What the tests of http::Server share.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/raw_socket.h"
#include "http/server.h"

inline http::ServerResponse echo(const http::ServerRequest& request) {
  http::ServerResponse response;
  response.body = std::string(request.method) + " " + std::string(request.target) + " " +
                  std::string(request.host) + " " + std::string(request.peer) + "\n";
  return response;
}

inline std::string ask(const http::Server& server, std::string_view bytes) {
  fakes::RawSocket socket(server.port());
  socket.send(bytes);
  socket.end_sending();
  return socket.read_all();
}

inline std::string status(const std::string& answer) {
  return answer.substr(0, answer.find("\r\n"));
}

inline std::string get(const std::string& target) {
  return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
}
