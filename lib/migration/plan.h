// Plan: what a move from cert-manager does to the objects of some namespaces: which of its issuers
// and Certificates become ours, with what marks on their Secrets, what changes on the Ingresses and
// Gateways that asked for them, and what stays with cert-manager and why. Pure; any thread.
//
// Nothing is ordered on the day where a Secret holds what its Certificate asks for: the marks make
// it our Certificate's own. There are never two writers of one Secret: what makes a Certificate of
// cert-manager's comes along, or all that it makes stays.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "kube_objects/object.h"
#include "migration/mapped.h"
#include "records/secret_seen.h"
#include "wire/object.h"
#include "wire/writer.h"

namespace migration {

// On what a move has made: Certificates, issuers, copies of Secrets.
inline constexpr std::string_view kMovedAnnotation = "sallyport.dev/migrated-from";
inline constexpr std::string_view kMovedValue = "cert-manager";
// On an Ingress or Gateway: the annotations that it had before, as JSON.
inline constexpr std::string_view kBeforeAnnotation = "sallyport.dev/before-migration";
// On a ConfigMap that keeps a Certificate of cert-manager's for the way back.
inline constexpr std::string_view kKeptLabel = "sallyport.dev/migration";
inline constexpr std::string_view kKeptValue = "certificate";
// On that ConfigMap: "true" once ours is made, which is not made again where somebody deletes it.
inline constexpr std::string_view kMadeAnnotation = "sallyport.dev/migration-made";
inline constexpr kube::Resource kConfigMaps{"", "v1", "configmaps", "ConfigMap"};

// An Ingress or a Gateway.
struct OwnerSeen {
  kube::Resource resource;
  wire::Object object;
};

// What was read of the cluster.
struct Seen {
  std::vector<wire::Object> issuers;  // theirs, as the next two
  std::vector<wire::Object> cluster_issuers;
  std::vector<wire::Object> certificates;
  std::vector<OwnerSeen> owners;
  std::map<kube::ObjectKey, records::SecretSeen> tls_secrets;
  std::set<kube::ObjectKey> other_secrets;  // of accounts: those that are there
  std::set<kube::ObjectKey> our_certificates;
  std::set<std::string> our_issuers;   // "Issuer team-a/le"
  std::string cert_manager_namespace;  // of the Secrets of ClusterIssuers
};

struct IssuerMove {
  Mapped mapped;
  bool cluster_scoped = false;
  bool is_there = false;             // one of ours has its name, and is left as it is
  std::vector<std::string> secrets;  // that a ClusterIssuer needs in the system namespace
  std::string text() const;          // "Issuer team-a/le"
};

struct CertificateMove {
  Mapped mapped;
  wire::Object theirs;
  std::string issuer;         // "Issuer/le"
  std::string account;        // URL; "" where cert-manager does not say
  bool has_secret = false;    // that gets our marks
  bool keeps_secret = false;  // and holds what is asked for: nothing is ordered
};

struct OwnerMove {
  kube::Resource resource;
  kube::ObjectKey key;
  wire::Writer patch;  // JSON merge patch, of the state that was read
};

struct Plan {
  std::vector<IssuerMove> issuers;
  std::vector<CertificateMove> certificates;
  std::vector<OwnerMove> owners;
  std::vector<Finding> findings;  // of owners

  bool is_whole() const;  // nothing stays
};

// What is written. All for create, but for the patches.
wire::Writer our_issuer(const IssuerMove& move);
wire::Writer our_certificate(const CertificateMove& move);
wire::Writer kept_certificate(const CertificateMove& move);  // the ConfigMap
wire::Writer made_mark();                                    // JSON merge patches
wire::Writer secret_marks(const CertificateMove& move);
wire::Writer no_marks();
// Undo an OwnerMove, one after the other: between them nobody makes Certificates.
wire::Writer no_annotations_of_ours();
wire::Writer annotations_of_before(const kube::Meta& owner);

// What a ConfigMap keeps.
struct Kept {
  kube::ObjectKey certificate;
  wire::Object theirs;
  wire::Object ours;
};
// Throws wire::Malformed where it is not as it was written: with the ConfigMap's own name and
// namespace, a Certificate of each kind, and the name of its Secret.
Kept read_kept(const wire::Object& config_map);
bool is_made(const wire::Object& config_map);
kube::ObjectKey kept_key(const kube::ObjectKey& certificate);

// For people: each object, whether it moves or stays, and the findings under it.
std::string plan_text(const Plan& plan);

}  // namespace migration
