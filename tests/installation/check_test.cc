// What `sallyport-controller check` asks, and what it says of the answers.

#include "installation/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <compare>
#include <iterator>
#include <ostream>
#include <set>

#include "base/text.h"
#include "fakes/fake_clock.h"
#include "fakes/fake_http.h"

namespace installation {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kHome = "sallyport-system";
const std::string kService = "sallyport-sidecar";
constexpr auto kOneSidecar =
    R"({"metadata":{"name":"s","namespace":"sallyport-system"},"addressType":"IPv4",
  "ports":[{"name":"http","port":8089},{"name":"admin","port":8090}],
  "endpoints":[{"addresses":["10.0.0.1"]}]})";
constexpr auto kChallengePort =
    "http://10.0.0.1:8089/.well-known/acme-challenge/installation-check";
constexpr auto kAdminPort = "http://10.0.0.1:8090/readyz";

// Who may do what. The namespace is "" for every namespace, the name "" for every object.
struct Right {
  std::string namespace_;
  std::string group;
  std::string resource;
  std::string subresource;
  std::string verb;
  std::string name;
  auto operator<=>(const Right&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Right& right) {
  return out << right.verb << " " << right.group << "/" << right.resource << "/"
             << right.subresource << " '" << right.name << "' in '" << right.namespace_ << "'";
}

using Rights = std::set<Right>;

// The API server: it answers reviews, remembers them, and lists what a test laid into it.
class Reviewer final : public http::Client {
 public:
  using Reply = base::Result<http::Response, http::Error>;

  Reply send(const http::Request& request, std::stop_token) override {
    if (down) return base::unexpected(http::Error{http::ErrorKind::kConnect, "refused", false});
    const std::string path = request.url.target.substr(0, request.url.target.find('?'));
    const std::string plural = path.substr(path.rfind('/') + 1);
    if (plural == "selfsubjectaccessreviews") return review(request.body);
    if (plural == "subjectaccessreviews") {
      const auto spec = wire::Object::parse(request.body).object("spec");
      accounts.insert(spec.text("user") + " of " + base::join(spec.texts("groups")));
      return review(request.body);
    }
    EXPECT_EQ(request.method, "GET") << request.url.target;
    listed.insert(path);
    if (plural == unserved) return http::Response{404, {}, "404 page not found\n"};
    const std::string items = plural == "endpointslices" ? slices : "";
    return http::Response{200, {}, R"({"metadata":{},"items":[)" + items + "]}"};
  }
  // Through the API server's proxy.
  Reply stream(const http::Request& request, base::Millis, const http::Sink&,
               std::stop_token) override {
    proxied.insert(request.url.target);
    return by_proxy;
  }

  bool down = false;
  std::string refused;   // "patch certificates": may not be done
  std::string unserved;  // a plural that the server does not know
  std::string slices = kOneSidecar;
  std::set<std::string> listed;  // paths
  std::set<std::string> accounts;
  std::set<std::string> proxied;
  http::Response by_proxy{
      404,
      {{"Cache-Control", "no-cache, private, no-store"}, {"X-Content-Type-Options", "nosniff"}},
      ""};
  Rights asked;

