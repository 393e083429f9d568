#include "http/tunnel.h"

#include <array>

#include "base/base64.h"
#include "http/resolve.h"
#include "http/response_reader.h"

namespace http {
namespace {

base::Secret question(const Proxy& proxy, const std::string& server,
                      const std::string& user_agent) {
  std::string text = "CONNECT " + server + " HTTP/1.1\r\nHost: " + server + "\r\n";
  if (!user_agent.empty()) text += "User-Agent: " + user_agent + "\r\n";
  if (!proxy.credentials.empty()) {
    text += "Proxy-Authorization: Basic " + base::base64(proxy.credentials.reveal()) + "\r\n";
  }
  return base::Secret(text + "\r\n");
}

// What bytes behind the header of a good answer are: the server says nothing before we do.
bool is_page(const ResponseReader& reader, const Response& response) {
  const auto length = response.header("Content-Length");
  return reader.has_unread() || (!length.empty() && length != "0");
}

std::string advice(int status, const Proxy& proxy, const std::string& server) {
  const bool wants_user = status == 407 || status == 401;  // tinyproxy says 401 to a wrong one
  if (wants_user && proxy.credentials.empty())
    return "it wants a user and a password, and HTTPS_PROXY has none";
  if (wants_user) return "it does not take the user and the password in HTTPS_PROXY";
  if (status == 403) return "its rules must allow " + server;
  if (status >= 500) return "it does not reach that server";
  return "it does not let us through";
}

std::optional<Cause> judge(const ResponseReader& reader, const Response& response,
                           const Proxy& proxy, const std::string& server) {
  const int status = response.status;
  if (status / 100 == 2 && !is_page(reader, response)) return {};
  const std::string answered = " answered CONNECT " + server + " with ";
  if (status / 100 == 2) return Cause{ErrorKind::kProtocol, answered + "a page of its own"};
  const bool about_server = status == 403 || status >= 500;
  return Cause{about_server ? ErrorKind::kConnect : ErrorKind::kProtocol,
               answered + std::to_string(status) + ": " + advice(status, proxy, server)};
}

std::optional<Cause> converse(Connection& connection, const Proxy& proxy, const std::string& server,
                              const std::string& user_agent, const Bounds& bounds) {
  Request request;
  request.method = "CONNECT";
  ResponseReader reader(request, nullptr);
  const base::Secret asked = question(proxy, server, user_agent);
  auto written = connection.write(asked.reveal(), bounds);
  // Whatever is wrong with the answer, it is not the server's.
  const auto failed = [&](Cause cause) {
    const bool is_silent = cause.kind == ErrorKind::kTimeout || cause.kind == ErrorKind::kStopped;
    return Cause{is_silent ? cause.kind : ErrorKind::kProtocol,
                 ", asked to CONNECT " + server + ": " + cause.reason};
  };
  if (written.failure) return failed(*std::move(written.failure));
  std::array<char, 4096> buffer;
  auto progress = ResponseReader::Progress::kMore;
  while (progress == ResponseReader::Progress::kMore) {
    const auto got = connection.read(buffer, bounds);
    if (!got) return failed(got.error());
    progress = *got == 0 ? reader.peer_closed() : reader.take({buffer.data(), *got});
  }
  if (progress == ResponseReader::Progress::kFailed) return failed(reader.failure());
  return judge(reader, reader.response(), proxy, server);
}

}  // namespace

std::string name_of(const Proxy& proxy, const Connection& connection) {
  const bool known = is_address(proxy.host) || connection.place().empty();
  return "the proxy " + proxy.text() + (known ? "" : " at " + connection.place());
}

std::optional<Cause> open_tunnel(Connection& connection, const Proxy& proxy,
                                 const std::string& server, const std::string& user_agent,
                                 const Bounds& bounds) {
  auto failure = converse(connection, proxy, server, user_agent, bounds);
  if (failure && failure->kind != ErrorKind::kStopped) {
    failure->reason.insert(0, name_of(proxy, connection));
  }
  return failure;
}

}  // namespace http
