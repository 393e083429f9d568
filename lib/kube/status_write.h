// write_status(): our status as the whole of an object's. An apply leaves what others have put
// there (a backup that was restored, an edit by hand) and we do not name: that is taken out by
// name, by a second write, so that no failure or order that is not ours stays for ever. What the
// CustomResourceDefinitions in the cluster do not know is left out (undeclared.h).
#pragma once

#include "kube/client.h"

namespace kube {

// `body`: what api::write_status() makes. The object as it is after it.
Result<wire::Object> write_status(Client& cluster, const Resource& resource,
                                  const wire::Writer& body, std::stop_token stop);

// Of two such bodies: there is nothing to write.
bool is_same_status(const Resource& resource, const wire::Writer& one, const wire::Writer& other);

}  // namespace kube