 private:
  Reply review(const std::string& body) {
    const auto asks = wire::Object::parse(body).object("spec").object("resourceAttributes");
    const Right right{
        asks.text_or("namespace", ""),   asks.text("group"), asks.text("resource"),
        asks.text_or("subresource", ""), asks.text("verb"),  asks.text_or("name", "")};
    asked.insert(right);
    const bool allowed = right.verb + " " + right.resource != refused;
    return http::Response{
        201, {}, wire::Writer().set("status", wire::Writer().set("allowed", allowed)).text()};
  }
};

// The rules of a role of manifests/rbac.yaml, one right each.
Rights rights_of(const YAML::Node& role) {
  Rights rights;
  const auto each = [](const YAML::Node& list, const auto& use) {
    for (const auto& item : list) use(item.as<std::string>());
  };
  const std::string namespace_ =
      role["metadata"]["namespace"] ? role["metadata"]["namespace"].as<std::string>() : "";
  for (const YAML::Node& rule : role["rules"]) {
    const YAML::Node names = rule["resourceNames"] ? rule["resourceNames"] : YAML::Load("['']");
    each(rule["apiGroups"], [&](const std::string& group) {
      each(rule["resources"], [&](const std::string& what) {
        const std::size_t slash = what.find('/');
        const std::string sub = slash == std::string::npos ? "" : what.substr(slash + 1);
        each(rule["verbs"], [&](const std::string& verb) {
          each(names, [&](const std::string& name) {
            rights.insert({namespace_, group, what.substr(0, slash), sub, verb, name});
          });
        });
      });
    });
  }
  return rights;
}

// Of all roles of that name in a file.
Rights rights_in(const std::string& file, const std::string& name, int expected) {
  Rights rights;
  int roles = 0;
  for (const YAML::Node& object : YAML::LoadAllFromFile(SALLYPORT_SOURCE "/manifests/" + file)) {
    const auto kind = object["kind"].as<std::string>();
    if (kind != "Role" && kind != "ClusterRole") continue;
    if (object["metadata"]["name"].as<std::string>() != name) continue;
    rights.merge(rights_of(object));
    ++roles;
  }
  EXPECT_EQ(roles, expected);
  return rights;
}

// What the manifest gives to the controller, in every namespace and in its own.
Rights rights_in_manifest() { return rights_in("rbac.yaml", "sallyport-controller", 2); }

// The same for a controller that serves these namespaces alone. Nobody has kinds of the whole
// cluster by a Role. The key of the seals lies at home, where it has no rights to other Secrets.
Rights rights_within(const std::vector<std::string>& namespaces) {
  const std::set<std::string> of_cluster{"clusterissuers", "installations", "namepolicies"};
  Rights rights{{kHome, "", "secrets", "", "create", ""},
                {kHome, "", "secrets", "", "get", "sallyport-seal"}};
  for (Right right : rights_in_manifest()) {
    if (right.namespace_ == kHome) {
      rights.insert(right);
    } else if (!of_cluster.contains(right.resource)) {
      for (const std::string& each : namespaces) {
        right.namespace_ = each;
        rights.insert(right);
      }
    }
  }
  return rights;
}

Rights without(const Rights& all, const Rights& others) {
  Rights rest;
  std::set_difference(all.begin(), all.end(), others.begin(), others.end(),
                      std::inserter(rest, rest.end()));
  return rest;
}

class CheckTest : public testing::Test {
 protected:
  CheckTest() {
    config_.server = *http::parse_url("https://api.example");
    installation_ = {kHome, {}, {{kHome, kService}}};
    http_.always("GET", kChallengePort, [this](const auto&) {
      return http::Response{404, ours_, ""};
    });
    http_.always("GET", kAdminPort, [](const auto&) { return http::Response{200, {}, "ok"}; });
  }

  std::vector<Finding> findings() {
    kube::Token token(config_, clock_);
    kube::Client cluster(api_, config_, token);
    return check_installation(cluster, http_, installation_, {});
  }
  // "what: problem" of those that are not well.
  std::vector<std::string> problems() {
    std::vector<std::string> all;
    for (const Finding& finding : findings()) {
      if (!finding.problem.empty()) all.push_back(finding.what + ": " + finding.problem);
    }
    return all;
  }

