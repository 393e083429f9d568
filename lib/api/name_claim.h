// NameClaim: which names the namespace of one Certificate has, and since when. It is written by the
// controller, in the system namespace only, where no tenant may write; administrators read it, and
// delete a name from it to hand that name over (docs/tenants.md). It outlives its Certificate.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "kube_objects/object.h"
#include "wire/writer.h"

namespace api {

inline constexpr kube::Resource kNameClaims{"sallyport.dev", "v1", "nameclaims", "NameClaim"};

struct ClaimedName {
  base::WallTime since;  // when the namespace asked for the name first, in whole seconds
  // Since when the Certificate asks for it no more, though it was issued. The name stays the
  // namespace's for a while.
  std::optional<base::WallTime> unasked{};
  // The Certificate has dropped it once, after it was issued; so it was issued, also while the
  // Certificate asks for it again.
  bool issued = false;
  bool operator==(const ClaimedName&) const = default;
};

using ClaimedNames = std::map<std::string, ClaimedName>;  // by canonical name (base/ip.h)

struct NameClaim {
  kube::Meta meta;
  kube::ObjectKey certificate;
  ClaimedNames names;
  // Keys that a hand wrote in another form: they count as the names that they are, and a change
  // takes them out.
  std::vector<std::string> other_forms{};
};

NameClaim read_name_claim(const wire::Object& object);  // throws wire::Malformed
// A body for create.
wire::Writer write_name_claim(const kube::ObjectKey& key, const kube::ObjectKey& certificate,
                              const ClaimedNames& names);
// A JSON merge patch (RFC 7386) that makes it say these names and no others, whoever wrote those;
// it is refused when the object has changed since.
wire::Writer change_name_claim(const NameClaim& there, const ClaimedNames& names);

}  // namespace api
