#include "pass/record.h"

#include "api/reasons.h"
#include "base/log.h"
#include "kube/status_write.h"
#include "lifecycle/after.h"
#include "lifecycle/news.h"
#include "lifecycle/status.h"
#include "pass/up_to_date.h"
#include "wire/time.h"

namespace controller {
namespace {

base::LookAgain after_refused_status(const Pass& pass, const kube::Error& error) {
  base::log_info("StatusRefused",
                 {{"certificate", pass.certificate()}, {"message", error.message}});
  if (error.kind == kube::Error::Kind::kConflict) {
    bring_up_to_date(pass.world, api::kCertificates, pass.meta().key(),
                     pass.world.stores.certificates, api::read_certificate, Watched::kAll,
                     pass.stop);
  }
  return lifecycle::pause_after(error);
}

// Once for each degree of urgency, and not in the middle of many other failures.
void announce_urgency(const Pass& pass, const api::CertificateStatus& status) {
  if (status.remaining.empty() || status.remaining == pass.seen.certificate->status.remaining)
    return;
  announce(pass, api::kRenewalFails, "Renew",
           "it could not be renewed: " + std::string(lifecycle::remaining_text(status)) +
               ", until " + wire::write_time(pass.seen.stored->not_after) +
               "; see the condition Issuing",
           true);
}

// An attempt that failed has an Event of its own.
void announce_begun(const Pass& pass, const api::CertificateStatus& status) {
  const api::CertificateStatus& before = pass.seen.certificate->status;
  const auto begun = lifecycle::begun(before.conditions, status.conditions, api::kIssuing);
  if (begun && before.failure == status.failure)
    announce(pass, begun->reason, "Issue", begun->message, true);
}

}  // namespace

base::LookAgain record(const Pass& pass, const api::CertificateStatus& status) {
  if (status == pass.seen.certificate->status) return std::nullopt;
  api::Certificate certificate = *pass.seen.certificate;
  const wire::Writer before = api::write_status(certificate);
  certificate.status = status;
  const wire::Writer after = api::write_status(certificate);
  if (kube::is_same_status(api::kCertificates, before, after)) return std::nullopt;
  const auto answer = kube::write_status(pass.world.cluster, api::kCertificates, after, pass.stop);
  if (!answer) return after_refused_status(pass, answer.error());
  api::Certificate written = api::read_certificate(*answer);
  const bool changed = written.meta.resource_version != certificate.meta.resource_version;
  pass.world.stores.certificates.put(std::move(written));
  if (changed) announce_urgency(pass, status);
  if (changed) announce_begun(pass, status);
  return changed ? base::kNow
                 : base::kWhileBlocked;  // what somebody else holds on to cannot be told away
}

void announce(const Pass& pass, std::string_view reason, std::string_view action,
              const std::string& note, bool warning) {
  pass.world.events.record(
      {api::kCertificates, pass.meta(), warning, std::string(reason), std::string(action), note});
}

}  // namespace controller
