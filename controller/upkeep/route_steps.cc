#include "upkeep/route_steps.h"

#include "api/reasons.h"
#include "base/log.h"
#include "names/identifiers.h"
#include "pass/removal.h"
#include "pass/routes_view.h"
#include "upkeep/edit_routes.h"
#include "upkeep/gateway_routes.h"
#include "upkeep/upkeep_steps.h"

namespace controller {
namespace {

constexpr base::Millis kWhileAnotherWrites{50};
constexpr base::Millis kAfterRestoreFailed = std::chrono::minutes(10);

struct IngressWriter {
  const Pass& pass;

  std::optional<kube::Error> operator()(const PutIngress& put) const {
    const auto answer =
        pass.world.cluster.apply(kube::kIngresses, put.key, put.body, kube::forced(), pass.stop);
    if (!answer) return answer.error();
    pass.world.stores.ingresses.put(read_ingress(*answer));
    base::log_info(api::kRouteCreated,
                   {{"certificate", pass.certificate()}, {"ingress", put.key.text()}});
    return std::nullopt;
  }

  std::optional<kube::Error> operator()(const RemoveIngress& old) const {
    const auto removed = remove_object(pass.world, kube::kIngresses, pass.world.stores.ingresses,
                                       old.seen, pass.stop);
    return removed ? std::nullopt : std::optional(removed.error());
  }
};

lifecycle::Outcome put_ingresses(const Pass& pass, const RoutesView& view) {
  for (const IngressChange& change : view.ingresses.changes) {
    if (const auto error = std::visit(IngressWriter{pass}, change)) {
      return lifecycle::ClusterError{*error};
    }
  }
  return base::kNow;
}

// "class/host" of each rule of an Ingress of ours; all addresses have one.
std::vector<std::string> rules_of(const WantedRoutes& wanted) {
  std::vector<std::string> rules;
  for (const WantedIngress& one : wanted.ingresses) {
    for (const acme::Identifier& name : one.names) {
      const bool is_address = name.type == acme::Identifier::Type::kIp;
      rules.push_back(one.route.class_name + "/" + (is_address ? "" : name.value));
    }
  }
  return rules;
}

bool went_well(const lifecycle::Outcome& outcome) {
  const auto* again = std::get_if<base::LookAgain>(&outcome);
  return again != nullptr && *again == base::kNow;
}

}  // namespace

lifecycle::Outcome put_routes(const Pass& pass) {
  const api::Certificate& certificate = *pass.seen.certificate;
  const auto wanted =
      wanted_routes(certificate, *pass.issuer(), names::identifiers_of(certificate));
  // Two Certificates that write at the same time would make two rules of one host.
  const auto turn = pass.world.route_desk.take_turn(rules_of(wanted));
  if (!turn) return base::LookAgain(kWhileAnotherWrites);
  const RoutesView view = view_routes(pass.world, certificate, *pass.issuer());
  lifecycle::Outcome written = put_ingresses(pass, view);
  if (!went_well(written)) return written;
  for (const WantedHttpRoute& missing : view.missing) {
    lifecycle::Outcome outcome = put_http_routes(pass, missing);
    if (!went_well(outcome)) return outcome;
  }
  for (const WantedEdit& missing : view.edits) {
    lifecycle::Outcome outcome = put_edits(pass, missing);
    if (!went_well(outcome)) return outcome;
  }
  if (view_routes(pass.world, certificate, *pass.issuer()).in_place()) return base::kNow;
  base::log_warning(api::kRouteMissing,
                    {{"certificate", pass.certificate()},
                     {"message",
                      "what was written is not what is there: exempt Ingresses and HTTPRoutes of "
                      "namespace " +
                          pass.world.target.system_namespace +
                          " from the webhooks and policies that change them"}});
  return base::LookAgain(base::kWhileBlocked);
}

lifecycle::Outcome perform(const Pass& pass, const lifecycle::CreateRoutes&) {
  return pass.issuer() ? put_routes(pass) : lifecycle::Outcome(base::kNow);
}

// The certificate in use is as good as before, so no status speaks of it.
lifecycle::Outcome perform(const Pass& pass, const lifecycle::RestoreRoutes&) {
  lifecycle::Outcome outcome = pass.issuer() ? put_routes(pass) : base::LookAgain(base::kNow);
  if (std::holds_alternative<base::LookAgain>(outcome)) return outcome;
  base::log_warning(api::kRouteMissing,
                    {{"certificate", pass.certificate()},
                     {"message", std::get<lifecycle::ClusterError>(outcome).error.message}});
  return base::LookAgain(kAfterRestoreFailed);
}

}  // namespace controller
