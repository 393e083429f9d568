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
// Nobody gains by waiting longer for a name that may be right by then, whatever the rules say.
constexpr base::Seconds kLongestVain{7 * 24 * 3600};

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
         hashed(set ? joined(order.names) : scope.value);
}

std::string_view group_in(std::string_view key) { return key.substr(0, key.rfind(' ')); }

// Of a hold that is for the order's namespace alone.
std::string of_owner(const std::string& key, const Order& order) {
  return std::string(group_in(key)) + " " + hashed(key + "\n" + order.owner);
}

bool is_of_account(const Scope& scope) {
  return scope.kind == Scope::Kind::kAccount || scope.kind == Scope::Kind::kName;
}

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

// Drops those whose time comes soonest: one half, or more where many have the same time.
template <class Map, class Time>
void drop_half(Map& map, Time time_of) {
  std::vector<base::WallTime> times;
  times.reserve(map.size());
  for (const auto& [key, value] : map) times.push_back(time_of(value));
  if (times.empty()) return;
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::ranges::nth_element(times, middle);
  std::erase_if(map, [&](const auto& entry) { return time_of(entry.second) <= *middle; });
}

}  // namespace

std::vector<Ledger::Part> Ledger::parts(const Order& order, const Limits& limits) {
  std::vector<Part> all;
  const bool alone = limits.issuer.empty();
  if (alone || limits.shared != Rules{}) all.push_back({order, limits.shared, alone});
  if (alone) return all;
  all.push_back({order, limits.own});
  all.back().order.ca = own_book(limits.issuer);
  return all;
}

std::vector<Ledger::Need> Ledger::certificate_needs(const Part& part) {
  std::vector<Need> needs;
  const auto& [order, rules, of_account] = part;
  if (order.replaces) return needs;
  if (rules.certificates_per_set) {
    needs.push_back({key_of({Scope::Kind::kSet, ""}, order), *rules.certificates_per_set,
                     "certificates", "the same names"});
  }
  if (!rules.certificates_per_domain || order.renewal) return needs;
  std::set<std::string> domains;
  for (const std::string& name : order.names) domains.insert(registered_domain(name));
  for (const std::string& domain : domains) {
    needs.push_back({key_of({Scope::Kind::kDomain, domain}, order), *rules.certificates_per_domain,
                     "certificates", domain});
  }
  return needs;
}

Ledger::Need Ledger::failures(const Part& part, const std::string& name) {
  return {key_of({Scope::Kind::kName, name}, part.order), *part.rules.failures_per_name,
          "failed validations", name, false};
}

Ledger::Need Ledger::vain(const Part& part, const std::string& name) {
  Bucket bucket = part.rules.failures_per_name.value_or(kVain);
  bucket.period = std::min(bucket.period, kLongestVain);
  const std::string group = "vain " + hashed(part.order.ca + " " + part.order.account);
  return {group + " " + hashed(name), bucket, "attempts in vain", name, false, true};
}

std::vector<Ledger::Need> Ledger::needs(const Part& part) {
  std::vector<Need> needs = certificate_needs(part);
  const auto& [order, rules, of_account] = part;
  if (!of_account) return needs;
  if (rules.orders_per_account && !order.renewal && !order.replaces) {
    needs.push_back({key_of({Scope::Kind::kAccount, ""}, order), *rules.orders_per_account,
                     "orders", "the account"});
  }
  for (const std::string& name : order.names) {
    if (rules.failures_per_name) needs.push_back(failures(part, name));
    needs.push_back(vain(part, name));
  }
  return needs;
}

