// AnswerTable: (host, token) -> key authorization, with an end; and how often each was asked for.
//
// Filled from the Challenges as the watch brings them (challenges.h), read by the listener. Only
// the host that an answer is for gets it: whoever may name an ACME server of his own chooses its
// tokens, and could else have his answer given under the name of another, whose route stands all
// the time. A CA that follows a redirect asks at another name, and gets it there if the same
// Challenge has answers for that one, because both are of one Certificate then.
//
// A CA that uses an authorization again puts the same answer into two Challenges: each is told of
// the hits, the end of one does not end the other's, and the one that lasts longer is given. As
// many hits are kept as answers. Any thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

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
  // In place of the same Challenge's answers before; hits are kept.
  void put(std::shared_ptr<const api::Challenge> challenge);
  void remove(const kube::ObjectKey& challenge);

  // Counts a hit when it is answered. `host` is a host[:port] as sent.
  Found find(std::string_view host, std::string_view token, base::WallTime now);

  std::optional<ChallengeReport> report(std::string_view challenge) const;
  std::size_t size() const;                    // answers
  bool has_answers(base::WallTime now) const;  // that have not expired

 private:
  using ChallengePtr = std::shared_ptr<const api::Challenge>;
  // The keys are in the challenge, which is kept alive for as long as they are here.
  struct Entry {
    ChallengePtr challenge;
    const api::Answer* answer = nullptr;
    std::int64_t hits = 0;
  };
  struct Table {
    std::unordered_multimap<std::string_view, Entry> by_token;
    std::map<std::string_view, ChallengePtr> by_name;
  };
  using Hits = std::map<std::pair<std::string, std::string>, std::int64_t>;  // by host, token

  // Of the entries of this token that belong, the one that lasts longest.
  template <class Belongs>
  static Found longest_of(Table& table, std::string_view token, base::WallTime now,
                          Belongs belongs);
  static Hits hits_of(const Table& table, const api::Challenge& challenge);
  static void drop(Table& table, std::string_view name);

  base::Guarded<Table> table_;
};

}  // namespace sidecar
