// What is asked of the API server itself: before what cannot be taken back, a new order, and where
// the Store does not keep what is needed. The watch may be behind by any time; a live read is not.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#resourceversion-unset
#pragma once

#include "lifecycle/outcome.h"
#include "pass/pass.h"

namespace controller {

// The object as it is now. The error is when to look again: for one that is gone, by when the watch
// will have told.
base::Result<wire::Object, lifecycle::Outcome> read_fresh(const Pass& pass,
                                                          const kube::Resource& resource,
                                                          const kube::ObjectKey& key);

// Nothing when this pass was decided from the Certificate as it is now; otherwise when to look
// again, by which time the watch will have told.
std::optional<lifecycle::Outcome> out_of_date(const Pass& pass);

}  // namespace controller
