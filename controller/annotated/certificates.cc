#include "annotated/certificates.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/ip.h"
#include "base/text.h"
#include "records/labels.h"

namespace controller {
namespace {

struct Names {
  std::set<std::string> hosts;
  std::set<std::string> ips;
};

void add_name(const std::string& name, const TlsSection& section, Names& names,
              std::vector<std::string>& problems) {
  if (base::canonical_ip(name)) {
    names.ips.insert(name);
  } else if (name.starts_with('*')) {
    problems.push_back(section.where + ": " + name +
                       " is left out: by HTTP-01 no CA issues for a wildcard; list the hosts "
                       "that are meant");
  } else {
    names.hosts.insert(name);
  }
}

// By Secret. What names none that can be filled is told.
std::map<std::string, Names> names_by_secret(const AnnotatedObject& object, const AskedFor& asked,
                                             std::vector<std::string>& problems) {
  std::map<std::string, Names> all;
  for (const TlsSection& section : object.sections) {
    if (!section.problem.empty()) {
      problems.push_back(section.problem);
      continue;
    }
    Names& names = all[section.secret];
    for (const std::string& host : section.hosts) add_name(host, section, names, problems);
  }
  std::erase_if(all,
                [](const auto& one) { return one.second.hosts.empty() && one.second.ips.empty(); });
  for (auto& [secret, names] : all) {
    names.hosts.insert(asked.dns_names.begin(), asked.dns_names.end());
    names.ips.insert(asked.ip_addresses.begin(), asked.ip_addresses.end());
  }
  return all;
}

records::Words annotations_for(const AnnotatedObject& object, const AskedFor& asked) {
  records::Words annotations{{"sallyport.dev/asked-by", object.text()}};
  if (asked.placeholder) annotations[std::string(api::kPlaceholderAnnotation)] = "true";
  return annotations;
}

wire::Writer spec_for(const AskedFor& asked, const std::string& secret, const Names& names) {
  wire::Writer spec = asked.spec;
  spec.set("secretName", secret);
  spec.set("issuerRef",
           wire::Writer().set("name", asked.issuer.name).set("kind", asked.issuer.kind));
  if (!names.hosts.empty())
    spec.set("dnsNames", std::vector(names.hosts.begin(), names.hosts.end()));
  if (!names.ips.empty()) spec.set("ipAddresses", std::vector(names.ips.begin(), names.ips.end()));
  return spec;
}

wire::Writer body_for(const AnnotatedObject& object, const AskedFor& asked,
                      const std::string& secret, const Names& names) {
  const kube::Resource& resource = object.resource();
  kube::Meta const& meta = object.meta;
  return kube::new_object(
             api::kCertificates, {meta.namespace_, secret},
             {{std::string(records::kManagedBy), std::string(records::kSallyport)}},
             annotations_for(object, asked),
             {{resource.api_version(), std::string(resource.kind), meta.name, meta.uid}})
      .set("spec", spec_for(asked, secret, names));
}

// As the API server would give it back, with the defaults put in.
bool is_same(const api::Certificate& seen, const api::Certificate& wanted) {
  const auto has = [&](const auto& each) {
    return records::value_of(seen.meta.annotations, each.first) == each.second;
  };
  const bool placeholder_differs =
      seen.meta.annotations.contains(std::string(api::kPlaceholderAnnotation)) !=
      wanted.meta.annotations.contains(std::string(api::kPlaceholderAnnotation));
  return seen.spec == wanted.spec && !placeholder_differs &&
         std::ranges::all_of(wanted.meta.annotations, has);
}

std::string not_ours(const AnnotatedObject& object, const api::Certificate& seen) {
  return "Certificate " + seen.meta.name + " is there and is not of this " +
         std::string(object.resource().kind) +
         ": it is left alone; name another Secret in the TLS section, or delete that Certificate";
}

// What a section names stays, though nothing can be made for it.
void remove_unnamed(const AnnotatedObject& object, const std::set<std::string>& named,
                    const SeenCertificate& seen, const std::vector<std::string>& owned,
                    CertificatePlan& plan) {
  for (const std::string& name : owned) {
    if (named.contains(name)) continue;
    const auto found = seen(name);
    if (found && is_owned_by(found->meta, object.meta.uid) && !found->meta.deleting)
      plan.changes.emplace_back(RemoveCertificate{found});
  }
}

}  // namespace

// What can't be read, the API server refuses, with its words.
bool is_as_wanted(const api::Certificate& seen, const wire::Writer& body) {
  try {
    return is_same(seen, api::read_certificate(body.object()));
  } catch (const wire::Malformed&) {
    return false;
  }
}

bool is_owned_by(const kube::Meta& certificate, const std::string& uid) {
  return std::ranges::any_of(certificate.owners, [&](const kube::OwnerReference& owner) {
    return owner.controller && owner.uid == uid;
  });
}

CertificatePlan plan_certificates(const AnnotatedObject& object, const AskedFor& asked,
                                  const SeenCertificate& seen,
                                  const std::vector<std::string>& owned) {
  CertificatePlan plan;
  if (!asked.unserved.empty()) {
    plan.problems.push_back("annotations that change nothing: " + base::join(asked.unserved) +
                            "; docs/annotations.md lists those that do");
  }
  const auto wanted = names_by_secret(object, asked, plan.problems);
  for (const auto& [secret, names] : wanted) {
    auto found = seen(secret);
    if (found && !is_owned_by(found->meta, object.meta.uid)) {
      plan.problems.push_back(not_ours(object, *found));
      plan.waits_for_another = true;
      continue;
    }
    wire::Writer body = body_for(object, asked, secret, names);
    if (found && (found->meta.deleting || is_as_wanted(*found, body))) continue;
    plan.changes.emplace_back(PutCertificate{secret, std::move(body), std::move(found)});
  }
  std::set<std::string> named;
  for (const TlsSection& section : object.sections) named.insert(section.secret);
  // What another one has may be what the old one was renamed to.
  if (!plan.waits_for_another) remove_unnamed(object, named, seen, owned, plan);
  return plan;
}

CertificatePlan plan_removal(const AnnotatedObject& object, const SeenCertificate& seen,
                             const std::vector<std::string>& owned) {
  CertificatePlan plan;
  remove_unnamed(object, {}, seen, owned, plan);
  return plan;
}

}  // namespace controller
