// Ledger: what is left of a CA's rate limits, as far as we know: a local model of its token
// buckets, so that we wait before the CA refuses, and can say until when.
//
// Promises: reserve() takes a token of every bucket that an order needs, or none and says which is
// empty and when a token comes back. Tokens are shared fairly: while several namespaces wait for
// one bucket, renewals go before new certificates, and then the namespace that has had fewest. One
// that does not come back for its token within a minute loses its turn. Memory is bounded by the
// buckets that are not full. No bucket counts as emptier than empty, also when a clock that was
// wrong said so. The model forgets at a restart what it is not told again.
//
// Besides, whatever the CA's rules: what the CA has told of a limit holds for the whole scope of
// it, and attempts that come to nothing cost a name one of five an hour, or of as many as the CA
// lets fail, so that a Certificate that is edited over and over is no flood of orders.
//
// Throws nothing. Any thread. RFC 8555 section 6.6.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "limits/levels.h"
#include "limits/rules.h"
#include "limits/scope.h"

namespace limits {

struct Order {
  std::string ca;                  // the directory's URL
  std::string account;             // its URL
  std::string owner;               // namespace of the Certificate
  std::vector<std::string> names;  // sorted, normalised
  // For the same names as the certificate it replaces: what counts per account and per registered
  // domain does not count then. Announced as its replacement (RFC 9773): nothing but failures does.
  bool renewal = false;
  bool replaces = false;
};

struct Wait {
  base::WallTime until;  // when to ask again
  std::string limit;     // which one, for people: "50 certificates per 168 h for example.com"
  bool ours = false;     // and not the CA's
};

class Ledger {
 public:
  // Nothing: the tokens are taken.
  std::optional<Wait> reserve(const Order& order, const Rules& rules, base::WallTime now);
  // The order came to no certificate: what counts certificates gets its tokens back.
  void give_back(const Order& order, const Rules& rules);
  // The CA could not validate the name.
  void note_failure(const Order& order, const std::string& name, const Rules& rules,
                    base::WallTime now);
  // The CA was asked, and it came to nothing, for whatever reason.
  void note_vain(const Order& order, const Rules& rules, base::WallTime now);
  // The CA refused the order for a limit of its own, in these words.
  void hold(const Order& order, std::string_view words, base::WallTime until, base::WallTime now);
  // One that was made, and has not failed, before we began to count. The oldest first.
  void note(const Order& order, const Rules& rules, base::WallTime at);

  // What is counted, and what the CA has said to be reached, as of now.
  Levels levels(base::WallTime now) const;
  std::size_t buckets() const;

 private:
  struct Waiting {
    bool renewal = false;
    base::WallTime until;
  };
  struct State {
    base::WallTime full_at;                  // when it has all its tokens again
    std::map<std::string, Waiting> waiting;  // by owner
    std::map<std::string, int> served;       // likewise, while somebody waits
  };
  struct Hold {
    base::WallTime until;
    bool named = false;  // by the CA: nothing of that limit is left
  };
  // One bucket that an order needs a token of.
  struct Need {
    std::string key;
    Bucket bucket;
    std::string what;   // "certificates"
    std::string of;     // "example.com"
    bool takes = true;  // else it only must not be empty
    bool ours = false;
  };

  static std::vector<Need> needs(const Order& order, const Rules& rules);
  static std::vector<Need> certificate_needs(const Order& order, const Rules& rules);
  static Need failures(const Order& order, const std::string& name, const Bucket& bucket);
  static Need vain(const Order& order, const std::string& name, const Rules& rules);
  std::optional<Wait> held(const Order& order, base::WallTime now) const;
  std::optional<base::WallTime> wait_for(const Need& need, const Order& order, base::WallTime now);
  bool yields(const State& state, const Order& order, base::WallTime now) const;
  void take(const Need& need, const Order& order, base::WallTime now);
  void forget_full(base::WallTime now);

  mutable std::mutex mutex_;
  std::unordered_map<std::string, State> states_;
  std::map<std::string, Hold> holds_;  // by scope
  std::size_t look_at_ = 1024;         // forget full buckets when there are so many
};

}  // namespace limits
