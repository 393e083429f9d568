// NameOwners: which namespace a name belongs to: the one whose claim to it comes first.
//
// A claim is (namespace, name, since): it begins when a Certificate of the namespace first asks for
// that name, not when the Certificate was made. A claim that a NameClaim records comes before every
// other one; an edit of a Certificate, or a Certificate that is made again, does not change it. Of
// claims that are not recorded yet the earlier one comes first: a Certificate whose spec was never
// edited asks since its creationTimestamp, an edited one since this process has seen it ask. What
// was edited before this process could see it comes last. Of one second the uid decides. A tenant
// can choose none of these. Where an administrator's NamePolicies list the name, their word counts
// instead.
//
// It follows the stores of Certificates and NameClaims by refresh(), which is to be called after
// each change there. Any thread.
#pragma once

#include <compare>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "acme_objects/types.h"
#include "api/certificate.h"
#include "api/name_claim.h"
#include "api/name_policy.h"
#include "base/clock.h"
#include "base/guarded.h"
#include "kube_objects/store.h"

namespace names {

// Why a namespace cannot have a name.
struct TakenName {
  std::string message;                   // whole, for the Certificate that asks
  std::optional<kube::ObjectKey> owner;  // the Certificate that came first, if that is why; it may
                                         // be gone
};

// What becomes of the names that a Certificate asks for.
struct NameVerdict {
  std::optional<TakenName> refusal;  // of the first name that is not for its namespace
  api::ClaimedNames ours;            // the names that are
};

class NameOwners {
 public:
  using Certificates = kube::Store<api::Certificate>;
  using Policies = kube::Store<api::NamePolicy>;
  using NameClaims = kube::Store<api::NameClaim>;
  NameOwners(const Certificates& certificates, const Policies& policies,
             const NameClaims& name_claims, std::string system_namespace, const base::Clock& clock)
      : certificates_(certificates),
        policies_(policies),
        name_claims_(name_claims),
        system_namespace_(std::move(system_namespace)),
        clock_(clock) {}

  // The Certificate, or its NameClaim, has changed, come or gone. Those of other namespaces for
  // which that may mean another answer.
  std::vector<kube::ObjectKey> refresh(const kube::ObjectKey& certificate);

  NameVerdict judge(const kube::ObjectKey& certificate,
                    const std::vector<acme::Identifier>& names) const;

  // The Certificates that ask for the name, whoever owns it.
  std::vector<kube::ObjectKey> asking_for(const acme::Identifier& name) const;

  // The Certificates are older than their records: no NameClaim was ever written. An edited one
  // that has been issued what it asks for now, by its status, counts by its creationTimestamp.
  // Once, when both stores are filled.
  void adopt();

  // Whether a Certificate that is gone had been issued anything; nothing when that is not known.
  std::optional<bool> was_issued(const kube::ObjectKey& certificate) const;

  // Of how many Certificates something is kept: of each that is there or has a NameClaim.
  std::size_t size() const;

  // How many names the namespace keeps that its Certificates ask for no more.
  std::size_t unasked(const std::string& namespace_) const;

 private:
  // A smaller one comes first.
  struct Standing {
    enum class Kind { kRecorded, kSeen, kEditedUnseen };
    Kind kind = Kind::kEditedUnseen;
    base::WallTime since;
    auto operator<=>(const Standing&) const = default;
  };
  // A Certificate, its NameClaim, or both.
  struct Claimant {
    kube::ObjectKey certificate;
    std::string uid;  // of the Certificate; "" while there is none
    std::string tie;  // decides between two of one second
    std::optional<bool> issued;
    std::size_t unasked = 0;
    std::map<acme::Identifier, Standing> names;
    std::vector<acme::Identifier> asked;  // by the Certificate, sorted
    bool operator==(const Claimant&) const = default;
  };
  using Source = std::shared_ptr<const Claimant>;
  struct Claim {
    Standing standing;
    Source source;
  };
  struct Claims {
    std::map<kube::ObjectKey, Source> by_certificate;
    std::map<acme::Identifier, std::vector<Claim>> by_name;  // sorted: the first one owns it
    std::map<std::string, std::size_t> unasked;              // by namespace
  };

  Source claimant(const kube::ObjectKey& certificate, const Source& before) const;
  void note_record(const api::NameClaim& record, Claimant& claimant) const;
  void note_certificate(const api::Certificate& certificate, const Source& before,
                        Claimant& claimant) const;
  Standing unrecorded(const api::Certificate& certificate, const acme::Identifier& name,
                      const Source& before) const;
  static bool comes_before(const Claim& left, const Claim& right);
  static void remove(Claims& claims, const Source& source);
  static void add(Claims& claims, const Source& source);
  static std::vector<kube::ObjectKey> replace(Claims& claims, const Source& before,
                                              const Source& next);
  base::WallTime since(const Claims& claims, const kube::ObjectKey& certificate,
                       const acme::Identifier& name) const;
  TakenName taken(const std::string& name, const Claim& claim) const;
  std::optional<TakenName> refusal(const Claims& claims, const std::string& namespace_,
                                   const acme::Identifier& name,
                                   const std::vector<Policies::Value>& policies) const;

  const Certificates& certificates_;
  const Policies& policies_;
  const NameClaims& name_claims_;
  const std::string system_namespace_;
  const base::Clock& clock_;
  base::Guarded<Claims> claims_;
};

}  // namespace names
