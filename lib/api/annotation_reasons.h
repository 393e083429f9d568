// Reasons, as in api/reasons.h, of what has to do with annotations: of Ingresses, Gateways and
// ListenerSets that ask for certificates, and of placeholders.
#pragma once

#include <string_view>

namespace api {

// # Certificates that annotations ask for

// Ingress, Gateway, ListenerSet: Event
// A Certificate was made for a Secret that a TLS section names. `kubectl describe` it to see how it
// stands.
inline constexpr std::string_view kCertificateCreated = "CertificateCreated";

// Ingress, Gateway, ListenerSet: Event
// The Certificate was changed, because the TLS sections or the annotations were.
inline constexpr std::string_view kCertificateUpdated = "CertificateUpdated";

// Ingress, Gateway, ListenerSet: Event
// The Certificate was removed, because no TLS section names its Secret any more. The Secret stays.
inline constexpr std::string_view kCertificateRemoved = "CertificateRemoved";

// Ingress, Gateway, ListenerSet: Event
// An annotation or a TLS section can't be served, or not all of it. The message says which, and
// what to change. What was made before stays as it is.
inline constexpr std::string_view kAnnotationRefused = "AnnotationRefused";

// Certificate: Ready=False, Issuing=True
// The Secret holds a certificate that nobody trusts, so that what needs a Secret works. The first
// certificate replaces it. If that does not come, the condition `Issuing` says what stands in the
// way.
inline constexpr std::string_view kPlaceholderStored = "PlaceholderStored";

}  // namespace api
