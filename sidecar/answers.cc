#include "sidecar/answers.h"

#include "sidecar/names.h"

namespace sidecar {

std::size_t AnswerTable::put(ChallengePtr challenge) {
  return table_.with([&](Table& table) {
    const Hits before = drop(table, challenge->meta.name);
    const std::size_t others = table.by_token.size();
    for (const api::Answer& answer : challenge->answers) add(table, challenge, answer, before);
    table.challenges[challenge->meta.name] = challenge;
    return table.by_token.size() - others;
  });
}

void AnswerTable::remove(const kube::ObjectKey& challenge) {
  table_.with([&](Table& table) { drop(table, challenge.name); });
}

void AnswerTable::add(Table& table, const ChallengePtr& challenge, const api::Answer& answer,
                      const Hits& before) {
  std::string host = host_name(answer.host);
  if (host.empty() || !is_token(answer.token)) return;
  const auto hits = before.find({host, answer.token});
  ++table.hosts[host];
  table.by_token.emplace(answer.token, Entry{challenge, &answer, std::move(host),
                                             hits == before.end() ? 0 : hits->second});
}

AnswerTable::Hits AnswerTable::drop(Table& table, const std::string& challenge) {
  Hits hits;
  const auto found = table.challenges.find(challenge);
  if (found == table.challenges.end()) return hits;
  const ChallengePtr known = found->second;
  table.challenges.erase(found);
  for (const api::Answer& answer : known->answers) {
    auto [at, end] = table.by_token.equal_range(answer.token);
    while (at != end) {
      const Entry& entry = at->second;
      if (entry.challenge != known) {
        ++at;
        continue;
      }
      hits[{entry.host, answer.token}] = entry.hits;
      const auto host = table.hosts.find(entry.host);
      if (--host->second == 0) table.hosts.erase(host);
      at = table.by_token.erase(at);
    }
  }
  return hits;
}

Found AnswerTable::find(std::string_view host, std::string_view token, base::WallTime now) {
  const std::string name = host_name(host);
  return table_.with([&](Table& table) {
    auto [at, end] = table.by_token.equal_range(token);
    if (at == end) return Found{};
    const bool known = table.hosts.contains(name);
    Found found{Finding::kWrongHost, ""};
    for (; at != end; ++at) {
      Entry& entry = at->second;
      if (known && entry.host != name) continue;
      if (now < entry.answer->expires) {
        ++entry.hits;
        found = {Finding::kAnswer, entry.answer->key_authorization};
      } else if (found.finding != Finding::kAnswer) {
        found.finding = Finding::kExpired;
      }
    }
    return found;
  });
}

std::optional<ChallengeReport> AnswerTable::report(std::string_view challenge) const {
  return table_.with([&](const Table& table) -> std::optional<ChallengeReport> {
    const auto found = table.challenges.find(challenge);
    if (found == table.challenges.end()) return std::nullopt;
    const ChallengePtr& known = found->second;
    ChallengeReport report{known->meta.resource_version, 0, {}};
    for (const api::Answer& answer : known->answers) {
      auto [at, end] = table.by_token.equal_range(answer.token);
      for (; at != end; ++at) {
        if (at->second.answer != &answer) continue;
        ++report.answers;
        report.hits[answer.token] += at->second.hits;
      }
    }
    return report;
  });
}

std::size_t AnswerTable::size() const {
  return table_.with([](const Table& table) { return table.by_token.size(); });
}

}  // namespace sidecar