  const http::Headers ours_{{"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}};
  fakes::FakeClock clock_;
  fakes::FakeHttp http_;
  kube::Config config_;
  Reviewer api_;
  Installation installation_;
};

TEST_F(CheckTest, AsksForEveryRightOfTheManifestAndForNoOther) {
  EXPECT_THAT(problems(), IsEmpty());
  EXPECT_THAT(without(rights_in_manifest(), api_.asked), IsEmpty()) << "given and not asked for";
  EXPECT_THAT(without(api_.asked, rights_in_manifest()), IsEmpty()) << "asked for and not given";
}

TEST_F(CheckTest, AsksForTheRightsToEditIngressesWhereTheyAreEdited) {
  installation_.edits_ingresses = true;
  Rights wanted = rights_in("examples/edit-ingresses.yaml", "sallyport-controller-edits", 1);
  wanted.merge(rights_in_manifest());
  EXPECT_THAT(problems(), IsEmpty());
  EXPECT_EQ(api_.asked, wanted);
}

TEST_F(CheckTest, AsksForRightsInTheServedNamespacesAndAtHomeOnly) {
  installation_.watch_namespaces = {"team-a", "team-b"};
  const Rights wanted = rights_within({"team-a", "team-b"});
  EXPECT_THAT(problems(), IsEmpty());
  EXPECT_THAT(without(wanted, api_.asked), IsEmpty()) << "needed and not asked for";
  EXPECT_THAT(without(api_.asked, wanted), IsEmpty()) << "asked for and not needed";
}

TEST_F(CheckTest, AsksForTheEndpointSlicesOfEveryNamespaceWithASidecar) {
  installation_.sidecar_services["team-a"] = "more";
  EXPECT_THAT(problems(), IsEmpty());
  for (const char* verb : {"list", "watch"}) {
    EXPECT_TRUE(
        api_.asked.contains({"team-a", "discovery.k8s.io", "endpointslices", "", verb, ""}));
  }
}

TEST_F(CheckTest, LooksForTheKindsWhereTheyAreServed) {
  installation_.watch_namespaces = {"team-a"};
  findings();
  const std::string ours = "/apis/sallyport.dev/v1/namespaces/";
  EXPECT_THAT(
      api_.listed,
      ElementsAre("/apis/discovery.k8s.io/v1/namespaces/sallyport-system/endpointslices",
                  ours + "sallyport-system/challenges", ours + "sallyport-system/nameclaims",
                  ours + "team-a/certificates", ours + "team-a/issuers"));
}

TEST_F(CheckTest, ARefusedRightIsAFindingThatSaysWhatToDo) {
  api_.refused = "delete secrets";
  EXPECT_THAT(problems(),
              ElementsAre("right to get, list, watch, create, patch, delete secrets in every "
                          "namespace: not allowed: delete: apply manifests/rbac.yaml, or let the "
                          "chart make the roles (rbac.create)"));
}

TEST_F(CheckTest, AKindThatIsNotServedIsAFindingThatSaysWhatToDo) {
  api_.unserved = "namepolicies";
  EXPECT_THAT(problems(), ElementsAre(AllOf(HasSubstr("kind NamePolicy of sallyport.dev/v1"),
                                            HasSubstr("kubectl apply --server-side -f "
                                                      "manifests/crds.yaml"))));
}

TEST_F(CheckTest, NothingElseIsLookedAtWithoutTheApiServer) {
  api_.down = true;
  const auto all = findings();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].what, "API server");
  EXPECT_THAT(all[0].problem, HasSubstr("refused"));
  EXPECT_THAT(http_.requests(), IsEmpty());
}

TEST_F(CheckTest, ASidecarThatCannotBeReachedIsAFindingForEachPort) {
  http_.fail_once("GET", kChallengePort, http::ErrorKind::kConnect, "connection refused");
  http_.fail_once("GET", kAdminPort, http::ErrorKind::kTimeout, "no answer");
  EXPECT_THAT(problems(),
              ElementsAre(AllOf(HasSubstr("sidecar 10.0.0.1: challenge port"),
                                HasSubstr("connection refused"), HasSubstr("NetworkPolicies")),
                          AllOf(HasSubstr("sidecar 10.0.0.1: admin port"), HasSubstr("no answer"),
                                HasSubstr("NetworkPolicies"))));
}

TEST_F(CheckTest, WhatAnswersAsOurSidecarDoesNotIsAFinding) {
  const std::vector<http::Response> others{
      {404, {}, ""},
      {404, {{"Cache-Control", "no-store"}}, ""},
      {404, {{"X-Content-Type-Options", "nosniff"}}, ""},
      {200, ours_, "somebody else's"},
  };
  for (const http::Response& other : others) {
    http_.once("GET", kChallengePort, other);
    EXPECT_THAT(problems(),
                ElementsAre(AllOf(HasSubstr("challenge port"), HasSubstr("not by our sidecar"))));
  }
}

TEST_F(CheckTest, ASidecarThatIsNotReadyIsAFinding) {
  http_.once("GET", kAdminPort, {503, {}, "not synced\n"});
  EXPECT_THAT(problems(), ElementsAre(AllOf(HasSubstr("admin port"), HasSubstr("answered 503"))));
}

TEST_F(CheckTest, AServiceWithoutAReadyReplicaIsAFinding) {
  api_.slices = "";
  EXPECT_THAT(problems(),
              ElementsAre(AllOf(HasSubstr("Service sallyport-sidecar has no ready replica"),
                                HasSubstr("kubectl get pods --namespace sallyport-system"))));
}

TEST_F(CheckTest, TheRightsOfAnotherAccountAreAskedForInItsName) {
  installation_.account = "system:serviceaccount:sallyport-system:sallyport-controller";
  EXPECT_THAT(problems(), IsEmpty());
  EXPECT_THAT(without(rights_in_manifest(), api_.asked), IsEmpty());
  EXPECT_THAT(api_.accounts, ElementsAre(installation_.account +
                                         " of system:authenticated, system:serviceaccounts, "
                                         "system:serviceaccounts:sallyport-system"));
}

TEST_F(CheckTest, FromOutsideTheSidecarsAreAskedThroughTheApiServer) {
  installation_.from_outside = true;
  EXPECT_THAT(problems(), IsEmpty());
  EXPECT_THAT(http_.requests(), IsEmpty());
  EXPECT_THAT(api_.proxied,
              ElementsAre("/api/v1/namespaces/sallyport-system/services/sallyport-sidecar:http/"
                          "proxy/.well-known/acme-challenge/installation-check"));
  api_.by_proxy = {
      503, {}, R"({"kind":"Status","reason":"ServiceUnavailable","message":"no endpoints"})"};
  EXPECT_THAT(problems(), ElementsAre(AllOf(HasSubstr("Service sallyport-sidecar in"),
                                            HasSubstr("503"), HasSubstr("no endpoints"))));
  api_.by_proxy = {200, {}, ""};
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("answered 200, not by our sidecar")));
}

}  // namespace
}  // namespace installation
