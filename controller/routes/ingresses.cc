#include "routes/ingresses.h"

#include <algorithm>

#include "base/http01.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "records/labels.h"

namespace controller {
namespace {

constexpr const char* kClassAnnotation = "kubernetes.io/ingress.class";
constexpr const char* kClassAsked = "sallyport.dev/ingress-class";

std::string host_of(const acme::Identifier& name) {
  return name.type == acme::Identifier::Type::kDns ? name.value : "";
}

// Those that other programs take for theirs to act upon: ExternalDNS would make DNS records of the
// hosts, which are not ours to make.
records::Words annotations_for(const api::IngressRoute& route) {
  records::Words annotations{{"external-dns.alpha.kubernetes.io/controller", "none"}};
  for (const auto& [key, value] : route.annotations) annotations[key] = value;
  annotations[kClassAsked] = route.class_name;
  if (route.class_by_annotation) annotations[kClassAnnotation] = route.class_name;
  return annotations;
}

// An Ingress host cannot be an IP address; a rule without host serves those, where it is allowed.
wire::Writer rule(const std::string& host, const std::string& path_type,
                  const std::string& service) {
  const wire::Writer backend = wire::Writer().set(
      "service",
      wire::Writer().set("name", service).set("port", wire::Writer().set("name", "http")));
  const wire::Writer path = wire::Writer()
                                .set("path", base::kChallengePath)
                                .set("pathType", path_type)
                                .set("backend", backend);
  wire::Writer made;
  made.set_unless_empty("host", host);
  return made.set("http", wire::Writer().set("paths", std::vector<wire::Writer>{path}));
}

// Two routes of one class are two Ingresses, where they say other things.
kube::ObjectKey key_of(const api::Certificate& certificate, const api::IngressRoute& route,
                       const RouteTarget& target) {
  api::IngressRoute plain;
  plain.class_name = route.class_name;
  plain.rule_without_host = route.rule_without_host;
  std::string text = route.class_name;
  if (route != plain) {
    text = wire::Writer()
               .set("class", route.class_name)
               .set("byAnnotation", route.class_by_annotation)
               .set("pathType", route.path_type)
               .set("annotations", route.annotations)
               .set("labels", route.labels)
               .text();
  }
  return {target.system_namespace, ingress_prefix(certificate.meta.uid) + crypto::short_hash(text)};
}

struct Made {
  kube::ObjectKey key;
  std::string class_name;
  std::vector<std::string> hosts;
  std::string hash;  // of the whole body: another hash, another body
  wire::Writer body;
};

Made make(const api::Certificate& certificate, const api::IngressRoute& route,
          const std::vector<std::string>& hosts, const RouteTarget& target) {
  std::vector<wire::Writer> rules;
  for (const std::string& host : hosts) {
    rules.push_back(rule(host, route.path_type, target.service));
  }
  wire::Writer spec;
  if (!route.class_by_annotation) spec.set_unless_empty("ingressClassName", route.class_name);
  spec.set("rules", rules);
  records::Words labels = records::labels_for(records::kRoleRoute, certificate.meta.uid);
  labels.insert(route.labels.begin(), route.labels.end());
  records::Words annotations = annotations_for(route);
  Made made{key_of(certificate, route, target), route.class_name, hosts, "", {}};
  made.hash = crypto::short_hash(wire::Writer()
                                     .set("spec", spec)
                                     .set("labels", labels)
                                     .set("annotations", annotations)
                                     .text());
  annotations[std::string(records::kCertificateAnnotation)] = certificate.meta.key().text();
  annotations[std::string(records::kHashAnnotation)] = made.hash;
  made.body = kube::new_object(kube::kIngresses, made.key, labels, annotations).set("spec", spec);
  return made;
}

bool has_host(const IngressSeen& ingress, const std::string& class_name, const std::string& host) {
  const bool same = ingress.class_asked == class_name || ingress.class_name == class_name;
  return same && std::ranges::find(ingress.hosts, host) != ingress.hosts.end();
}

std::string uid_of(const IngressSeen& ingress) {
  return records::value_of(ingress.meta.labels, records::kUidLabel);
}

struct Planning {
  const api::Certificate& certificate;
  const IngressesSeen& seen;
  const RouteTarget& target;

  bool has_own(const std::string& class_name, const std::string& host) const {
    return std::ranges::any_of(
        seen.own, [&](const IngressSeen& each) { return has_host(each, class_name, host); });
  }

