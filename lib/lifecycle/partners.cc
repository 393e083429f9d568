#include "lifecycle/partners.h"

#include "lifecycle/subset.h"
#include "names/identifiers.h"
#include "records/labels.h"

namespace lifecycle {
namespace {

bool serves(const std::optional<records::StoredCertificate>& stored,
            const api::Certificate& certificate) {
  if (!stored) return false;
  const bool names = records::is_for(*stored, names::identifiers_of(certificate)) ||
                     lacks_only_refused(certificate, *stored);
  return names && stored->key_spec == records::key_spec_of(certificate.spec.private_key);
}

}  // namespace

std::string partner_of(const api::Certificate& certificate) {
  return records::value_of(certificate.meta.annotations, kPartnerAnnotation);
}

std::string partner_lacks(const Observed& seen, const PartnerSeen& partner, base::WallTime now) {
  const api::Certificate& own = *seen.certificate;
  if (serves(seen.stored, own) || (seen.stored && seen.stored->not_after <= now)) return "";
  const std::string who = "Certificate " + partner_of(own);
  const auto& other = partner.certificate;
  if (!other || other->meta.deleting) return who + " does not exist";
  if (partner_of(*other) != own.meta.name) {
    return who + " does not name this one in its annotation " + std::string(kPartnerAnnotation);
  }
  if (names::identifiers_of(*other) != names::identifiers_of(own))
    return who + " asks for other names";
  const bool ours = partner.secret && partner.secret->is_for(other->meta);
  if (partner.has_new || (ours && serves(partner.secret->certificate, *other))) return "";
  return who + " has none yet: its status says why";
}

}  // namespace lifecycle
