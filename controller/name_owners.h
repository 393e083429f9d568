// NameOwners: which namespace a name belongs to. That of the oldest Certificate that asks for it,
// by the API server's clock, for as long as there is one: a tenant can choose neither when another
// one came nor its uid, which decides between two of one second. Where NamePolicies list the name,
// their word counts instead.
//
// It follows the store of Certificates by refresh(), which is to be called after each change there.
// Any thread.
#pragma once

#include <compare>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "acme/types.h"
#include "api/certificate.h"
#include "api/name_policy.h"
#include "base/guarded.h"
#include "kube/store.h"

namespace controller {

// Why a namespace cannot have a name.
struct NameRefusal {
  std::string message;                   // whole, for the Certificate that asks
  std::optional<kube::ObjectKey> owner;  // the Certificate that came first, if that is why
};

class NameOwners {
 public:
  using Certificates = kube::Store<api::Certificate>;
  using Policies = kube::Store<api::NamePolicy>;
  NameOwners(const Certificates& certificates, const Policies& policies)
      : certificates_(certificates), policies_(policies) {}

  // The Certificate has changed, come or gone. Those of other namespaces for which that may mean
  // another answer.
  std::vector<kube::ObjectKey> refresh(const kube::ObjectKey& certificate);

  // Of the first of the names that is not for this namespace; nothing when all are.
  std::optional<NameRefusal> refusal(const std::string& namespace_,
                                     const std::vector<acme::Identifier>& names) const;

 private:
  struct Claim {
    base::WallTime since;
    std::string uid;
    kube::ObjectKey certificate;
    auto operator<=>(const Claim&) const = default;
  };
  struct Asked {
    Claim claim;
    std::vector<acme::Identifier> names;
    bool operator==(const Asked&) const = default;
  };
  struct Claims {
    std::map<kube::ObjectKey, Asked> by_certificate;
    std::map<acme::Identifier, std::set<Claim>> by_name;  // the first one owns it
  };

  static std::optional<Asked> asked_by(const Certificates::Value& certificate);
  static void set(Claims& claims, const kube::ObjectKey& key, const std::optional<Asked>& next);
  std::optional<Claim> first(const acme::Identifier& name) const;

  const Certificates& certificates_;
  const Policies& policies_;
  base::Guarded<Claims> claims_;
};

}  // namespace controller
