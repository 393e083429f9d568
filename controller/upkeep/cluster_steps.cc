#include "api/reasons.h"
#include "base/log.h"
#include "kube_objects/object.h"
#include "pass/removal.h"
#include "records/labels.h"
#include "upkeep/route_steps.h"
#include "upkeep/secret_write.h"
#include "upkeep/upkeep_steps.h"

namespace controller {
namespace {

// What stood in the way, if anything.
template <class T>
std::optional<lifecycle::Outcome> remove_seen(const Pass& pass, const kube::Resource& resource,
                                              kube::Store<T>& store, const kube::ObjectKey& key) {
  const auto there = store.get(key);
  if (!there) return std::nullopt;
  const auto removed = remove_object(pass.world, resource, store, there->meta, pass.stop);
  if (!removed) return lifecycle::ClusterError{removed.error()};
  return std::nullopt;
}

// They may not know of each other.
void announce_to_owner(const Pass& pass, const lifecycle::Blocked& step) {
  const auto& conditions = pass.seen.certificate->status.conditions;
  const kube::Condition* said = kube::find_condition(conditions, api::kIssuing);
  const bool is_news =
      said == nullptr || said->reason != step.reason || !said->message.starts_with(step.message);
  if (step.reason != api::kNameNotOurs || !is_news || !pass.seen.name_owner) return;
  const auto owner = pass.world.stores.certificates.get(*pass.seen.name_owner);
  if (!owner) return;
  pass.world.events.record({api::kCertificates, owner->meta, true,
                            std::string(api::kNameAskedElsewhere), "Refuse",
                            "namespace " + pass.meta().namespace_ +
                                " asks for a name of this Certificate too, and was refused"});
}

}  // namespace

lifecycle::Outcome perform(const Pass& pass, const lifecycle::Rest& step) {
  if (!step.until) return std::nullopt;
  // In hours: the wall clock may be put right, or the machine sleep, meanwhile.
  constexpr base::Millis kLongestRest = std::chrono::hours(1);
  return std::clamp<base::Millis>(*step.until - pass.now(), base::kNow, kLongestRest);
}

lifecycle::Outcome perform(const Pass& pass, const lifecycle::Blocked& step) {
  announce_to_owner(pass, step);
  // What stands from before it was not allowed goes.
  if (step.reason == api::kRouteNotAllowed) {
    lifecycle::Outcome outcome = put_routes(pass);
    if (std::holds_alternative<lifecycle::ClusterError>(outcome)) return outcome;
  }
  return lifecycle::Waits{
      {.issuing = true, .reason = step.reason, .message = step.message, .stalled = step.stalled},
      base::kWhileBlocked};
}

// A look that is refused is no news for the status: what the Secret holds is not known then.
lifecycle::Outcome perform(const Pass& pass, const lifecycle::LookForSecret&) {
  constexpr base::Millis kAfterError{5000};
  const kube::ObjectKey name = pass.seen.certificate->secret();
  const auto there = pass.world.cluster.get(kube::kSecrets, name, pass.stop);
  if (!there && there.error().kind == kube::Error::Kind::kStopped) return std::nullopt;
  if (!there && there.error().kind != kube::Error::Kind::kNotFound) {
    base::log_warning(api::kClusterRefused,
                      {{"certificate", pass.certificate()}, {"message", there.error().message}});
    return kAfterError;
  }
  SecretLooks::Found found;
  if (there) found = std::make_shared<const records::SecretSeen>(records::read_secret(*there));
  pass.world.secret_looks.note(name, std::move(found), pass.world.clock.mono_now());
  return base::kNow;
}

lifecycle::Outcome perform(const Pass& pass, const lifecycle::CreateKey&) {
  const crypto::KeySpec spec = records::key_spec_of(pass.seen.certificate->spec.private_key);
  const auto key = spec.algorithm == crypto::Algorithm::kRsa
                       ? pass.world.key_maker.take(pass.meta().uid, pass.meta().key(), spec)
                       : crypto::PrivateKey::generate(spec);
  if (!key) return std::nullopt;  // the maker wakes us
  const auto answer = pass.world.cluster.apply(kube::kSecrets, records::pending_key_of(pass.meta()),
                                               records::pending_key_secret(pass.meta(), *key),
                                               kube::forced(), pass.stop);
  if (!answer) return lifecycle::ClusterError{answer.error()};
  records::SecretSeen written = records::read_answer(*answer, {.key = *key});
  const bool arrived = written.key_id == records::key_id_of(*key);
  pass.world.stores.secrets.put(std::move(written));
  if (!arrived) return secret_changed(records::pending_key_of(pass.meta()));
  pass.world.pending_keys.keep(pass.meta().key(), *key);
  base::log_info(api::kKeyCreated, {{"certificate", pass.certificate()}});
  return base::kNow;
}

lifecycle::Outcome perform(const Pass& pass, const lifecycle::CleanUp&) {
  const kube::ObjectKey challenge{pass.world.target.system_namespace,
                                  records::challenge_name_of(pass.meta())};
  if (const auto again =
          remove_seen(pass, api::kChallenges, pass.world.stores.challenges, challenge)) {
    return *again;
  }
  if (pass.seen.key_left) {
    if (const auto again = remove_seen(pass, kube::kSecrets, pass.world.stores.secrets,
                                       records::pending_key_of(pass.meta()))) {
      return *again;
    }
  }
  base::log_info(api::kCleanedUp, {{"certificate", pass.certificate()}});
  return base::kNow;
}

lifecycle::Outcome perform(const Pass&, const lifecycle::Report&) { return lifecycle::StatusDue{}; }

}  // namespace controller
