#include "controller/name_owners.h"

#include <algorithm>
#include <set>

#include "controller/kept_names.h"
#include "controller/observe.h"

namespace controller {
namespace {

struct PolicyWord {
  bool allowed = false;
  std::string policies;  // those that list the name, for people
};

PolicyWord word_of(const std::vector<NameOwners::Policies::Value>& policies,
                   const std::string& namespace_, const std::string& name) {
  PolicyWord word;
  for (const auto& policy : policies) {
    if (!policy->lists(name)) continue;
    word.allowed = word.allowed || policy->allows(namespace_);
    word.policies += (word.policies.empty() ? "" : ", ") + policy->meta.name;
  }
  return word;
}

NameRefusal not_allowed(const std::string& namespace_, const std::string& name,
                        const std::string& policies) {
  return {name + " is not for namespace " + namespace_ + " (NamePolicy " + policies +
              "): ask for it no more, or have an administrator add the namespace to that policy",
          std::nullopt};
}

}  // namespace

std::optional<NameOwners::Asked> NameOwners::asked_by(const Certificates::Value& certificate) {
  if (!certificate) return std::nullopt;
  const kube::Meta& meta = certificate->meta;
  return Asked{{true, meta.created, meta.uid, meta.key()}, identifiers_of(*certificate)};
}

std::optional<NameOwners::Asked> NameOwners::kept_by(const Policies::Value& record) {
  if (!record) return std::nullopt;
  const kube::Meta& meta = record->meta;
  return Asked{{false, meta.created, meta.uid, keeper_of(*record), meta.name}, names_kept(*record)};
}

NameRefusal NameOwners::taken(const std::string& name, const Claim& claim) {
  const std::string whose = name + " belongs to namespace " + claim.certificate.namespace_;
  if (!claim.asked) {
    return {whose + ", which had it first (kept by NamePolicy " + claim.record +
                "): ask for it there only, or have an administrator delete that NamePolicy, or "
                "write another one",
            claim.certificate};
  }
  return {whose +
              ", where an older Certificate asks for it: ask for it in one of them only, or have "
              "an administrator write a NamePolicy",
          claim.certificate};
}

void NameOwners::set(Claims& claims, const kube::ObjectKey& key, const std::optional<Asked>& next) {
  const auto before = claims.by_source.find(key);
  if (before != claims.by_source.end()) {
    for (const acme::Identifier& name : before->second->names) {
      const auto found = claims.by_name.find(name);
      std::erase(found->second, before->second);
      if (found->second.empty()) claims.by_name.erase(found);
    }
    claims.by_source.erase(before);
  }
  if (!next) return;
  const auto source = std::make_shared<const Asked>(*next);
  for (const acme::Identifier& name : source->names) {
    auto& sources = claims.by_name[name];
    const auto place = std::ranges::upper_bound(sources, source->claim, {},
                                                [](const Source& each) { return each->claim; });
    sources.insert(place, source);
  }
  claims.by_source.emplace(key, source);
}

std::vector<kube::ObjectKey> NameOwners::replace(Claims& claims, const kube::ObjectKey& key,
                                                 const std::optional<Asked>& next) {
  std::vector<kube::ObjectKey> concerned;
  const auto before = claims.by_source.find(key);
  const bool had = before != claims.by_source.end();
  if (had ? next && *before->second == *next : !next) return concerned;
  std::set<acme::Identifier> names;
  if (had) names.insert(before->second->names.begin(), before->second->names.end());
  if (next) names.insert(next->names.begin(), next->names.end());
  set(claims, key, next);
  for (const acme::Identifier& name : names) {
    const auto found = claims.by_name.find(name);
    if (found == claims.by_name.end()) continue;
    for (const Source& source : found->second) {
      const Claim& claim = source->claim;
      if (claim.asked && claim.certificate.namespace_ != key.namespace_)
        concerned.push_back(claim.certificate);
    }
  }
  return concerned;
}

// The store is read under the lock: of two changes of one Certificate that are told of in the wrong
// order, the later one counts.
std::vector<kube::ObjectKey> NameOwners::refresh(const kube::ObjectKey& key) {
  return claims_.with(
      [&](Claims& claims) { return replace(claims, key, asked_by(certificates_.get(key))); });
}

std::vector<kube::ObjectKey> NameOwners::refresh_kept(const kube::ObjectKey& key) {
  return claims_.with(
      [&](Claims& claims) { return replace(claims, key, kept_by(kept_.get(key))); });
}

std::optional<NameOwners::Claim> NameOwners::first(const acme::Identifier& name) const {
  return claims_.with([&](const Claims& claims) -> std::optional<Claim> {
    const auto found = claims.by_name.find(name);
    if (found == claims.by_name.end()) return std::nullopt;
    return found->second.front()->claim;
  });
}

std::optional<NameRefusal> NameOwners::refusal(const std::string& namespace_,
                                               const std::vector<acme::Identifier>& names) const {
  std::vector<Policies::Value> policies;
  for (auto each : policies_.all()) policies.push_back(std::move(each));
  for (const acme::Identifier& name : names) {
    const PolicyWord word = word_of(policies, namespace_, name.value);
    if (word.allowed) continue;
    if (!word.policies.empty()) return not_allowed(namespace_, name.value, word.policies);
    const auto owner = first(name);
    if (owner && owner->certificate.namespace_ != namespace_) return taken(name.value, *owner);
  }
  return std::nullopt;
}

}  // namespace controller
