// The standing Ingresses of our own, in the system namespace: one for each Certificate and route.
// Written when the Certificate appears; a renewal changes nothing.
//
// Of a class each host has one rule, however many Certificates ask for it: some ingress controllers
// refuse a second one. The Ingress that has it first keeps it, and is removed with its Certificate;
// then another Certificate that asks for the host has the rule. Pure.
// https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1/
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "kube_objects/object.h"
#include "routes/wanted.h"
#include "wire/object.h"
#include "wire/writer.h"

namespace controller {

// What is kept of an Ingress of ours.
struct IngressSeen {
  kube::Meta meta;
  std::string class_asked;          // as the issuer names it
  std::string class_name;           // where it named none: what the API server has put in
  std::vector<std::string> hosts;   // "" for a rule without one
  std::vector<std::string> places;  // where it says that it is served, no more than 4
};
// Throws wire::Malformed.
IngressSeen read_ingress(const wire::Object& object);

// Addresses, or names of load balancers. Of an Ingress object.
std::vector<std::string> places_of(const wire::Object& ingress);

// Whether it has a rule of the class for the name.
bool serves(const IngressSeen& ingress, const std::string& class_name,
            const acme::Identifier& name);

// How the names of all Ingresses of a Certificate begin.
std::string ingress_prefix(const std::string& certificate_uid);

struct IngressesSeen {
  std::vector<IngressSeen> own;     // of this Certificate
  std::vector<IngressSeen> others;  // of other Certificates that ask for one of its names
};

struct PutIngress {
  kube::ObjectKey key;
  wire::Writer body;  // for server-side apply
};
struct RemoveIngress {
  kube::Meta seen;
};
using IngressChange = std::variant<PutIngress, RemoveIngress>;

struct IngressPlan {
  std::vector<IngressChange> changes;  // in this order
  std::vector<std::string> unserved;   // "class/host": no rule is there
};

IngressPlan plan_ingresses(const api::Certificate& certificate,
                           const std::vector<WantedIngress>& wanted, const IngressesSeen& seen,
                           const RouteTarget& target);

}  // namespace controller
