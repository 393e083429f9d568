// The writes of a move from cert-manager, and of the way back. Each may be cut short anywhere: run
// again, it goes on. One Certificate or ConfigMap that cannot be done is told of, and the others
// are done. Throws CommandError where something was not done. Main's thread.
#pragma once

#include "kubectl/session.h"
#include "migration/plan.h"

namespace kubectl {

// In an order in which nobody ever writes a Secret beside another:
//   1. our issuers, and copies of what ClusterIssuers have in cert-manager's namespace
//   2. the annotations of Ingresses and Gateways, so that cert-manager makes no more of them
//   3. of each Certificate what is needed for the way back is kept in a ConfigMap, its Secret gets
//      our marks, and cert-manager's Certificate is deleted, its Secret orphaned
//   4. where that is gone, ours is made
void apply_move(Session& session, const migration::Plan& plan);

// Which ConfigMaps say that a run was cut short, for people: no Certificate of cert-manager's may
// be left that a plan would show.
void tell_of_begun(Session& session);

// Of the namespaces in question: ours goes, the Secret loses our marks, cert-manager's comes back
// from the ConfigMap.
void undo_move(Session& session);

}  // namespace kubectl
