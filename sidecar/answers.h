// AnswerTable: (host, token) -> key authorization, with an end; and how often each was asked for.
//
// Filled from the Challenges as the watch brings them, read by the listener. Tokens have at least
// 128 bits (RFC 8555 section 8.3), so the token alone finds the answer; the host decides only
// between answers that are known: an ingress may rewrite Host, so an unknown one is let pass, and
// one that another answer is for is refused. Any thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/challenge.h"
#include "base/clock.h"
#include "base/guarded.h"

namespace sidecar {

enum class Finding { kAnswer, kUnknownToken, kWrongHost, kExpired };

struct Found {
  Finding finding = Finding::kUnknownToken;
  std::string key_authorization;
};

// What the controller is told of one Challenge.
struct ChallengeReport {
  std::string resource_version;
  std::size_t answers = 0;
  std::map<std::string, std::int64_t> hits;  // by token
};

class AnswerTable {
 public:
  void put(std::shared_ptr<const api::Challenge> challenge);
  void remove(const kube::ObjectKey& challenge);

  // Counts a hit when it is answered. `host` is a Host header as sent.
  Found find(std::string_view host, std::string_view token, base::WallTime now);

  std::optional<ChallengeReport> report(const std::string& challenge) const;
  std::size_t size() const;  // answers

 private:
  struct Entry {
    std::shared_ptr<const api::Challenge> challenge;  // owns what answer points to
    const api::Answer* answer = nullptr;
    std::int64_t hits = 0;
  };
  struct Table {
    std::map<std::string, Entry, std::less<>> by_token;
    std::map<std::string, int, std::less<>> hosts;  // how many answers each host has
    std::map<std::string, std::shared_ptr<const api::Challenge>> challenges;
  };
  static void drop(Table& table, const std::string& challenge);
  base::Guarded<Table> table_;
};

// The name in a Host header: without port, brackets and final dot, in lower case.
std::string host_name(std::string_view header);

}  // namespace sidecar
