#include "annotated/annotated_object.h"

#include <algorithm>
#include <array>

#include "api/http01_routes.h"
#include "base/ip.h"
#include "base/text.h"
#include "records/labels.h"

namespace controller {
namespace {

constexpr const char* kClassAnnotation = "kubernetes.io/ingress.class";
constexpr const char* kIgnoredListeners = "ignore-tls-listeners";
constexpr const char* kTooMuch =
    "its TLS sections name more than 32 KiB of hosts and Secrets: make Certificates instead, or "
    "divide it";

// Only so much of what a user wrote is kept.
class SectionReader {
 public:
  explicit SectionReader(AnnotatedObject& into) : into_(into) {}

  void add(TlsSection section) {
    std::size_t size = section.where.size() + section.secret.size();
    for (const std::string& host : section.hosts) size += host.size();
    if (size > left_) {
      into_.problem = kTooMuch;
      return;
    }
    left_ -= size;
    into_.sections.push_back(std::move(section));
  }

 private:
  AnnotatedObject& into_;
  std::size_t left_ = AnnotatedObject::kMostText;
};

constexpr std::array kPrefixes = {kOurPrefix, kTheirPrefix};

std::array<std::string, 2> naming_an_issuer(std::string_view prefix) {
  return {std::string(prefix).append("issuer"), std::string(prefix).append("cluster-issuer")};
}

// Of many annotations some are not kept: that it asks is known all the same.
void look_for_more(const wire::Object& annotations, AnnotatedObject& object) {
  if (!object.meta.partial) return;
  for (const std::string_view prefix : kPrefixes) {
    for (const std::string& one : naming_an_issuer(prefix)) {
      if (object.meta.annotations.contains(one) || !annotations.has(one)) continue;
      object.meta.annotations[one] = "not read";
      object.problem = "it has more annotations than are read, 64 of 16 KiB in all: take some off";
    }
  }
}

AnnotatedObject named(AnnotatedKind kind, const wire::Object& read) {
  AnnotatedObject object{kube::read_meta(read), kind, "", {}, ""};
  look_for_more(read.object("metadata").object("annotations"), object);
  if (asks(object.meta)) return object;
  object.meta.labels.clear();
  object.meta.annotations.clear();
  object.meta.owners.clear();
  return object;
}

TlsSection read_tls(const wire::Object& tls, std::size_t index) {
  TlsSection section{"spec.tls[" + std::to_string(index) + "]", tls.text_or("secretName", ""),
                     base::canonical_names(tls.texts("hosts")), ""};
  if (section.secret.empty()) {
    section.problem = section.where +
                      " has no secretName, so its hosts are served with the "
                      "ingress controller's own certificate: name a Secret";
  } else if (section.hosts.empty()) {
    section.problem = section.where + " names Secret " + section.secret +
                      " and no hosts: list in it the hosts that the certificate is for";
  }
  return section;
}

std::vector<std::string> ignored_listeners(const AnnotatedObject& object) {
  std::vector<std::string> all;
  for (const std::string_view prefix : kPrefixes) {
    for (const std::string& one : base::split(object.annotation(prefix, kIgnoredListeners), ',')) {
      all.emplace_back(base::trimmed(one));
    }
  }
  return all;
}

// Why the reference is to nothing that a certificate of this namespace can be put in.
std::string problem_of(const wire::Object& reference, const std::string& where,
                       const std::string& namespace_) {
  const std::string group = reference.text_or("group", "");
  const std::string kind = reference.text_or("kind", "Secret");
  if ((!group.empty() && group != "core") || kind != "Secret")
    return where + ": certificateRefs name a " + kind + ": only Secrets are filled";
  const std::string other = reference.text_or("namespace", namespace_);
  if (other == namespace_) return "";
  return where + ": certificateRefs name a Secret of namespace " + other +
         ", and the issuer is looked for here: make a Certificate in that namespace";
}

void add_listener(const AnnotatedObject& object, const wire::Object& listener,
                  SectionReader& sections) {
  const std::string where = "listener " + listener.text("name");
  const wire::Object tls = listener.object("tls");
  const bool terminates = tls.text_or("mode", "Terminate") == "Terminate";
  if (!listener.has("tls") || !terminates) return;
  const std::string host = base::canonical_name(listener.text_or("hostname", ""));
  const auto references = tls.objects("certificateRefs");
  if (references.empty())
    sections.add({where, "", {}, where + " has no certificateRefs: name a Secret there"});
  for (const wire::Object& reference : references) {
    std::string problem = problem_of(reference, where, object.meta.namespace_);
    if (problem.empty() && host.empty())
      problem = where + " has no hostname: give it the one that the certificate is for";
    std::vector<std::string> hosts;
    if (!host.empty()) hosts.push_back(host);
    sections.add({where, reference.text("name"), std::move(hosts), std::move(problem)});
  }
}

void read_listeners(const wire::Object& spec, AnnotatedObject& object) {
  SectionReader sections(object);
  const auto ignored = ignored_listeners(object);
  for (const wire::Object& listener : spec.objects("listeners")) {
    if (std::ranges::find(ignored, listener.text("name")) != ignored.end()) continue;
    add_listener(object, listener, sections);
  }
}

}  // namespace

const kube::Resource& resource_of(AnnotatedKind kind) {
  switch (kind) {
    case AnnotatedKind::kIngress:
      return kube::kIngresses;
    case AnnotatedKind::kGateway:
      return api::kGateways;
    case AnnotatedKind::kListenerSet:
      break;
  }
  return api::kListenerSets;
}

std::string AnnotatedObject::text() const { return std::string(resource().kind) + " " + meta.name; }

std::string AnnotatedObject::annotation(std::string_view prefix, std::string_view name) const {
  return records::value_of(meta.annotations, std::string(prefix).append(name));
}

bool names_issuer(const kube::Meta& meta, std::string_view prefix) {
  return std::ranges::any_of(naming_an_issuer(prefix), [&](const std::string& one) {
    return !records::value_of(meta.annotations, one).empty();
  });
}

bool asks(const kube::Meta& meta) {
  return std::ranges::any_of(kPrefixes,
                             [&](std::string_view prefix) { return names_issuer(meta, prefix); });
}

AnnotatedObject read_annotated_ingress(const wire::Object& object) {
  AnnotatedObject ingress = named(AnnotatedKind::kIngress, object);
  if (!asks(ingress.meta)) return ingress;
  const wire::Object spec = object.object("spec");
  ingress.class_name = spec.text_or("ingressClassName",
                                    records::value_of(ingress.meta.annotations, kClassAnnotation));
  SectionReader sections(ingress);
  std::size_t index = 0;
  for (const wire::Object& tls : spec.objects("tls")) sections.add(read_tls(tls, index++));
  return ingress;
}

AnnotatedObject read_annotated_gateway(const wire::Object& object) {
  AnnotatedObject gateway = named(AnnotatedKind::kGateway, object);
  if (!asks(gateway.meta)) return gateway;
  gateway.class_name = object.object("spec").text_or("gatewayClassName", "");
  read_listeners(object.object("spec"), gateway);
  return gateway;
}

AnnotatedObject read_annotated_listener_set(const wire::Object& object) {
  AnnotatedObject set = named(AnnotatedKind::kListenerSet, object);
  if (asks(set.meta)) read_listeners(object.object("spec"), set);
  return set;
}

}  // namespace controller
