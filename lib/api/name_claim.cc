#include "api/name_claim.h"

#include <algorithm>

#include "base/ip.h"
#include "wire/time.h"

namespace api {
namespace {

wire::Writer write_name(const ClaimedName& name) {
  wire::Writer written;
  written.set("since", wire::write_time(name.since));
  if (name.unasked) written.set("unasked", wire::write_time(*name.unasked));
  if (name.issued) written.set("issued", true);
  return written;
}

// One name in two forms is had since the earlier one, and as long as one of them is asked for.
ClaimedName both(const ClaimedName& one, const ClaimedName& other) {
  ClaimedName name{std::min(one.since, other.since), std::nullopt, one.issued || other.issued};
  if (one.unasked && other.unasked) name.unasked = std::max(one.unasked, other.unasked);
  return name;
}

void add_name(NameClaim& claim, const std::string& written, const ClaimedName& name) {
  const std::string canonical = base::canonical_name(written);
  if (canonical != written) claim.other_forms.push_back(written);
  const auto [there, first] = claim.names.try_emplace(canonical, name);
  if (!first) there->second = both(there->second, name);
}

}  // namespace

NameClaim read_name_claim(const wire::Object& object) {
  const wire::Object spec = object.object("spec");
  NameClaim claim{kube::read_meta(object), {spec.text("namespace"), spec.text("certificate")}, {}};
  const wire::Object names = spec.object("names");
  for (const std::string& name : names.fields()) {
    const wire::Object one = names.object(name);
    add_name(
        claim, name,
        {one.time("since").value_or(base::WallTime()), one.time("unasked"), one.flag("issued")});
  }
  return claim;
}

wire::Writer write_name_claim(const kube::ObjectKey& key, const kube::ObjectKey& certificate,
                              const ClaimedNames& names) {
  wire::Writer written;
  for (const auto& [name, claimed] : names) written.set(name, write_name(claimed));
  return kube::new_object(kNameClaims, key)
      .set("spec", wire::Writer()
                       .set("namespace", certificate.namespace_)
                       .set("certificate", certificate.name)
                       .set("names", written));
}

wire::Writer change_name_claim(const NameClaim& there, const ClaimedNames& names) {
  wire::Writer changed;
  for (const std::string& name : there.other_forms) changed.set_null(name);
  for (const auto& [name, claimed] : there.names) {
    if (!names.contains(name)) changed.set_null(name);
  }
  for (const auto& [name, claimed] : names) {
    wire::Writer one = write_name(claimed);
    if (!claimed.unasked) one.set_null("unasked");
    changed.set(name, one);
  }
  const auto seen = wire::Writer().set("resourceVersion", there.meta.resource_version);
  return wire::Writer().set("metadata", seen).set("spec", wire::Writer().set("names", changed));
}

}  // namespace api
