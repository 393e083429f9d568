#include "sidecar/answers.h"

#include <algorithm>
#include <cctype>

namespace sidecar {

void AnswerTable::put(std::shared_ptr<const api::Challenge> challenge) {
  table_.with([&](Table& table) {
    const std::string& name = challenge->meta.name;
    std::map<std::string, std::int64_t> hits;
    if (const auto old = table.challenges.find(name); old != table.challenges.end()) {
      for (const api::Answer& answer : old->second->answers) {
        hits[answer.token] = table.by_token[answer.token].hits;
      }
    }
    drop(table, name);
    for (const api::Answer& answer : challenge->answers) {
      table.by_token[answer.token] = Entry{challenge, &answer, hits[answer.token]};
      ++table.hosts[answer.host];
    }
    table.challenges[name] = challenge;
  });
}

void AnswerTable::remove(const kube::ObjectKey& challenge) {
  table_.with([&](Table& table) { drop(table, challenge.name); });
}

Found AnswerTable::find(std::string_view host, std::string_view token, base::WallTime now) {
  const std::string name = host_name(host);
  return table_.with([&](Table& table) -> Found {
    const auto found = table.by_token.find(token);
    if (found == table.by_token.end()) return {Finding::kUnknownToken, ""};
    Entry& entry = found->second;
    if (name != entry.answer->host && table.hosts.contains(name)) return {Finding::kWrongHost, ""};
    if (now >= entry.answer->expires) return {Finding::kExpired, ""};
    ++entry.hits;
    return {Finding::kAnswer, entry.answer->key_authorization};
  });
}

std::optional<ChallengeReport> AnswerTable::report(const std::string& challenge) const {
  return table_.with([&](const Table& table) -> std::optional<ChallengeReport> {
    const auto found = table.challenges.find(challenge);
    if (found == table.challenges.end()) return std::nullopt;
    const api::Challenge& known = *found->second;
    ChallengeReport report{known.meta.resource_version, known.answers.size(), {}};
    for (const api::Answer& answer : known.answers) {
      const auto entry = table.by_token.find(answer.token);
      if (entry != table.by_token.end()) report.hits[answer.token] = entry->second.hits;
    }
    return report;
  });
}

std::size_t AnswerTable::size() const {
  return table_.with([](const Table& table) { return table.by_token.size(); });
}

void AnswerTable::drop(Table& table, const std::string& challenge) {
  const auto found = table.challenges.find(challenge);
  if (found == table.challenges.end()) return;
  const auto known = found->second;
  table.challenges.erase(found);
  for (const api::Answer& answer : known->answers) {
    const auto entry = table.by_token.find(answer.token);
    if (entry != table.by_token.end() && entry->second.challenge == known) {
      table.by_token.erase(entry);
    }
    if (--table.hosts[answer.host] <= 0) table.hosts.erase(answer.host);
  }
}

std::string host_name(std::string_view header) {
  if (header.starts_with('[')) {
    header = header.substr(1, header.find(']') - 1);
  } else if (const std::size_t colon = header.find(':'); colon != std::string_view::npos) {
    header = header.substr(0, colon);
  }
  if (header.ends_with('.')) header.remove_suffix(1);
  std::string name(header);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return name;
}

}  // namespace sidecar
