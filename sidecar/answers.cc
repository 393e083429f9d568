#include "sidecar/answers.h"

#include <algorithm>

#include "sidecar/host_name.h"

namespace sidecar {
namespace {

// Calls use(value) for each value that the index has for `key`.
template <class Index, class Use>
void each_of(Index& index, std::string_view key, Use use) {
  for (auto [at, end] = index.equal_range(key); at != end; ++at) use(at->second);
}

template <class Index, class Belongs>
void erase_of(Index& index, std::string_view key, Belongs belongs) {
  for (auto [at, end] = index.equal_range(key); at != end;) {
    at = belongs(at->second) ? index.erase(at) : std::next(at);
  }
}

}  // namespace

void AnswerTable::put(ChallengePtr challenge) {
  table_.with([&](Table& table) {
    Hits before;
    const auto old = table.by_name.find(challenge->meta.name);
    if (old != table.by_name.end()) before = hits_of(table, *old->second);
    drop(table, challenge->meta.name);
    for (const api::Answer& answer : challenge->answers) {
      table.by_token.emplace(answer.token,
                             Entry{challenge, &answer, before[{answer.host, answer.token}]});
    }
    table.by_name.emplace(challenge->meta.name, challenge);
  });
}

void AnswerTable::remove(const kube::ObjectKey& challenge) {
  table_.with([&](Table& table) { drop(table, challenge.name); });
}

AnswerTable::Hits AnswerTable::hits_of(const Table& table, const api::Challenge& challenge) {
  Hits hits;
  for (const api::Answer& answer : challenge.answers) {
    each_of(table.by_token, answer.token, [&](const Entry& entry) {
      if (entry.answer == &answer) hits[{answer.host, answer.token}] = entry.hits;
    });
  }
  return hits;
}

void AnswerTable::drop(Table& table, std::string_view name) {
  const auto found = table.by_name.find(name);
  if (found == table.by_name.end()) return;
  const ChallengePtr known = found->second;
  table.by_name.erase(found);
  for (const api::Answer& answer : known->answers) {
    erase_of(table.by_token, answer.token,
             [&](const Entry& entry) { return entry.challenge == known; });
  }
}

template <class Belongs>
Found AnswerTable::longest_of(Table& table, std::string_view token, base::WallTime now,
                              Belongs belongs) {
  Found found{table.by_token.contains(token) ? Finding::kWrongHost : Finding::kUnknownToken, ""};
  base::WallTime longest = now;
  each_of(table.by_token, token, [&](Entry& entry) {
    const api::Answer& answer = *entry.answer;
    if (!belongs(entry)) return;
    if (found.finding != Finding::kAnswer) found.finding = Finding::kExpired;
    if (answer.expires <= now) return;
    ++entry.hits;
    if (answer.expires <= longest) return;
    longest = answer.expires;
    found = {Finding::kAnswer, answer.key_authorization};
  });
  return found;
}

Found AnswerTable::find(std::string_view host, std::string_view token, base::WallTime now) {
  const std::string name = host_name(host);
  const auto is_for_it = [&](const api::Answer& answer) { return answer.host == name; };
  return table_.with([&](Table& table) {
    Found found =
        longest_of(table, token, now, [&](const Entry& entry) { return is_for_it(*entry.answer); });
    if (found.finding != Finding::kWrongHost) return found;
    std::map<const api::Challenge*, bool> asked;  // a token may stand many times in one Challenge
    return longest_of(table, token, now, [&](const Entry& entry) {
      const auto [at, first] = asked.try_emplace(entry.challenge.get(), false);
      if (first) at->second = std::ranges::any_of(entry.challenge->answers, is_for_it);
      return at->second;
    });
  });
}

std::optional<ChallengeReport> AnswerTable::report(std::string_view challenge) const {
  return table_.with([&](const Table& table) -> std::optional<ChallengeReport> {
    const auto found = table.by_name.find(challenge);
    if (found == table.by_name.end()) return std::nullopt;
    const api::Challenge& known = *found->second;
    ChallengeReport report{known.meta.resource_version, known.answers.size(), {}};
    for (const auto& [host_and_token, hits] : hits_of(table, known)) {
      report.hits[host_and_token.second] += hits;
    }
    return report;
  });
}

bool AnswerTable::has_answers(base::WallTime now) const {
  return table_.with([&](const Table& table) {
    return std::ranges::any_of(table.by_token,
                               [&](const auto& each) { return each.second.answer->expires > now; });
  });
}

std::size_t AnswerTable::size() const {
  return table_.with([](const Table& table) { return table.by_token.size(); });
}

}  // namespace sidecar
