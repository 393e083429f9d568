// IdleConnections: connections kept for the next request to the same peer.
//
// At most 64: as many as are asked at once for the names of a large order, so that what is asked
// next for them needs no handshakes. None older than 30 s; none on which anything has come since (a
// server that closed it, say) is ever given out. Any thread.
#pragma once

#include <list>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/guarded.h"
#include "http/connection.h"

namespace http {

class IdleConnections {
 public:
  // Null when there is none.
  std::unique_ptr<Connection> take(const std::string& peer);
  void keep(const std::string& peer, std::unique_ptr<Connection> connection);

 private:
  struct Idle {
    std::string peer;
    base::MonoTime since;
    std::unique_ptr<Connection> connection;
  };
  using List = std::list<Idle>;  // oldest first

  static List cut_old(List& idle);

  base::Guarded<List> idle_;
};

}  // namespace http
