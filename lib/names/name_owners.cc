#include "names/name_owners.h"

#include <algorithm>
#include <set>

#include "names/identifiers.h"
#include "names/name_claims.h"
#include "wire/time.h"

namespace names {
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

TakenName not_allowed(const std::string& namespace_, const std::string& name,
                      const std::string& policies) {
  return {name + " is not for namespace " + namespace_ + " (NamePolicy " + policies +
              "): ask for it no more, or have an administrator add the namespace to that policy",
          std::nullopt};
}

// The API server counts each change of a spec, from 1 on.
bool was_edited(const api::Certificate& certificate) { return certificate.meta.generation > 1; }

// By the status, the names that it asks for now are those that it was issued.
bool is_settled(const api::Certificate& certificate) {
  const api::CertificateStatus& status = certificate.status;
  return status.not_after && status.observed_generation == certificate.meta.generation;
}

}  // namespace

NameOwners::Standing NameOwners::unrecorded(const api::Certificate& certificate,
                                            const acme::Identifier& name,
                                            const Source& before) const {
  const base::WallTime now = std::chrono::floor<base::Seconds>(clock_.wall_now());
  const bool known = before && before->uid == certificate.meta.uid;
  if (known && before->names.contains(name)) return before->names.at(name);
  if (!was_edited(certificate)) return {Standing::Kind::kSeen, certificate.meta.created};
  return {known ? Standing::Kind::kSeen : Standing::Kind::kEditedUnseen, now};
}

void NameOwners::note_record(const api::NameClaim& record, Claimant& claimant) const {
  claimant.tie = record.meta.uid;
  for (const auto& [name, claimed] : record.names) {
    claimant.names[identifier_of(name)] = {Standing::Kind::kRecorded, claimed.since};
    claimant.unasked += claimed.unasked.has_value();
  }
}

void NameOwners::note_certificate(const api::Certificate& certificate, const Source& before,
                                  Claimant& claimant) const {
  claimant.uid = certificate.meta.uid;
  if (claimant.tie.empty()) claimant.tie = claimant.uid;
  // Also by the one with this name that was there before.
  claimant.issued = certificate.status.not_after || (before && before->issued == true);
  claimant.asked = identifiers_of(certificate);
  for (const acme::Identifier& name : claimant.asked) {
    if (!claimant.names.contains(name))
      claimant.names[name] = unrecorded(certificate, name, before);
  }
}

// The stores are read under the lock of the claims: of two changes that are told of in the wrong
// order, the later one counts.
NameOwners::Source NameOwners::claimant(const kube::ObjectKey& key, const Source& before) const {
  const auto certificate = certificates_.get(key);
  const auto record = name_claims_.get(name_claim_key(system_namespace_, key));
  if (!certificate && !record) return nullptr;
  const auto made = std::make_shared<Claimant>();
  made->certificate = key;
  if (before) made->issued = before->issued;
  if (record) note_record(*record, *made);
  // One that is being deleted asks for nothing any more.
  if (certificate && !certificate->meta.deleting) note_certificate(*certificate, before, *made);
  return made;
}

bool NameOwners::comes_before(const Claim& left, const Claim& right) {
  return std::tie(left.standing, left.source->tie, left.source->certificate) <
         std::tie(right.standing, right.source->tie, right.source->certificate);
}

void NameOwners::remove(Claims& claims, const Source& source) {
  for (const auto& [name, standing] : source->names) {
    const auto found = claims.by_name.find(name);
    std::erase_if(found->second, [&](const Claim& each) { return each.source == source; });
    if (found->second.empty()) claims.by_name.erase(found);
  }
  const auto count = claims.unasked.find(source->certificate.namespace_);
  if (count != claims.unasked.end() && (count->second -= source->unasked) == 0)
    claims.unasked.erase(count);
  claims.by_certificate.erase(source->certificate);
}

void NameOwners::add(Claims& claims, const Source& source) {
  for (const auto& [name, standing] : source->names) {
    auto& all = claims.by_name[name];
    const Claim claim{standing, source};
    all.insert(std::ranges::upper_bound(all, claim, comes_before), claim);
  }
  if (source->unasked > 0) claims.unasked[source->certificate.namespace_] += source->unasked;
  claims.by_certificate[source->certificate] = source;
}

std::vector<kube::ObjectKey> NameOwners::asking_for(const acme::Identifier& name) const {
  return claims_.with([&](const Claims& claims) {
    std::vector<kube::ObjectKey> all;
    const auto found = claims.by_name.find(name);
    if (found == claims.by_name.end()) return all;
    for (const Claim& claim : found->second) {
      const Claimant& other = *claim.source;
      if (std::ranges::binary_search(other.asked, name)) all.push_back(other.certificate);
    }
    return all;
  });
}

