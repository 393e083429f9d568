// Wanted and seen HTTPRoutes, what changes, and what a Gateway's controller answers.

#include "routes/http_routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "records/labels.h"
#include "routes/listeners.h"

namespace controller {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const RouteTarget kSystem{"sallyport-system", "sallyport-sidecar"};

api::GatewayRoute at(const std::string& gateway) {
  api::GatewayRoute route;
  api::ParentRef& parent = route.parents.emplace_back();
  parent.namespace_ = "infra";
  parent.name = gateway;
  return route;
}

std::vector<std::string> many(int first, int count) {
  std::vector<std::string> hosts;
  for (int i = first; i < first + count; ++i) hosts.push_back("h" + std::to_string(i) + ".example");
  return hosts;
}

// What the API server would keep of it.
HttpRouteSeen written(const PutHttpRoute& put, const api::GatewayRoute& route) {
  return read_http_route(
      wire::Object::parse(http_route_body(put, route, route.parents, kSystem).body.text()));
}

TEST(HttpRoutes, AThousandHostsOfOneGatewayAreNoMoreThan63ObjectsHoweverTheyCome) {
  for (const int at_once : {7, 16, 17, 1000}) {
    std::map<std::string, HttpRouteSeen> cluster;
    const api::GatewayRoute route = at("web");
    for (int from = 0; from < 1000; from += at_once) {
      std::vector<HttpRouteSeen> seen;
      for (const auto& [name, each] : cluster) seen.push_back(each);
      const auto hosts = many(from, std::min(at_once, 1000 - from));
      for (const auto& put : plan_http_routes(group_of(route, kSystem), seen, hosts, kSystem)) {
        ASSERT_LE(put.hosts.size(), kMostHosts);
        cluster[put.key.name] = written(put, route);
      }
    }
    std::set<std::string> all;
    for (const auto& [name, each] : cluster) all.insert(each.hosts.begin(), each.hosts.end());
    EXPECT_THAT(all, SizeIs(1000)) << at_once << " at once";
    EXPECT_LE(cluster.size(), 63U) << at_once << " at once";
  }
}

TEST(HttpRoutes, AHostStaysWhereItIsAndANewOneFillsWhatHasRoom) {
  const api::GatewayRoute route = at("web");
  const std::string group = group_of(route, kSystem);
  const auto full =
      written({{"sallyport-system", "sallyport-" + group + "-1"}, many(0, 16)}, route);
  const auto half =
      written({{"sallyport-system", "sallyport-" + group + "-3"}, many(16, 2)}, route);
  const auto puts = plan_http_routes(group, {full, half}, {"new.example"}, kSystem);
  ASSERT_THAT(puts, SizeIs(1));
  EXPECT_EQ(puts[0].key.name, "sallyport-" + group + "-3");
  EXPECT_THAT(puts[0].hosts, ElementsAre("h16.example", "h17.example", "new.example"));
  EXPECT_THAT(plan_http_routes(group, {full, half}, {}, kSystem), IsEmpty());
  const auto grown = plan_http_routes(group, {full}, {"new.example"}, kSystem);
  ASSERT_THAT(grown, SizeIs(1));
  EXPECT_EQ(grown[0].key.name, "sallyport-" + group + "-2") << "the first name that is free";
}

TEST(HttpRoutes, LeadThePathOfTheirHostsToTheSidecar) {
  api::GatewayRoute route = at("web");
  route.labels["gateway"] = "public";
  api::ParentRef listener = route.parents[0];
  listener.section_name = "http";
  const auto body = wire::Object::parse(
      http_route_body({{"sallyport-system", "r"}, {"a.example"}}, route, {listener}, kSystem)
          .body.text());
  EXPECT_EQ(body.text("apiVersion"), "gateway.networking.k8s.io/v1");
  EXPECT_EQ(body.object("metadata").text_map("labels").at("gateway"), "public");
  const auto parent = body.object("spec").objects("parentRefs").at(0);
  EXPECT_EQ(parent.text("namespace") + "/" + parent.text("name"), "infra/web");
  EXPECT_EQ(parent.text("sectionName"), "http");
  EXPECT_FALSE(parent.has("port"));
  EXPECT_THAT(body.object("spec").texts("hostnames"), ElementsAre("a.example"));
  const auto rule = body.object("spec").objects("rules").at(0);
  const auto path = rule.objects("matches").at(0).object("path");
  EXPECT_EQ(path.text("type") + " " + path.text("value"),
            "PathPrefix /.well-known/acme-challenge/");
  const auto backend = rule.objects("backendRefs").at(0);
  EXPECT_EQ(backend.text("name"), "sallyport-sidecar");
  EXPECT_EQ(backend.integer("port"), 80);
}

// Whose word is in one object with another tenant's, and whose hosts move with it.
TEST(HttpRoutes, ATenantFindsNoOtherParentsOfTheSameGroup) {
  EXPECT_GE(group_of(at("web"), kSystem).size(), 32U) << "128 bits, in hexadecimal digits";
}

TEST(HttpRoutes, AreOfOneGroupWithTheSameParentsAndLabels) {
  api::GatewayRoute labelled = at("web");
  labelled.labels["a"] = "b";
  EXPECT_EQ(group_of(at("web"), kSystem), group_of(at("web"), kSystem));
  EXPECT_NE(group_of(at("web"), kSystem), group_of(at("other"), kSystem));
  EXPECT_NE(group_of(at("web"), kSystem), group_of(labelled, kSystem));
  EXPECT_EQ(group_of(written({{"sallyport-system", "r"}, {"a.example"}}, labelled)),
            group_of(labelled, kSystem));
}

// ---- What is answered ---------------------------------------------------------------------------

struct Word {
  const char* type;
  bool is_true;
  const char* reason;
  int generation;
};

HttpRouteSeen answered(const std::vector<std::vector<Word>>& parents) {
  std::vector<wire::Writer> all;
  for (const auto& words : parents) {
    std::vector<wire::Writer> conditions;
    for (const Word& word : words) {
      conditions.push_back(wire::Writer()
                               .set("type", word.type)
                               .set("status", word.is_true ? "True" : "False")
                               .set("reason", word.reason)
                               .set("message", "as it says")
                               .set("observedGeneration", word.generation));
    }
    all.push_back(
        wire::Writer()
            .set(
                "parentRef",
                wire::Writer().set("namespace", "infra").set("name", "web").set("sectionName", "s"))
            .set("conditions", conditions));
  }
  const auto meta = wire::Writer()
                        .set("name", "r")
                        .set("namespace", "sallyport-system")
                        .set("uid", "u")
                        .set("resourceVersion", "1")
                        .set("generation", 2);
  return read_http_route(wire::Object::parse(
      wire::Writer()
          .set("metadata", meta)
          .set("spec", wire::Writer().set("hostnames", std::vector<std::string>{"a.example"}))
          .set("status", wire::Writer().set("parents", all))
          .text()));
}

TEST(HttpRoutes, OneParentThatAcceptsThisGenerationWillDo) {
  using State = RouteVerdict::State;
  const Word yes{"Accepted", true, "Accepted", 2};
  const Word old_yes{"Accepted", true, "Accepted", 1};
  const Word no{"Accepted", false, "NotAllowedByListeners", 2};
  const Word old_no{"Accepted", false, "NotAllowedByListeners", 1};
  const Word unresolved{"ResolvedRefs", false, "BackendNotFound", 2};
  const Word resolved{"ResolvedRefs", true, "ResolvedRefs", 2};
  const struct {
    const char* what;
    std::vector<std::vector<Word>> parents;
    State state;
    bool before;
  } rows[] = {
      {"nothing is said", {}, State::kAwaited, false},
      {"no condition yet", {{}}, State::kAwaited, false},
      {"accepted", {{yes, resolved}}, State::kAccepted, false},
      {"accepted, by another version", {{old_yes}}, State::kAwaited, true},
      {"refused", {{no}}, State::kRefused, false},
      {"refused, in another version", {{old_no}}, State::kAwaited, false},
      {"our Service is not found", {{yes, unresolved}}, State::kRefused, false},
      {"one of two", {{no}, {yes}}, State::kAccepted, false},
      {"one of two, told last", {{yes}, {no}}, State::kAccepted, false},
      {"one says no, the other nothing", {{no}, {}}, State::kRefused, false},
  };
  for (const auto& row : rows) {
    const RouteVerdict verdict = verdict_of(answered(row.parents));
    EXPECT_EQ(verdict.state, row.state) << row.what;
    EXPECT_EQ(verdict.accepted_before, row.before) << row.what;
    EXPECT_EQ(verdict.text.empty(), row.state != State::kRefused) << row.what;
  }
}

TEST(HttpRoutes, ARefusalSaysWhoRefusedWhatWithWhichWordsAndWhatToChange) {
  const struct {
    const char* reason;
    const char* advice;
  } rows[] = {
      {"NotAllowedByListeners", "let the listener take routes of namespace sallyport-system"},
      {"NoMatchingListenerHostname", "give the Gateway a listener for HTTP on port 80"},
      {"NoMatchingParent", "name a listener that the Gateway has"},
      {"BackendNotFound", "install the sidecar's Service"},
      {"RefNotPermitted", "install the sidecar's Service"},
      {"SomethingOfItsOwn", "see the status of the HTTPRoute"},
  };
  for (const auto& row : rows) {
    EXPECT_THAT(verdict_of(answered({{{"Accepted", false, row.reason, 2}}})).text,
                AllOf(HasSubstr("Gateway infra/web (listener s)"),
                      HasSubstr("HTTPRoute sallyport-system/r"), HasSubstr(row.reason),
                      HasSubstr("(as it says)"), HasSubstr(row.advice)));
  }
}

TEST(HttpRoutes, WhatAControllerSaysIsBounded) {
  const std::string text(100'000, 'x');
  const auto condition = wire::Writer()
                             .set("type", "Accepted")
                             .set("status", "False")
                             .set("reason", text)
                             .set("message", text)
                             .set("observedGeneration", 0);
  const auto parent = wire::Writer().set("conditions", std::vector<wire::Writer>{condition});
  const auto seen = read_http_route(wire::Object::parse(
      wire::Writer()
          .set("metadata", wire::Writer().set("name", "r").set("namespace", "n"))
          .set("status", wire::Writer().set("parents", std::vector<wire::Writer>(100, parent)))
          .text()));
  EXPECT_THAT(seen.parents, SizeIs(32));
  EXPECT_LT(verdict_of(seen).text.size(), 1024U);
}

// ---- Listeners ----------------------------------------------------------------------------------

std::vector<Listener> listeners_in(const wire::Object& gateway) {
  return read_gateway(gateway).listeners;
}

TEST(Listeners, ThoseForHttpOnPort80TakeTheHostsThatFit) {
  const auto listeners = listeners_in(wire::Object::parse(R"({"spec": {"listeners": [
      {"name": "tls", "protocol": "HTTPS", "port": 443},
      {"name": "alt", "protocol": "HTTP", "port": 8080},
      {"name": "one", "protocol": "HTTP", "port": 80, "hostname": "a.example"},
      {"name": "sub", "protocol": "HTTP", "port": 80, "hostname": "*.shop.example"}]}})"));
  ASSERT_THAT(listeners, SizeIs(2));
  EXPECT_TRUE(takes(listeners, "a.example"));
  EXPECT_TRUE(takes(listeners, "x.shop.example"));
  EXPECT_TRUE(takes(listeners, "x.y.shop.example")) << "all labels, by the Gateway API";
  EXPECT_FALSE(takes(listeners, "shop.example"));
  EXPECT_FALSE(takes(listeners, "ashop.example"));
  EXPECT_FALSE(takes(listeners, "b.example"));
  const auto parents = parents_at(at("web").parents[0], listeners);
  ASSERT_THAT(parents, SizeIs(2));
  EXPECT_EQ(parents[0].text(), "Gateway infra/web (listener one)");
  EXPECT_TRUE(takes({{"any", ""}}, "whatever.example"));
}

