// ConnectProxy: an HTTP proxy on loopback that takes CONNECT alone (RFC 9110 section 9.3.6), and
// knows by itself where each server is, as one that is the only way out of a network. Any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/base64.h"
#include "base/guarded.h"
#include "fakes/scripted_server.h"

namespace fakes {

class ConnectProxy {
 public:
  // The port of this machine at which "ca.example:443" is; nothing for 502.
  using Route = std::function<std::optional<std::uint16_t>(const std::string& server)>;

  // `credentials`: "user:password", that it asks for; "" for none.
  explicit ConnectProxy(Route route, std::string credentials = "")
      : route_(std::move(route)), credentials_(std::move(credentials)) {}
  // All servers are at this port.
  explicit ConnectProxy(std::uint16_t port, std::string credentials = "")
      : ConnectProxy([port](const std::string&) { return port; }, std::move(credentials)) {}

  std::uint16_t port() const { return server_.port(); }
  // For HTTPS_PROXY.
  std::string url(const std::string& credentials = "") const {
    const std::string user = credentials.empty() ? "" : credentials + "@";
    return "http://" + user + "127.0.0.1:" + std::to_string(port());
  }
  // Of each CONNECT, in order; and what else came.
  std::vector<std::string> asked() const {
    return asked_.with([](const auto& all) { return all; });
  }
  // From now on this is the answer to each request.
  void answer(const std::string& bytes) {
    fixed_.with([&](auto& fixed) { fixed = bytes; });
  }

 private:
  void serve(Peer& peer) {
    const auto request = peer.read_request();
    if (!request) return;
    const std::string line = request->substr(0, request->find("\r\n"));
    const bool connects = line.starts_with("CONNECT ");
    const std::string server = connects ? line.substr(8, line.rfind(' ') - 8) : line;
    asked_.with([&](auto& all) { all.push_back(server); });
    const std::string fixed = fixed_.with([](const auto& bytes) { return bytes; });
    if (!fixed.empty()) {
      peer.write(fixed);
      return peer.wait_for_end();
    }
    const std::string wanted =
        "\r\nProxy-Authorization: Basic " + base::base64(credentials_) + "\r\n";
    if (!credentials_.empty() && request->find(wanted) == std::string::npos) {
      peer.answer("who are you?", "407 Proxy Authentication Required");
      return;
    }
    const auto port = connects ? route_(server) : std::nullopt;
    if (!port) {
      peer.answer("<html>no way</html>", connects ? "502 Bad Gateway" : "405 Not Allowed");
      return;
    }
    peer.write("HTTP/1.0 200 Connection established\r\nProxy-agent: fake\r\n\r\n");
    peer.relay_to(*port);
  }

  const Route route_;
  const std::string credentials_;
  base::Guarded<std::vector<std::string>> asked_;
  base::Guarded<std::string> fixed_;
  ScriptedServer server_{[this](Peer& peer) { serve(peer); }};  // the last: it uses the others
};

}  // namespace fakes