// Whether somebody with a better right waits for the token that is there now.
bool Ledger::yields(const State& state, const Order& order, base::WallTime now) {
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

std::optional<base::WallTime> Ledger::token_at(State& state, const Need& need, const Order& order,
                                               base::WallTime now) {
  state.full_at = std::min(state.full_at, now + need.bucket.period);
  const base::WallTime next = next_token(state.full_at, need.bucket);
  if (next <= now && (!need.takes || !yields(state, order, now))) return std::nullopt;
  const base::WallTime until = std::max(next, now + kBehind);
  if (need.takes) {
    std::erase_if(state.waiting,
                  [now](const auto& one) { return one.second.until + kTurn <= now; });
    state.waiting[order.owner] = {order.renewal || order.replaces, until};
  }
  return next <= now ? until : next;
}

Ledger::State& Ledger::state_of(const Part& part, const std::string& key) {
  if (!books_[part.order.ca].states.contains(key)) {
    if (count_ >= kMostBuckets) make_room();
    ++count_;
  }
  return books_[part.order.ca].states[key];
}

void Ledger::take(const Need& need, const Part& part, base::WallTime now) {
  State& state = state_of(part, need.key);
  state.full_at = std::max(state.full_at, now) + need.bucket.interval();
  state.waiting.erase(part.order.owner);
  if (state.waiting.empty()) {
    state.served.clear();
  }
  ++state.served[part.order.owner];
}

std::optional<Wait> Ledger::wait_for(const Part& part, base::WallTime now) {
  const auto there = books_.find(part.order.ca);
  if (there == books_.end()) return std::nullopt;
  Book& book = there->second;
  std::optional<Wait> longest = held(book, part, now);
  for (const Need& need : needs(part)) {
    const auto found = book.states.find(need.key);
    if (found == book.states.end()) continue;
    const auto until = token_at(found->second, need, part.order, now);
    if (until && (!longest || *until > longest->until)) {
      longest = Wait{*until, in_words(need.bucket, need.what, need.of), need.ours};
    }
  }
  return longest;
}

std::optional<Wait> Ledger::reserve(const Order& order, const Limits& limits, base::WallTime now) {
  const std::lock_guard lock(mutex_);
  const std::vector<Part> all = parts(order, limits);
  std::optional<Wait> longest;
  for (const Part& part : all) {
    const auto wait = wait_for(part, now);
    if (wait && (!longest || wait->until > longest->until)) longest = wait;
  }
  if (longest) return longest;
  for (const Part& part : all) {
    for (const Need& need : needs(part)) {
      if (need.takes) take(need, part, now);
    }
    forget_full(part.order.ca, now);
  }
  return std::nullopt;
}

void Ledger::give_back(const Order& order, const Limits& limits) {
  const std::lock_guard lock(mutex_);
  for (const Part& part : parts(order, limits)) {
    const auto book = books_.find(part.order.ca);
    if (book == books_.end()) continue;
    for (const Need& need : certificate_needs(part)) {
      const auto found = book->second.states.find(need.key);
      if (found != book->second.states.end()) found->second.full_at -= need.bucket.interval();
    }
  }
}

void Ledger::note_failure(const Order& order, const std::string& name, const Limits& limits,
                          base::WallTime now) {
  const std::lock_guard lock(mutex_);
  const Part part = parts(order, limits).back();
  if (part.rules.failures_per_name) take(failures(part, name), part, now);
}

void Ledger::note_vain(const Order& order, const Limits& limits, base::WallTime now) {
  const std::lock_guard lock(mutex_);
  const Part part = parts(order, limits).back();
  for (const std::string& name : order.names) {
    const Need need = vain(part, name);
    take(need, part, now);
    // Empty, and never in debt: many at once cost no more than the last token.
    base::WallTime& full_at = state_of(part, need.key).full_at;
    full_at = std::min(full_at, now + need.bucket.interval() * need.bucket.size);
  }
  forget_full(part.order.ca, now);
}

void Ledger::hold(const Order& order, const Limits& limits, const Refusal& refusal,
                  base::WallTime now) {
  const std::lock_guard lock(mutex_);
  for (const Part& part : parts(order, limits)) hold_in(part, refusal, now);
}

void Ledger::hold_in(const Part& part, const Refusal& refusal, base::WallTime now) {
  const auto scopes = scopes_of(refusal.words, part.order.names);
  if (count_ + scopes.size() >= kMostBuckets) make_room();
  count_ += scopes.size() + 1;
  auto& holds = books_[part.order.ca].holds;
  std::erase_if(holds, [now](const auto& held) { return held.second.until <= now; });
  const base::WallTime until = std::min(refusal.until, now + kLongestHold);
  const auto put = [&](const Scope& scope, bool named) {
    const std::string key = key_of(scope, part.order);
    Hold& held = holds[refusal.of_owner ? of_owner(key, part.order) : key];
    held = {std::max(held.until, until), held.named || named};
  };
  for (const Scope& scope : scopes) {
    if (part.of_account || !is_of_account(scope)) put(scope, true);
  }
  put({Scope::Kind::kSet, ""}, false);  // in any case
}

std::optional<Wait> Ledger::held(Book& book, const Part& part, base::WallTime now) {
  std::optional<Wait> longest;
  if (book.holds.empty()) return longest;
  for (const Scope& scope : all_scopes(part.order)) {
    const std::string key = key_of(scope, part.order);
    for (const std::string& each : {key, of_owner(key, part.order)}) {
      const auto found = book.holds.find(each);
      if (found == book.holds.end() || found->second.until <= now) continue;
      // It was said by a clock that is another one now.
      found->second.until = std::min(found->second.until, now + kLongestHold);
      if (longest && found->second.until <= longest->until) continue;
      longest = Wait{found->second.until, "as it said, for " + in_words(scope)};
    }
  }
  return longest;
}

void Ledger::note(const Order& order, const Limits& limits, base::WallTime at) {
  const std::lock_guard lock(mutex_);
  for (const Part& part : parts(order, limits)) {
    for (const Need& need : needs(part)) {
      if (!need.takes) continue;
      base::WallTime& full_at = state_of(part, need.key).full_at;
      const base::WallTime empty = std::max(full_at, at + need.bucket.period);
      full_at = std::min(std::max(full_at, at) + need.bucket.interval(), empty);
    }
  }
}

void Ledger::forget(const std::string& issuer) {
  const std::lock_guard lock(mutex_);
  books_.erase(own_book(issuer));
}

Levels Ledger::levels(base::WallTime now) const {
  Levels levels(now);
  const std::lock_guard lock(mutex_);
  for (const auto& [name, book] : books_) {
    for (const auto& [key, state] : book.states) levels.add(group_in(key), state.full_at);
    for (const auto& [key, held] : book.holds) {
      if (held.named && held.until > now) levels.add_empty(group_in(key));
    }
  }
  return levels;
}

std::size_t Ledger::buckets() const {
  const std::lock_guard lock(mutex_);
  std::size_t all = 0;
  for (const auto& [name, book] : books_) all += book.size();
  return all;
}

void Ledger::forget_full(const std::string& name, base::WallTime now) {
  const auto book = books_.find(name);
  if (book == books_.end() || book->second.states.size() < book->second.look_at) return;
  auto& states = book->second.states;
  std::erase_if(states, [now](const auto& state) { return state.second.full_at <= now; });
  book->second.look_at = std::max<std::size_t>(1024, 2 * states.size());
}

// What all share stays for as long as there is anything else.
void Ledger::make_room() {
  count_ = 0;
  Book* largest = nullptr;
  bool own = false;
  std::erase_if(books_, [](const auto& each) { return each.second.size() == 0; });
  for (auto& [name, book] : books_) {
    count_ += book.size();
    const bool apart = name.starts_with(own_book(""));
    const bool larger = largest == nullptr || book.size() > largest->size();
    if (apart == own ? !larger : own) continue;
    largest = &book;
    own = apart;
  }
  if (largest == nullptr || count_ < kMostBuckets) return;
  count_ -= largest->size();
  drop_half(largest->states, [](const State& state) { return state.full_at; });
  drop_half(largest->holds, [](const Hold& held) { return held.until; });
  count_ += largest->size();
}

}  // namespace limits
