#include "fakes/api/place.h"

#include <algorithm>
#include <vector>

namespace fakes {
namespace {

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t end = std::min(text.find(at, from), text.size());
    if (end > from) parts.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  return parts;
}

std::string decoded(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      out += text[at];
    } else {
      out += static_cast<char>(std::stoi(text.substr(at + 1, 2), nullptr, 16));
      at += 2;
    }
  }
  return out;
}

std::map<std::string, std::string> read_query(const std::string& text) {
  std::map<std::string, std::string> query;
  for (const std::string& pair : split(text, '&')) {
    const std::size_t equals = std::min(pair.find('='), pair.size());
    query[pair.substr(0, equals)] = decoded(pair.substr(std::min(equals + 1, pair.size())));
  }
  return query;
}

}  // namespace

Place Place::of(const std::string& target) {
  const std::size_t mark = std::min(target.find('?'), target.size());
  const std::vector<std::string> parts = split(target.substr(0, mark), '/');
  Place place;
  place.query = read_query(target.substr(std::min(mark + 1, target.size())));
  std::size_t next = parts.at(0) == "api" ? 2 : 3;
  for (std::size_t i = 0; i < next; ++i) place.kind += "/" + parts.at(i);
  place.path = place.kind;
  if (parts.at(next) == "namespaces" && parts.size() > next + 2) {
    place.key.namespace_ = parts.at(next + 1);
    place.path += "/namespaces/" + place.key.namespace_;
    next += 2;
  }
  place.plural = parts.at(next);
  place.kind += "/" + place.plural;
  place.path += "/" + place.plural;
  if (parts.size() > next + 1) place = place.item(parts[next + 1]);
  if (parts.size() > next + 2) place.subresource = parts[next + 2];
  return place;
}

std::string Place::asked(const std::string& name) const {
  const auto found = query.find(name);
  return found == query.end() ? "" : found->second;
}

bool Place::flag(const std::string& name) const {
  return asked(name) == "1" || asked(name) == "true";
}

std::int64_t Place::number(const std::string& name, std::int64_t otherwise) const {
  return asked(name).empty() ? otherwise : std::stoll(asked(name));
}

bool Place::is_built_in() const {
  return kind.starts_with("/api/") || kind.find(".k8s.io/") != std::string::npos;
}

Place Place::item(const std::string& name) const {
  Place made = *this;
  made.key.name = name;
  made.path += "/" + name;
  return made;
}

}  // namespace fakes
