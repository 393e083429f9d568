#include "lifecycle/twins.h"

#include "api/reasons.h"
#include "lifecycle/reasons.h"
#include "lifecycle/renewal.h"
#include "records/labels.h"
#include "records/secret_seen.h"

namespace lifecycle {
namespace {

// What goes into the order and its CSR.
bool ask_the_same(const api::CertificateSpec& one, const api::CertificateSpec& other) {
  return one.issuer == other.issuer && one.common_name == other.common_name &&
         one.allow_subset == other.allow_subset && one.duration == other.duration &&
         one.usages == other.usages &&
         records::key_spec_of(one.private_key) == records::key_spec_of(other.private_key);
}

}  // namespace

bool shares(const api::Certificate& certificate) {
  // With rotationPolicy Never it keeps a key of its own.
  return records::value_of(certificate.meta.annotations, kShareAnnotation) == "true" &&
         certificate.spec.private_key.rotate;
}

bool are_twins(const api::Certificate& one, const api::Certificate& other) {
  return one.meta.namespace_ == other.meta.namespace_ && one.meta.name != other.meta.name &&
         shares(one) && shares(other) && !one.meta.deleting && !other.meta.deleting &&
         ask_the_same(one.spec, other.spec) && one.all_dns_names() == other.all_dns_names() &&
         one.spec.ip_addresses == other.spec.ip_addresses;
}

bool is_about_to_issue(const api::Certificate& certificate, base::WallTime now) {
  const api::CertificateStatus& status = certificate.status;
  const kube::Condition* ready = kube::find_condition(status.conditions, api::kReady);
  return status.order || ready == nullptr || ready->status != "True" || status.renewal_time <= now;
}

Observed holding(Observed seen, const records::StoredCertificate& stored) {
  seen.secret = SecretState::kOurs;
  seen.stored = stored;
  seen.revoked_for_twin = false;
  return seen;
}

bool twin_serves(const Observed& seen, base::WallTime now) {
  if (!seen.twin_has) return false;
  if (seen.stored && seen.twin_has->not_before <= seen.stored->not_before) return false;
  const Observed after = holding(seen, *seen.twin_has);
  return !reason_not_ready(after, now) && now < renewal_time(after);
}

}  // namespace lifecycle
