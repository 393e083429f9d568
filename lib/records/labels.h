// The labels, annotations and names of every object that the controller writes. A name holds the
// Certificate's uid, so that a create whose answer was lost can be repeated and a Certificate that
// was deleted and made again never meets the old one's objects.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "kube_objects/object.h"

namespace records {

// The controller's program, and its Lease.
inline constexpr const char* kControllerName = "sallyport-controller";
// The Secret of the key by which we know again what we have issued (seals.h).
inline constexpr std::string_view kSealSecret = "sallyport-seal";

inline constexpr std::string_view kManagedBy = "app.kubernetes.io/managed-by";
inline constexpr std::string_view kSallyport = "sallyport";
inline constexpr std::string_view kOwnedSelector = "app.kubernetes.io/managed-by=sallyport";

inline constexpr std::string_view kRoleLabel = "sallyport.dev/role";
inline constexpr std::string_view kRoleCertificate = "certificate";
inline constexpr std::string_view kRolePendingKey = "pending-key";
inline constexpr std::string_view kRoleAccountKey = "account-key";
inline constexpr std::string_view kRoleAnswers = "answers";
inline constexpr std::string_view kRoleRoute = "route";
inline constexpr std::string_view kRoleSeal = "seal";

// On an HTTPRoute: which of them have the same parents (routes/http_routes.h).
inline constexpr std::string_view kRouteGroupLabel = "sallyport.dev/route-group";

inline constexpr std::string_view kUidLabel = "sallyport.dev/certificate-uid";
// On a TLS Secret or pending key "web"; on objects of the system namespace "team-a/web".
inline constexpr std::string_view kCertificateAnnotation = "sallyport.dev/certificate";
inline constexpr std::string_view kIssuerAnnotation = "sallyport.dev/issuer";
inline constexpr std::string_view kAccountAnnotation = "sallyport.dev/account";
// On a TLS Secret: the serial of a certificate that was written with others of its chain behind it.
inline constexpr std::string_view kChainedAnnotation = "sallyport.dev/chained-serial";
// On a TLS Secret: shows that we have issued what is in it for this Certificate (seals.h).
inline constexpr std::string_view kSealAnnotation = "sallyport.dev/seal";
// On the Secret of an account's key: the request that made the key.
inline constexpr std::string_view kRolloverServed = "sallyport.dev/rollover-served";
inline constexpr std::string_view kLayoutAnnotation = "sallyport.dev/layout";
inline constexpr std::string_view kHashAnnotation = "sallyport.dev/hash";

// Of a TLS Secret.
inline constexpr std::string_view kTlsType = "kubernetes.io/tls";

using Words = std::map<std::string, std::string>;

inline Words labels_for(std::string_view role, const std::string& certificate_uid = "") {
  Words labels{{std::string(kManagedBy), std::string(kSallyport)},
               {std::string(kRoleLabel), std::string(role)}};
  if (!certificate_uid.empty()) labels[std::string(kUidLabel)] = certificate_uid;
  return labels;
}

inline std::string value_of(const Words& words, std::string_view key) {
  const auto found = words.find(std::string(key));
  return found == words.end() ? "" : found->second;
}

// Whether it has the label by which the watches of our objects select.
inline bool is_of_sallyport(const kube::Meta& meta) {
  return value_of(meta.labels, kManagedBy) == kSallyport;
}

// The Certificate that an object of the system namespace is for; an empty name when it says none.
inline kube::ObjectKey owner_of(const kube::Meta& meta) {
  const std::string text = value_of(meta.annotations, kCertificateAnnotation);
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) return {};
  return {text.substr(0, slash), text.substr(slash + 1)};
}

inline kube::ObjectKey pending_key_of(const kube::Meta& certificate) {
  return {certificate.namespace_, "sallyport-key-" + certificate.uid};
}

inline std::string challenge_name_of(const kube::Meta& certificate) {
  return "sallyport-" + certificate.uid;
}

}  // namespace records