std::vector<kube::ObjectKey> NameOwners::replace(Claims& claims, const Source& before,
                                                 const Source& next) {
  std::set<acme::Identifier> names;
  for (const Source& each : {before, next}) {
    if (!each) continue;
    for (const auto& [name, standing] : each->names) names.insert(name);
  }
  const std::string namespace_ = (before ? before : next)->certificate.namespace_;
  if (before) remove(claims, before);
  if (next) add(claims, next);
  std::vector<kube::ObjectKey> concerned;
  for (const acme::Identifier& name : names) {
    const auto found = claims.by_name.find(name);
    if (found == claims.by_name.end()) continue;
    for (const Claim& claim : found->second) {
      const Claimant& other = *claim.source;
      if (other.certificate.namespace_ == namespace_) continue;
      if (std::ranges::binary_search(other.asked, name)) concerned.push_back(other.certificate);
    }
  }
  return concerned;
}

std::vector<kube::ObjectKey> NameOwners::refresh(const kube::ObjectKey& key) {
  return claims_.with([&](Claims& claims) -> std::vector<kube::ObjectKey> {
    const auto found = claims.by_certificate.find(key);
    const Source before = found == claims.by_certificate.end() ? nullptr : found->second;
    const Source next = claimant(key, before);
    if (before && next ? *before == *next : before == next) return {};
    return replace(claims, before, next);
  });
}

TakenName NameOwners::taken(const std::string& name, const Claim& claim) const {
  const kube::ObjectKey& owner = claim.source->certificate;
  std::string whose = name + " belongs to namespace " + owner.namespace_ + ", which had it first";
  if (claim.standing.kind == Standing::Kind::kRecorded) {
    whose += " (NameClaim " + name_claim_key(system_namespace_, owner).text() + ", since " +
             wire::write_time(claim.standing.since) + ")";
  }
  return {
      whose + ": ask for it there only, or have an administrator hand it over to this namespace",
      owner};
}

std::optional<TakenName> NameOwners::refusal(const Claims& claims, const std::string& namespace_,
                                             const acme::Identifier& name,
                                             const std::vector<Policies::Value>& policies) const {
  const PolicyWord word = word_of(policies, namespace_, name.value);
  if (word.allowed) return std::nullopt;
  if (!word.policies.empty()) return not_allowed(namespace_, name.value, word.policies);
  const auto found = claims.by_name.find(name);
  if (found == claims.by_name.end()) return std::nullopt;
  const Claim& first = found->second.front();
  if (first.source->certificate.namespace_ == namespace_) return std::nullopt;
  return taken(name.value, first);
}

NameVerdict NameOwners::judge(const kube::ObjectKey& certificate,
                              const std::vector<acme::Identifier>& names) const {
  std::vector<Policies::Value> policies;
  for (auto each : policies_.all()) policies.push_back(std::move(each));
  return claims_.with([&](const Claims& claims) {
    NameVerdict verdict;
    for (const acme::Identifier& name : names) {
      auto refused = refusal(claims, certificate.namespace_, name, policies);
      if (!refused)
        verdict.ours[name.value] = {since(claims, certificate, name)};
      else if (!verdict.refusal)
        verdict.refusal = std::move(refused);
    }
    return verdict;
  });
}

// A change that has not been told of yet is one of this moment.
base::WallTime NameOwners::since(const Claims& claims, const kube::ObjectKey& certificate,
                                 const acme::Identifier& name) const {
  const auto found = claims.by_certificate.find(certificate);
  if (found != claims.by_certificate.end() && found->second->names.contains(name))
    return found->second->names.at(name).since;
  return std::chrono::floor<base::Seconds>(clock_.wall_now());
}

void NameOwners::adopt() {
  if (name_claims_.size() > 0) return;
  for (const auto& certificate : certificates_.all()) {
    if (!is_settled(*certificate)) continue;
    claims_.with([&](Claims& claims) {
      const auto found = claims.by_certificate.find(certificate->meta.key());
      if (found == claims.by_certificate.end()) return;
      const Source before = found->second;
      const auto adopted = std::make_shared<Claimant>(*before);
      for (auto& [name, standing] : adopted->names)
        standing = {Standing::Kind::kSeen, certificate->meta.created};
      replace(claims, before, adopted);
    });
  }
}

std::optional<bool> NameOwners::was_issued(const kube::ObjectKey& certificate) const {
  return claims_.with([&](const Claims& claims) {
    const auto found = claims.by_certificate.find(certificate);
    return found == claims.by_certificate.end() ? std::nullopt : found->second->issued;
  });
}

std::size_t NameOwners::size() const {
  return claims_.with([](const Claims& claims) { return claims.by_certificate.size(); });
}

std::size_t NameOwners::unasked(const std::string& namespace_) const {
  return claims_.with([&](const Claims& claims) {
    const auto found = claims.unasked.find(namespace_);
    return found == claims.unasked.end() ? std::size_t{0} : found->second;
  });
}

}  // namespace names
