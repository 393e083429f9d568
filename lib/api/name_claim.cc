#include "api/name_claim.h"

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

}  // namespace

NameClaim read_name_claim(const wire::Object& object) {
  const wire::Object spec = object.object("spec");
  NameClaim claim{kube::read_meta(object), {spec.text("namespace"), spec.text("certificate")}, {}};
  const wire::Object names = spec.object("names");
  for (const std::string& name : names.fields()) {
    const wire::Object one = names.object(name);
    claim.names[name] = {one.time("since").value_or(base::WallTime()), one.time("unasked"),
                         one.flag("issued")};
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
