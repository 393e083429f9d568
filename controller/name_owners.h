// NameOwners: which namespace a name belongs to. That of the oldest Certificate that asks for it,
// by the API server's clock, for as long as there is one: a tenant can choose neither when another
// one came nor its uid, which decides between two of one second. A record of kept names
// (controller/kept_names.h) comes before every Certificate. Where an administrator's NamePolicies
// list the name, their word counts instead of both.
//
// It follows the stores of Certificates and kept names by refresh() and refresh_kept(), which are
// to be called after each change there. Any thread.
#pragma once

#include <compare>
#include <map>
#include <memory>
#include <optional>
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
  std::optional<kube::ObjectKey> owner;  // the Certificate that came first, if that is why; it may
                                         // be gone
};

class NameOwners {
 public:
  using Certificates = kube::Store<api::Certificate>;
  using Policies = kube::Store<api::NamePolicy>;
  NameOwners(const Certificates& certificates, const Policies& policies, const Policies& kept)
      : certificates_(certificates), policies_(policies), kept_(kept) {}

  // The Certificate has changed, come or gone. Those of other namespaces for which that may mean
  // another answer.
  std::vector<kube::ObjectKey> refresh(const kube::ObjectKey& certificate);
  // The same of a record of kept names.
  std::vector<kube::ObjectKey> refresh_kept(const kube::ObjectKey& record);

  // Of the first of the names that is not for this namespace; nothing when all are.
  std::optional<NameRefusal> refusal(const std::string& namespace_,
                                     const std::vector<acme::Identifier>& names) const;

 private:
  struct Claim {
    bool asked = true;  // by a Certificate; one that is kept sorts before those
    base::WallTime since;
    std::string uid;
    kube::ObjectKey certificate;
    std::string record{};  // of the kept name
    auto operator<=>(const Claim&) const = default;
  };
  struct Asked {
    Claim claim;
    std::vector<acme::Identifier> names;
    bool operator==(const Asked&) const = default;
  };
  using Source = std::shared_ptr<const Asked>;
  struct Claims {
    std::map<kube::ObjectKey, Source> by_source;  // a Certificate or, with no namespace, a record
    std::map<acme::Identifier, std::vector<Source>> by_name;  // sorted: the first one owns it
  };

  static std::optional<Asked> asked_by(const Certificates::Value& certificate);
  static std::optional<Asked> kept_by(const Policies::Value& record);
  static NameRefusal taken(const std::string& name, const Claim& claim);
  static void set(Claims& claims, const kube::ObjectKey& key, const std::optional<Asked>& next);
  static std::vector<kube::ObjectKey> replace(Claims& claims, const kube::ObjectKey& key,
                                              const std::optional<Asked>& next);
  std::optional<Claim> first(const acme::Identifier& name) const;

  const Certificates& certificates_;
  const Policies& policies_;
  const Policies& kept_;
  base::Guarded<Claims> claims_;
};

}  // namespace controller
