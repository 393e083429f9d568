// What an Issuer of a namespace may have our Ingress carry: the list in the code, in the schema and
// in the docs is one, and nothing passes that could do more than its one path needs.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "api/issuer.h"

namespace {

using testing::HasSubstr;

std::map<std::string, std::string> carried(const std::string& annotation,
                                           const std::string& value) {
  const auto annotations = wire::Writer().set(annotation, value);
  const auto carries = wire::Writer().set(
      "ingressTemplate",
      wire::Writer().set("metadata", wire::Writer().set("annotations", annotations)));
  const auto solver = wire::Writer().set("http01", wire::Writer().set("ingress", carries));
  const auto acme = wire::Writer()
                        .set("server", "https://ca/dir")
                        .set("privateKeySecretRef", wire::Writer().set("name", "key"))
                        .set("solvers", std::vector<wire::Writer>{solver});
  const auto object = wire::Writer()
                          .set("metadata", wire::Writer().set("name", "le"))
                          .set("spec", wire::Writer().set("acme", acme));
  const api::Issuer issuer = api::read_issuer(wire::Object::parse(object.text()));
  return issuer.spec.solvers.at(0).routes.ingresses.at(0).annotations;
}

struct Row {
  std::string annotation;
  std::string value;
  bool kept;
};

TEST(TenantsAnnotations, WhatMayReachBeyondThePathIsNotCarried) {
  const Row rows[] = {
      {"nginx.ingress.kubernetes.io/ssl-redirect", "false", true},
      {"nginx.ingress.kubernetes.io/whitelist-source-range", "0.0.0.0/0,::/0", true},
      {"traefik.ingress.kubernetes.io/router.entrypoints", "web", true},
      {"nginx.org/mergeable-ingress-type", "minion", true},
      {"nginx.org/mergeable-ingress-type", "master", false},
      {"nginx.ingress.kubernetes.io/server-snippet", "return 200;", false},
      {"nginx.ingress.kubernetes.io/configuration-snippet", "more_set_headers a", false},
      {"nginx.ingress.kubernetes.io/auth-url", "http://10.0.0.1", false},
      {"nginx.ingress.kubernetes.io/use-regex", "true", false},
      {"nginx.ingress.kubernetes.io/server-alias", "other.example", false},
      {"nginx.ingress.kubernetes.io/default-backend", "web", false},
      {"nginx.org/location-snippets", "return 200;", false},
      {"traefik.ingress.kubernetes.io/router.middlewares", "team-a@kubernetescrd", false},
      {"traefik.ingress.kubernetes.io/service.serversscheme", "https", false},
      {"haproxy-ingress.github.io/config-backend", "http-request deny", false},
      {"haproxy-ingress.github.io/config-global", "nbthread 1", false},
      {"haproxy.org/backend-config-snippet", "x", false},
      {"zalando.org/skipper-routes", "*-> <shunt>", false},
      {"alb.ingress.kubernetes.io/group.name", "shared", false},
      {"external-dns.alpha.kubernetes.io/controller", "dns-controller", false},
      {"external-dns.alpha.kubernetes.io/hostname", "other.example", false},
      {"kubernetes.io/ingress.class", "internal", false},
      {"sallyport.dev/hash", "x", false},
      // Values that are no plain words.
      {"nginx.ingress.kubernetes.io/whitelist-source-range", "0.0.0.0/0;}", false},
      {"nginx.ingress.kubernetes.io/whitelist-source-range", "a\nb", false},
      {"haproxy.org/ssl-redirect", "true\n  http-request deny", false},
      {"traefik.ingress.kubernetes.io/router.entrypoints", std::string(4097, 'a'), false},
  };
  for (const Row& row : rows) {
    std::map<std::string, std::string> expected;
    if (row.kept) expected[row.annotation] = row.value;
    EXPECT_EQ(carried(row.annotation, row.value), expected) << row.annotation << row.value;
  }
}

std::string text_of(const std::string& file) {
  const std::ifstream in(SALLYPORT_SOURCE "/" + file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

TEST(TenantsAnnotations, AreTheSameInTheSchemaAndInTheDocs) {
  std::string list;
  const std::string docs = text_of("docs/routes.md");
  for (const auto annotation : api::tenants_annotations()) {
    list += (list.empty() ? "'" : ", '") + std::string(annotation) + "'";
    EXPECT_THAT(docs, HasSubstr("`" + std::string(annotation) + "`"));
  }
  // For one route and for several.
  EXPECT_EQ(count(text_of("manifests/crds.yaml"), "[" + list + "]"), 2U) << list;
}

}  // namespace
