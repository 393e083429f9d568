// ScriptedCa: an RFC 8555 server behind TLS on loopback that really signs, and that a script makes
// misbehave at any request:
//
//   fakes::ScriptedCa ca(authority);
//   ca.at("newOrder", 1, fakes::drops_after());          // the first newOrder: done, but not told
//   ca.always("order", fakes::with_header("Retry-After", "3"));
//
// Without a script it is a Desk: a strict CA that keeps every rule, and notes in violations() what
// a client must never do. requests() has every request as it came. Any thread.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "fakes/ca/desk.h"
#include "fakes/scripted_server.h"

namespace fakes {

class ScriptedCa;

// One request, in the hands of a script.
class Turn {
 public:
  Turn(ScriptedCa& ca, Peer& client, const CaRequest& asked)
      : request(asked), peer(client), ca_(ca) {}

  CaReply serve();  // does what was asked; may be called again, as a CA would see a repetition
  void send(const CaReply& reply);
  void send_bytes(std::string_view bytes);
  std::string fresh_nonce();
  void drop();  // the connection ends here, with a reset
  bool is_over() const { return over_; }

  const CaRequest& request;
  Peer& peer;

 private:
  ScriptedCa& ca_;
  bool over_ = false;
};

using Trick = std::function<void(Turn&)>;

class ScriptedCa {
 public:
  explicit ScriptedCa(const TlsFile& tls, const std::string& origin = "");
  explicit ScriptedCa(const TlsAuthority& authority = TlsAuthority())
      : ScriptedCa(authority.issue("DNS:localhost,IP:127.0.0.1")) {
    root_pem_ = authority.certificate_pem();
  }

  // Which is found at another place than its own: "https://ca.test:14000", behind a proxy or a
  // link.
  ScriptedCa(const TlsAuthority& authority, const std::string& host, const std::string& origin)
      : ScriptedCa(authority.issue("DNS:" + host + ",IP:127.0.0.1"), origin) {
    root_pem_ = authority.certificate_pem();
  }

  std::string url(const std::string& path) const { return origin_ + path; }
  std::uint16_t port() const { return server_->port(); }
  std::string directory_url() const { return url("/dir"); }
  const std::string& root_pem() const { return root_pem_; }  // what the client must trust

  // At the count-th request to the endpoint, from 1, counted from the start.
  void at(const std::string& endpoint, int count, Trick trick);
  void always(const std::string& endpoint, Trick trick);  // where there is no at()
  void behave();                                          // no tricks any more
  // Every request is answered so much later.
  void set_latency(base::Millis latency);

  // Looks at or changes what the Desk has, between requests.
  template <class Use>
  auto desk(Use&& use) {
    std::lock_guard lock(mutex_);
    return use(*desk_);
  }

  std::vector<CaRequest> requests() const;
  // "newNonce newOrder authorization …", in the order in which they came.
  std::string log() const;
  int count(const std::string& endpoint) const;
  std::vector<std::string> violations() const;
  int most_at_once() const { return most_at_once_; }  // requests under way together
  int connections() const { return server_->connections(); }

 private:
  friend class Turn;

  void converse(Peer& peer);
  CaRequest read(const std::string& raw);
  Trick trick_for(const CaRequest& request);

  const base::SystemClock clock_;
  std::string root_pem_;
  std::string origin_;
  mutable std::mutex mutex_;
  std::unique_ptr<Desk> desk_;
  std::map<std::pair<std::string, int>, Trick> once_;
  std::map<std::string, Trick> always_;
  std::map<std::string, int> counts_;
  std::vector<CaRequest> requests_;
  base::Millis latency_{0};
  int at_once_ = 0;
  std::atomic<int> most_at_once_ = 0;
  std::unique_ptr<ScriptedServer> server_;  // last: its threads use all the rest
};

}  // namespace fakes
