// Ledger: what is left of a CA's rate limits, as far as we know: a local model of its token
// buckets, so that we wait before the CA refuses, and can say until when.
//
// Promises: reserve() takes a token of every bucket that an order needs, or none and says which is
// empty and when a token comes back. Tokens are shared fairly: while several namespaces wait for
// one bucket, renewals go before new certificates, and then the namespace that has had fewest. One
// that does not come back for its token within a minute loses its turn. No bucket counts as emptier
// than empty, also when a clock that was wrong said so. The model forgets at a restart what it is
// not told again.
//
// What all who ask a CA share is in one book, and what only one namespace's own Issuer counts in
// another one (Limits in rules.h): whatever that states, whatever its CA says, and whatever the
// time is there, makes only that Issuer slower. Each book goes by the clock of its CA, which every
// call tells.
//
// Memory: full buckets are forgotten; of others there are kMostBuckets at most, in all books. Where
// there are more, those go that are full soonest, of the largest book. Names, domains and URLs are
// kept as hashes.
//
// Besides, whatever the CA's rules: what the CA has told of a limit holds for the whole scope of
// it, for kLongestHold at most, and attempts that come to nothing cost a name one of five an hour,
// or of as many as the CA lets fail, so that a Certificate that is edited over and over is no flood
// of orders.
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

// What the CA said of a limit.
struct Refusal {
  std::string_view words;
  base::WallTime until;
  // Of the order's namespace alone: what a status tells, which that namespace may have written.
  bool of_owner = false;
};

class Ledger {
 public:
  // Some 20 MiB. A busy installation has a bucket for each domain of the last week.
  static constexpr std::size_t kMostBuckets = 100'000;
  // No CA is known to refuse for longer; the bound of lifecycle/waits.h.
  static constexpr base::Seconds kLongestHold{7 * 24 * 3600};

  // Nothing: the tokens are taken.
  std::optional<Wait> reserve(const Order& order, const Limits& limits, base::WallTime now);
  // The order came to no certificate: what counts certificates gets its tokens back.
  void give_back(const Order& order, const Limits& limits);
  // The CA could not validate the name.
  void note_failure(const Order& order, const std::string& name, const Limits& limits,
                    base::WallTime now);
  // The CA was asked, and it came to nothing, for whatever reason.
  void note_vain(const Order& order, const Limits& limits, base::WallTime now);
  // The CA refused the order for a limit of its own.
  void hold(const Order& order, const Limits& limits, const Refusal& refusal, base::WallTime now);
  // One that was made, and has not failed, before we began to count. The oldest first.
  void note(const Order& order, const Limits& limits, base::WallTime at);
  // The Issuer with this uid is gone, and with it what only it counted.
  void forget(const std::string& issuer);

  // What is counted, and what the CA has said to be reached, as of now.
  Levels levels(base::WallTime now) const;
  // How much is kept, of buckets and of what the CAs have said.
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
  struct Book {
    std::unordered_map<std::string, State> states;
    std::map<std::string, Hold> holds;
    std::size_t look_at = 1024;  // forget full buckets when there are so many
    std::size_t size() const { return states.size() + holds.size(); }
  };
  // An order, as one book counts it.
  struct Part {
    Order order;  // its `ca` is the name of the book
    const Rules& rules;
    bool of_account = true;  // it counts what is of the account, too
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

  static std::vector<Part> parts(const Order& order, const Limits& limits);
  static std::vector<Need> needs(const Part& part);
  static std::vector<Need> certificate_needs(const Part& part);
  static Need failures(const Part& part, const std::string& name);
  static Need vain(const Part& part, const std::string& name);

  std::optional<Wait> wait_for(const Part& part, base::WallTime now);
  static std::optional<Wait> held(Book& book, const Part& part, base::WallTime now);
  static std::optional<base::WallTime> token_at(State& state, const Need& need, const Order& order,
                                                base::WallTime now);
  static bool yields(const State& state, const Order& order, base::WallTime now);
  State& state_of(const Part& part, const std::string& key);
  void take(const Need& need, const Part& part, base::WallTime now);
  void hold_in(const Part& part, const Refusal& refusal, base::WallTime now);
  void forget_full(const std::string& book, base::WallTime now);
  void make_room();

  mutable std::mutex mutex_;
  std::map<std::string, Book> books_;
  std::size_t count_ = 0;  // of buckets and holds since they were counted last, at least
};

}  // namespace limits
