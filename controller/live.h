// What is asked of the API server itself before what cannot be taken back: a new order. The watch
// may be behind by any time; a live read is not.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#resourceversion-unset
#pragma once

#include "controller/pass.h"

namespace controller {

// Nothing when this pass was decided from the Certificate as it is now; otherwise when to look
// again, by which time the watch will have told.
std::optional<LookAgain> out_of_date(const Pass& pass);

}  // namespace controller