  // Of two that have a host both, as after a race, the same one gives way whoever looks.
  bool another_serves(const std::string& class_name, const std::string& host) const {
    const bool own = has_own(class_name, host);
    return std::ranges::any_of(seen.others, [&](const IngressSeen& each) {
      return has_host(each, class_name, host) && (!own || uid_of(each) < certificate.meta.uid);
    });
  }

  std::vector<Made> wanted_now(const std::vector<WantedIngress>& wanted) const {
    std::vector<Made> all;
    std::vector<std::pair<std::string, std::string>> taken;  // by another route of the class
    for (const WantedIngress& one : wanted) {
      std::vector<std::string> hosts;
      for (const acme::Identifier& name : one.names) {
        const std::pair rule{one.route.class_name, host_of(name)};
        const bool twice = std::ranges::find(taken, rule) != taken.end();
        if (twice || another_serves(rule.first, rule.second)) continue;
        taken.push_back(rule);
        hosts.push_back(rule.second);
      }
      if (!hosts.empty()) all.push_back(make(certificate, one.route, hosts, target));
    }
    return all;
  }

  bool stands(const Made& made) const {
    return std::ranges::any_of(seen.own, [&](const IngressSeen& each) {
      return each.meta.key() == made.key && each.hosts == made.hosts &&
             records::value_of(each.meta.annotations, records::kHashAnnotation) == made.hash;
    });
  }

  std::vector<IngressSeen> useless(const std::vector<Made>& wanted) const {
    std::vector<IngressSeen> all;
    for (const IngressSeen& each : seen.own) {
      if (std::ranges::find(wanted, each.meta.key(), &Made::key) == wanted.end())
        all.push_back(each);
    }
    return all;
  }
};

// What is to be written has a rule of it: a second one might be refused.
bool stands_in_the_way(const IngressSeen& old, const std::vector<Made>& wanted) {
  return std::ranges::any_of(wanted, [&](const Made& made) {
    return std::ranges::any_of(
        made.hosts, [&](const std::string& host) { return has_host(old, made.class_name, host); });
  });
}

}  // namespace

std::string ingress_prefix(const std::string& certificate_uid) {
  return "sallyport-" + certificate_uid + "-";
}

std::vector<std::string> places_of(const wire::Object& ingress) {
  constexpr std::size_t kMostPlaces = 4;
  std::vector<std::string> all;
  const wire::Object balancer = ingress.object("status").object("loadBalancer");
  for (const wire::Object& each : balancer.objects("ingress")) {
    const std::string place = each.text_or("ip", each.text_or("hostname", ""));
    if (!place.empty() && all.size() < kMostPlaces) all.push_back(base::cut(place, 253));
  }
  return all;
}

bool serves(const IngressSeen& ingress, const std::string& class_name,
            const acme::Identifier& name) {
  return has_host(ingress, class_name, host_of(name));
}

IngressSeen read_ingress(const wire::Object& object) {
  IngressSeen seen{kube::read_meta(object), "", "", {}, places_of(object)};
  const wire::Object spec = object.object("spec");
  const records::Words& annotations = seen.meta.annotations;
  seen.class_name =
      spec.text_or("ingressClassName", records::value_of(annotations, kClassAnnotation));
  const auto asked = annotations.find(kClassAsked);
  seen.class_asked = asked != annotations.end() ? asked->second : seen.class_name;
  for (const wire::Object& each : spec.objects("rules")) {
    seen.hosts.push_back(each.text_or("host", ""));
  }
  return seen;
}

IngressPlan plan_ingresses(const api::Certificate& certificate,
                           const std::vector<WantedIngress>& wanted, const IngressesSeen& seen,
                           const RouteTarget& target) {
  const Planning planning{certificate, seen, target};
  const std::vector<Made> made = planning.wanted_now(wanted);
  IngressPlan plan;
  std::vector<IngressChange> later;
  for (IngressSeen& old : planning.useless(made)) {
    (stands_in_the_way(old, made) ? plan.changes : later).push_back(RemoveIngress{old.meta});
  }
  for (const Made& one : made) {
    if (!planning.stands(one)) plan.changes.push_back(PutIngress{one.key, one.body});
    for (const std::string& host : one.hosts) {
      if (!planning.has_own(one.class_name, host))
        plan.unserved.push_back(one.class_name + "/" + host);
    }
  }
  std::ranges::move(later, std::back_inserter(plan.changes));
  return plan;
}

}  // namespace controller