TEST(Listeners, AGatewaySaysWhereItListensAndNoMoreThanFourCount) {
  const auto address = wire::Writer().set("type", "IPAddress").set("value", "192.0.2.1");
  const auto seen = read_gateway(wire::Object::parse(
      wire::Writer()
          .set("status", wire::Writer().set("addresses", std::vector<wire::Writer>(9, address)))
          .text()));
  EXPECT_THAT(seen.addresses, testing::AllOf(SizeIs(4), testing::Each("192.0.2.1")));
}

// A ListenerSet of generation 2 with a listener `http` and a listener `more`, and this status.
GatewaySeen set_with(const std::string& status) {
  return read_listener_set(wire::Object::parse(R"({
      "metadata": {"name": "own", "namespace": "shop", "generation": 2},
      "spec": {"parentRef": {"name": "web"}, "listeners": [
        {"name": "tls", "protocol": "HTTPS", "port": 443},
        {"name": "http", "protocol": "HTTP", "port": 80, "hostname": "a.example"},
        {"name": "more", "protocol": "HTTP", "port": 80, "hostname": "b.example"}]},
      "status": )" + status + "}"));
}
std::string saying(const std::string& type, const std::string& value, const std::string& reason,
                   int generation = 2) {
  return R"({"conditions": [{"type": ")" + type + R"(", "status": ")" + value +
         R"(", "reason": ")" + reason +
         R"(", "message": "as its controller says", "observedGeneration": )" +
         std::to_string(generation) + "}]}";
}

