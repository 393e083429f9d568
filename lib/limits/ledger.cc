#include "limits/ledger.h"

#include <algorithm>
#include <set>

#include "limits/domain.h"

namespace limits {
namespace {

// In which somebody whose turn it is has to come; and how soon those behind ask again.
constexpr base::Millis kTurn{60'000};
constexpr base::Millis kBehind{5'000};
// Where a CA tells no number of failures that it allows.
constexpr Bucket kVain{5, base::Seconds(3600)};

// When there is a token: the bucket is full at full_at, and holds one fewer each interval before.
base::WallTime next_token(base::WallTime full_at, const Bucket& bucket) {
  return full_at - bucket.interval() * (bucket.size - 1);
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ",") + name;
  return text;
}

std::string key_of(const Scope& scope, const Order& order) {
  const bool set = scope.kind == Scope::Kind::kSet;
  return group_of(scope.kind, order.ca, order.account) + " " +
         (set ? joined(order.names) : scope.value);
}

// The last part of a key has no space; an account's is empty.
std::string_view group_in(std::string_view key) { return key.substr(0, key.rfind(' ')); }

std::string in_words(const Scope& scope) {
  if (scope.kind == Scope::Kind::kAccount) return "the account";
  return scope.kind == Scope::Kind::kSet ? "the same names" : scope.value;
}

// All that a limit of the CA may hold for this order. A renewal counts for its own names alone.
std::vector<Scope> all_scopes(const Order& order) {
  std::set<Scope> scopes{{Scope::Kind::kSet, ""}};
  for (const std::string& name : order.names) scopes.insert({Scope::Kind::kName, name});
  if (!order.renewal && !order.replaces) {
    scopes.insert({Scope::Kind::kAccount, ""});
    for (const std::string& name : order.names) {
      scopes.insert({Scope::Kind::kDomain, registered_domain(name)});
    }
  }
  return {scopes.begin(), scopes.end()};
}

std::string in_words(const Bucket& bucket, const std::string& what, const std::string& of) {
  const auto hours = std::chrono::duration_cast<std::chrono::hours>(bucket.period).count();
  const std::string period =
      hours > 0 ? std::to_string(hours) + " h" : std::to_string(bucket.period.count()) + " s";
  return std::to_string(bucket.size) + " " + what + " per " + period + " for " + of;
}

}  // namespace

std::vector<Ledger::Need> Ledger::certificate_needs(const Order& order, const Rules& rules) {
  std::vector<Need> needs;
  if (order.replaces) return needs;
  if (rules.certificates_per_set) {
    needs.push_back({key_of({Scope::Kind::kSet, ""}, order), *rules.certificates_per_set,
                     "certificates", "the same names", true});
  }
  if (!rules.certificates_per_domain || order.renewal) return needs;
  std::set<std::string> domains;
  for (const std::string& name : order.names) domains.insert(registered_domain(name));
  for (const std::string& domain : domains) {
    needs.push_back({key_of({Scope::Kind::kDomain, domain}, order), *rules.certificates_per_domain,
                     "certificates", domain, true});
  }
  return needs;
}

Ledger::Need Ledger::failures(const Order& order, const std::string& name, const Bucket& bucket) {
  return {key_of({Scope::Kind::kName, name}, order), bucket, "failed validations", name, false};
}

Ledger::Need Ledger::vain(const Order& order, const std::string& name, const Rules& rules) {
  return {order.ca + " vain " + order.account + " " + name,
          rules.failures_per_name.value_or(kVain),
          "attempts in vain",
          name,
          false,
          true};
}

std::vector<Ledger::Need> Ledger::needs(const Order& order, const Rules& rules) {
  std::vector<Need> needs = certificate_needs(order, rules);
  if (rules.orders_per_account && !order.renewal && !order.replaces) {
    needs.push_back({key_of({Scope::Kind::kAccount, ""}, order), *rules.orders_per_account,
                     "orders", "the account", true});
  }
  for (const std::string& name : order.names) {
    if (rules.failures_per_name) {
      needs.push_back(failures(order, name, *rules.failures_per_name));
    }
    needs.push_back(vain(order, name, rules));
  }
  return needs;
}

// Whether somebody with a better right waits for the token that is there now.
bool Ledger::yields(const State& state, const Order& order, base::WallTime now) const {
  const auto rank = [&](const std::string& owner, bool renewal) {
    const auto served = state.served.find(owner);
    return std::pair(!renewal, served == state.served.end() ? 0 : served->second);
  };
  const auto ours = rank(order.owner, order.renewal || order.replaces);
  return std::any_of(state.waiting.begin(), state.waiting.end(), [&](const auto& other) {
    return other.first != order.owner && now < other.second.until + kTurn &&
           rank(other.first, other.second.renewal) < ours;
  });
}

std::optional<base::WallTime> Ledger::wait_for(const Need& need, const Order& order,
                                               base::WallTime now) {
  const auto found = states_.find(need.key);
  if (found == states_.end()) return std::nullopt;
  State& state = found->second;
  state.full_at = std::min(state.full_at, now + need.bucket.period);
  const base::WallTime next = next_token(state.full_at, need.bucket);
  if (next <= now && (!need.takes || !yields(state, order, now))) return std::nullopt;
  const base::WallTime until = std::max(next, now + kBehind);
  if (need.takes) state.waiting[order.owner] = {order.renewal || order.replaces, until};
  return next <= now ? until : next;
}

void Ledger::take(const Need& need, const Order& order, base::WallTime now) {
  State& state = states_[need.key];
  state.full_at = std::max(state.full_at, now) + need.bucket.interval();
  state.waiting.erase(order.owner);
  if (state.waiting.empty()) {
    state.served.clear();
  }
  ++state.served[order.owner];
}

std::optional<Wait> Ledger::reserve(const Order& order, const Rules& rules, base::WallTime now) {
  const std::lock_guard lock(mutex_);
  const std::vector<Need> needed = needs(order, rules);
  std::optional<Wait> longest = held(order, now);
  for (const Need& need : needed) {
    const auto until = wait_for(need, order, now);
    if (until && (!longest || *until > longest->until)) {
      longest = Wait{*until, in_words(need.bucket, need.what, need.of), need.ours};
    }
  }
  if (longest) return longest;
  for (const Need& need : needed) {
    if (need.takes) take(need, order, now);
  }
  forget_full(now);
  return std::nullopt;
}

void Ledger::give_back(const Order& order, const Rules& rules) {
  const std::lock_guard lock(mutex_);
  for (const Need& need : certificate_needs(order, rules)) {
    const auto found = states_.find(need.key);
    if (found != states_.end()) found->second.full_at -= need.bucket.interval();
  }
}

void Ledger::note_failure(const Order& order, const std::string& name, const Rules& rules,
                          base::WallTime now) {
  if (!rules.failures_per_name) return;
  const std::lock_guard lock(mutex_);
  take(failures(order, name, *rules.failures_per_name), order, now);
}

void Ledger::note_vain(const Order& order, const Rules& rules, base::WallTime now) {
  const std::lock_guard lock(mutex_);
  for (const std::string& name : order.names) {
    const Need need = vain(order, name, rules);
    take(need, order, now);
    // Empty, and never in debt: many at once cost no more than the last token.
    base::WallTime& full_at = states_[need.key].full_at;
    full_at = std::min(full_at, now + need.bucket.interval() * need.bucket.size);
  }
}

void Ledger::hold(const Order& order, std::string_view words, base::WallTime until,
                  base::WallTime now) {
  const std::lock_guard lock(mutex_);
  std::erase_if(holds_, [now](const auto& held) { return held.second.until <= now; });
  for (const Scope& scope : scopes_of(words, order.names)) {
    Hold& held = holds_[key_of(scope, order)];
    held = {std::max(held.until, until), true};
  }
  Hold& this_one = holds_[key_of({Scope::Kind::kSet, ""}, order)];  // in any case
  this_one.until = std::max(this_one.until, until);
}

std::optional<Wait> Ledger::held(const Order& order, base::WallTime now) const {
  std::optional<Wait> longest;
  if (holds_.empty()) return longest;
  for (const Scope& scope : all_scopes(order)) {
    const auto found = holds_.find(key_of(scope, order));
    if (found == holds_.end() || found->second.until <= now) continue;
    if (longest && found->second.until <= longest->until) continue;
    longest = Wait{found->second.until, "as it said, for " + in_words(scope)};
  }
  return longest;
}

void Ledger::note(const Order& order, const Rules& rules, base::WallTime at) {
  const std::lock_guard lock(mutex_);
  for (const Need& need : needs(order, rules)) {
    if (!need.takes) continue;
    base::WallTime& full_at = states_[need.key].full_at;
    const base::WallTime empty = std::max(full_at, at + need.bucket.period);
    full_at = std::min(std::max(full_at, at) + need.bucket.interval(), empty);
  }
}

Levels Ledger::levels(base::WallTime now) const {
  Levels levels(now);
  const std::lock_guard lock(mutex_);
  for (const auto& [key, state] : states_) levels.add(group_in(key), state.full_at);
  for (const auto& [key, held] : holds_) {
    if (held.named && held.until > now) levels.add_empty(group_in(key));
  }
  return levels;
}

std::size_t Ledger::buckets() const {
  const std::lock_guard lock(mutex_);
  return states_.size();
}

void Ledger::forget_full(base::WallTime now) {
  if (states_.size() < look_at_) return;
  std::erase_if(states_, [now](const auto& state) { return state.second.full_at <= now; });
  look_at_ = std::max<std::size_t>(1024, 2 * states_.size());
}

}  // namespace limits
