#include "http/idle_connections.h"

#include <algorithm>

namespace http {
namespace {

constexpr base::Seconds kMaxAge{30};
constexpr std::size_t kMost = 64;

}  // namespace

// What is cut is returned, to be closed outside the lock.
IdleConnections::List IdleConnections::cut_old(List& idle) {
  List old;
  const auto limit = std::chrono::steady_clock::now() - kMaxAge;
  while (!idle.empty() && (idle.front().since < limit || idle.size() > kMost)) {
    old.splice(old.end(), idle, idle.begin());
  }
  return old;
}

std::unique_ptr<Connection> IdleConnections::take(const std::string& peer) {
  for (;;) {
    List old;
    auto found = idle_.with([&](List& idle) -> std::unique_ptr<Connection> {
      old = cut_old(idle);
      const auto newest = std::find_if(idle.rbegin(), idle.rend(),
                                       [&](const Idle& one) { return one.peer == peer; });
      if (newest == idle.rend()) return nullptr;
      auto connection = std::move(newest->connection);
      idle.erase(std::next(newest).base());
      return connection;
    });
    if (!found || found->is_quiet()) return found;
  }
}

void IdleConnections::keep(const std::string& peer, std::unique_ptr<Connection> connection) {
  List old;
  idle_.with([&](List& idle) {
    idle.push_back({peer, std::chrono::steady_clock::now(), std::move(connection)});
    old = cut_old(idle);
  });
}

}  // namespace http
