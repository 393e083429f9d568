// The step that asks the CA when a certificate is to be renewed (RFC 9773). What it answers is
// written only when it is news.

#include <algorithm>

#include "api/reasons.h"
#include "base/log.h"
#include "base/random.h"
#include "lifecycle/renewal.h"
#include "pass/asking.h"
#include "pass/ca.h"
#include "pass/record.h"
#include "upkeep/upkeep_steps.h"
#include "wire/time.h"

namespace controller {
namespace {

constexpr base::Seconds kUntilOffered{std::chrono::hours(24)};  // where the CA has no such thing

// A sixth more at most, so that certificates made together are not asked about together.
base::MonoTime later(const Pass& pass, base::Seconds pause) {
  std::uniform_int_distribution<base::Seconds::rep> more(0, pause.count() / 6);
  return pass.world.clock.mono_now() + pause + base::Seconds(more(base::random_source()));
}

bool is_temporary(const acme::Error& error) {
  return error.status >= 500 || error.timed_out || error.kind == acme::Error::Kind::kStopped;
}

void note_failure(const Pass& pass, const std::string& id, bool temporary,
                  const std::string& message) {
  const kube::ObjectKey key = pass.meta().key();
  const int failures = pass.world.renewal_polls.failed(key, id);
  const base::Seconds pause = acme::renewal_info_pause_after_failure(temporary, failures);
  pass.world.renewal_polls.put_off(key, later(pass, pause));
  base::log_info("RenewalInfoRefused", {{"certificate", pass.certificate()}, {"message", message}});
}

// That there is no renewal information is no trouble for who wants an order.
void note_renewal_error(const Pass& pass, const acme::Error& error) {
  const bool no_answer = error.kind == acme::Error::Kind::kNetwork;
  if (no_answer) note_error(pass, error);
}

// The answer about the certificate with this id, if there is one; notes when to ask again.
std::optional<acme::RenewalInfo> ask(const Pass& pass, const std::string& id) {
  const auto account = account_of(pass);
  if (!account) {
    note_failure(pass, id, true, account.error().why);
    return std::nullopt;
  }
  acme::Client& ca = *(*account)->ca;
  const auto directory = ca.directory(pass.stop);
  if (directory && directory->renewal_info.empty()) {
    pass.world.renewal_polls.answered(pass.meta().key(), id, later(pass, kUntilOffered));
    return std::nullopt;
  }
  const auto answer = ca.renewal_info(id, pass.stop);
  if (!answer) {
    note_renewal_error(pass, answer.error());
    note_failure(pass, id, is_temporary(answer.error()), answer.error().message);
    return std::nullopt;
  }
  note_answer(pass);
  const base::Seconds pause = acme::renewal_info_pause(answer->retry_after);
  pass.world.renewal_polls.answered(pass.meta().key(), id, later(pass, pause));
  return *answer;
}

void tell_of(const Pass& pass, const api::RenewalInfo& info) {
  base::log_info("RenewalInfo", {{"certificate", pass.certificate()},
                                 {"selected", wire::write_time(info.selected)}});
  const auto& before = pass.seen.certificate->status.renewal_info;
  const bool news =
      !info.explanation_url.empty() && (!before || before->explanation_url != info.explanation_url);
  if (!news) return;
  announce(pass, api::kRenewalSuggested, "Renew",
           "the CA would have it renewed at " + wire::write_time(info.selected) +
               ", and explains why at " + info.explanation_url,
           false);
}

// So that a restart does not ask for all certificates at once.
base::MonoTime first_poll(const Pass& pass) {
  const base::Millis each{100};
  const auto spread = std::clamp<base::Millis>(each * pass.world.stores.certificates.size(),
                                               base::Seconds(1), std::chrono::hours(1));
  std::uniform_int_distribution<base::Millis::rep> within(0, spread.count());
  return pass.world.clock.mono_now() + base::Millis(within(base::random_source()));
}

}  // namespace

lifecycle::Outcome perform(const Pass& pass, const lifecycle::AskRenewalInfo&) {
  const std::string& id = pass.seen.stored->certificate_id;
  if (!pass.world.renewal_polls.knows(pass.meta().key(), id)) {
    pass.world.renewal_polls.answered(pass.meta().key(), id, first_poll(pass));
    return base::kNow;
  }
  const auto answer = ask(pass, id);
  if (!answer) return base::kNow;
  const api::RenewalInfo info =
      lifecycle::take_answer(pass.seen, *answer, pass.now(), base::random_source());
  const auto& before = pass.seen.certificate->status.renewal_info;
  if (before && *before == info) return base::kNow;
  tell_of(pass, info);
  return lifecycle::RenewalInfoChanged{info};
}

std::optional<api::RenewalInfo> first_renewal_info(const Pass& pass,
                                                   const records::StoredCertificate& stored) {
  if (pass.seen.renewal_info_off || stored.certificate_id.empty()) return std::nullopt;
  const auto answer = ask(pass, stored.certificate_id);
  if (!answer) return std::nullopt;
  lifecycle::Observed after = pass.seen;
  after.stored = stored;
  return lifecycle::take_answer(after, *answer, pass.now(), base::random_source());
}

}  // namespace controller