TEST(Listeners, OfAListenerSetCountAsThoseOfAGateway) {
  for (const std::string& status :
       {std::string("{}"), saying("Accepted", "True", "Accepted"),
        saying("Accepted", "Unknown", "Pending"), saying("Accepted", "False", "Pending"),
        saying("Accepted", "False", "NotAllowed", 1), saying("Programmed", "False", "Invalid")}) {
    const GatewaySeen seen = set_with(status);
    EXPECT_EQ(seen.refusal, "") << status;
    EXPECT_THAT(seen.listeners, SizeIs(2)) << status;
  }
}

TEST(Listeners, OfAListenerSetThatIsRefusedTheRefusalIsQuotedWithWhatToChange) {
  const GatewaySeen seen = set_with(saying("Accepted", "False", "NotAllowed"));
  EXPECT_EQ(seen.refusal,
            "NotAllowed (as its controller says): let the Gateway take ListenerSets of namespace "
            "shop (allowedListeners.namespaces of the Gateway)");
}

TEST(Listeners, OfAListenerSetThatAreInConflictAreLeftOut) {
  const auto listener = [](const std::string& name) {
    std::string text = saying("Conflicted", "True", "HostnameConflict");
    return text.insert(1, R"("name": ")" + name + R"(", )");
  };
  const GatewaySeen one = set_with(R"({"listeners": [)" + listener("http") + "]}");
  EXPECT_EQ(one.refusal, "");
  ASSERT_THAT(one.listeners, SizeIs(1));
  EXPECT_EQ(one.listeners[0].name, "more");
  const GatewaySeen both =
      set_with(R"({"listeners": [)" + listener("http") + "," + listener("more") + "]}");
  EXPECT_THAT(both.listeners, IsEmpty());
  EXPECT_THAT(both.refusal, AllOf(HasSubstr("listener more: HostnameConflict"),
                                  HasSubstr("another listener has this port already")));
  EXPECT_EQ(set_with(R"({"listeners": [)" + listener("tls") + "]}").refusal, "");
}

}  // namespace
}  // namespace controller
