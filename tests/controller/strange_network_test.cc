// A strange network between the controller, CAs and names: what comes of it, and what is told. One
// row each.
#include "fakes/connect_proxy.h"
#include "fakes/filtering_resolver.h"
#include "fakes/link.h"
#include "fakes/name_server.h"
#include "fakes/program.h"
#include "http/proxies.h"
#include "issuance_bed.h"

namespace {

using fakes::ConnectProxy;
using fakes::FilteringResolver;
using testing::HasSubstr;

constexpr char kFarAway[] = "https://ca.test:14000";

class StrangeNetwork : public issuance::Bed {
 public:
  // ---- Of the CA.

  // It is known by that origin, and by no name server of ours.
  fakes::ScriptedCa& ca_at(const std::string& origin) {
    strange_ca_ = std::make_unique<fakes::ScriptedCa>(authority_, "ca.test", origin);
    return *strange_ca_;
  }
  void behind_link(fakes::LinkHabits habits) {
    link_ = std::make_unique<fakes::Link>(habits);
    link_->lead_to(ca_at("https://127.0.0.1:" + std::to_string(link_->port())).port());
  }
  // `credentials` is what the proxy wants, `ours` what we are told.
  ConnectProxy& behind_proxy(const std::string& credentials = "", const std::string& ours = "") {
    proxy_ = std::make_unique<ConnectProxy>(ca_at(kFarAway).port(), credentials);
    told_of_proxy(proxy_->url(ours));
    return *proxy_;
  }
  void told_of_proxy(const std::string& url) {
    outside_.proxies = std::make_shared<http::Proxies>(
        *http::Proxies::read([&](const std::string& name) -> const char* {
          return name == "HTTPS_PROXY" ? url.c_str() : nullptr;
        }));
  }

  // ---- Of the name.

  // Of each question for this type of record the answer is that.
  void behind_resolver(std::uint16_t type, char answer) {
    names_ = std::make_unique<fakes::NameServer>();
    names_->set_a("a.example", {"127.0.0.2"});
    filter_ = std::make_unique<FilteringResolver>(names_->address(), type, answer);
    outside_.name_servers = filter_->address();
    preflight_ = "Enforce";
  }
  // What the name leads to says so to each request.
  void served_by(const std::string& bytes) {
    front_ = std::make_unique<fakes::ScriptedServer>(
        [bytes](fakes::Peer& peer) {
          if (peer.read_request() && !bytes.empty()) peer.write(bytes);
        },
        nullptr, "127.0.0.2");
    outside_.ports.http = front_->port();
  }
  void served_well() { served_by("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nword"); }

  // The CA has a name for CAA records.
  void names_itself() {
    ca_at("").always("directory", fakes::changed([](fakes::CaReply& reply) {
                       wire::Writer body(wire::Object::parse(reply.body));
                       const auto own = std::vector<std::string>{"ca.test"};
                       body.set("meta", wire::Writer().set("caaIdentities", own));
                       reply.body = body.text();
                     }));
  }

 protected:
  // Until that comes of it, or for 20 s.
  void issue(bool issued, const std::vector<std::string>& words) {
    if (!strange_ca_) ca_at("");
    start();
    apply_cluster_issuer([&](wire::Writer& acme) {
      acme.set("server", strange_ca_->directory_url()).set("preflight", preflight_);
      acme.set("caBundle", base::base64(strange_ca_->root_pem()));
      acme.set("termsOfServiceAgreed", true);
    });
    apply_certificate({"a.example"}, by_cluster_issuer);
    const auto until = std::chrono::steady_clock::now() + base::Seconds(20);
    do {
      work();
      std::this_thread::sleep_for(base::Millis(10));
    } while ((is_issued() != issued || (!issued && !all_is_told(words))) &&
             std::chrono::steady_clock::now() < until);
  }
  std::string told() const {
    std::string all = condition(api::kIssuing).message;
    const auto issuer = api_.get(api::kClusterIssuers, {"", "ca"});
    for (const auto& each : api::read_cluster_issuer(issuer.value()).status.conditions)
      all += "\n" + each.reason + " " + each.message;
    return all;
  }
  bool all_is_told(const std::vector<std::string>& words) const {
    return std::ranges::all_of(
        words, [all = told()](const auto& each) { return all.find(each) != all.npos; });
  }

  const fakes::TlsAuthority authority_;
  std::string preflight_ = "Off";
  std::unique_ptr<fakes::ScriptedCa> strange_ca_;
  std::unique_ptr<fakes::Link> link_;
  std::unique_ptr<ConnectProxy> proxy_;
  std::unique_ptr<fakes::NameServer> names_;
  std::unique_ptr<FilteringResolver> filter_;
  std::unique_ptr<fakes::ScriptedServer> front_;
};

struct Strangeness {
  std::string name;
  std::function<void(StrangeNetwork&)> arrange;
  bool issued;
  std::vector<std::string> words;  // of what is told, where something is issued in the log alone
};

const std::vector<Strangeness> kStrange = {
    {"Open", [](auto&) {}, true, {}},
    {"SlowLink", [](auto& net) { net.behind_link({.delay = base::Millis(5)}); }, true, {}},
    {"LinkThatTakesEachThirdConnectionForNothing",
     [](auto& net) { net.behind_link({.drop_each = 3}); },
     true,
     {}},
    {"LinkThatDropsInTheHandshake",
     [](auto& net) { net.behind_link({.drop_each = 2, .after = 1000}); },
     true,
     {}},
    {"LinkThatDropsInTheAnswers",
     [](auto& net) { net.behind_link({.drop_each = 2, .after = 4000}); },
     true,
     {}},
    {"Proxy", [](auto& net) { net.behind_proxy(); }, true, {}},
    {"ProxyWithAPassword",
     [](auto& net) { net.behind_proxy("user:p@ss", "user:p%40ss"); },
     true,
     {}},
    {"ProxyThatWantsAPassword",
     [](auto& net) { net.behind_proxy("user:pass"); },
     false,
     {"CaUnreachable", "with 407: it wants a user and a password, and HTTPS_PROXY has none"}},
    {"ProxyThatRefuses",
     [](auto& net) { net.behind_proxy().answer("HTTP/1.1 403 Forbidden\r\n\r\n"); },
     false,
     {"CaUnreachable", "the proxy 127.0.0.1:", "403: its rules must allow ca.test:14000"}},
    {"ProxyThatDoesNotReachTheCa",
     [](auto& net) { net.behind_proxy().answer("HTTP/1.1 504 Late\r\n\r\n"); },
     false,
     {"CaUnreachable", "the proxy 127.0.0.1:", "504: it does not reach that server"}},
    {"ProxyWithAPageForPeople",
     [](auto& net) {
       net.behind_proxy().answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nlogin");
     },
     false,
     {"CaUnreachable", "the proxy 127.0.0.1:", "a page of its own"}},
    {"ProxyThatIsNotThere",
     [](auto& net) {
       net.ca_at(kFarAway);
       net.told_of_proxy("127.0.0.1:" + std::to_string(fakes::free_port()));
     },
     false,
     {"CaUnreachable", "the proxy 127.0.0.1:", "connection refused"}},
    {"CaThatOnlyAProxyWouldKnow",
     [](auto& net) { net.ca_at("https://ca.invalid:14000"); },
     false,
     {"CaUnreachable", "ca.invalid: "}},
    {"ResolverThatFailsForCaa",
     [](auto& net) {
       net.names_itself();
       net.behind_resolver(FilteringResolver::kCaa, FilteringResolver::kServerFailure);
       net.served_well();
     },
     true,
     {"CaaUnread", "gave SERVFAIL to the question for CAA", "--dns-servers"}},
    {"ResolverThatRefusesCaa",
     [](auto& net) {
       net.names_itself();
       net.behind_resolver(FilteringResolver::kCaa, FilteringResolver::kRefused);
       net.served_well();
     },
     true,
     {"CaaUnread", "gave REFUSED to the question for CAA", "--dns-servers"}},
    {"ResolverThatRefusesAaaa",
     [](auto& net) {
       net.behind_resolver(FilteringResolver::kAaaa, FilteringResolver::kRefused);
       net.served_well();
     },
     true,
     {}},
    {"BalancerThatWaitsForThePROXYProtocol",
     [](auto& net) {
       net.behind_resolver(0, FilteringResolver::kRefused);
       net.served_by("");
     },
     true,
     {"127.0.0.2 gave no HTTP answer", "a load balancer with the PROXY protocol does so"}},
    {"BalancerThatRefusesWhatHasNoPROXYProtocol",
     [](auto& net) {
       net.behind_resolver(0, FilteringResolver::kRefused);
       net.served_by("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
     },
     true,
     {"127.0.0.2 answered 400", "a load balancer with the PROXY protocol does so"}},
    {"FrontThatAnswersAnother",
     [](auto& net) {
       net.behind_resolver(0, FilteringResolver::kRefused);
       net.served_by("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
     },
     false,
     {"127.0.0.2 answered 404"}},
};

class EachStrangeness : public StrangeNetwork, public testing::WithParamInterface<std::size_t> {};

TEST_P(EachStrangeness, IsBorneOrToldAsWhatItIs) {
  const Strangeness& row = kStrange[GetParam()];
  row.arrange(*this);
  testing::internal::CaptureStderr();
  issue(row.issued, row.words);
  const std::string all = told() + testing::internal::GetCapturedStderr();
  EXPECT_EQ(is_issued(), row.issued) << all;
  for (const std::string& words : row.words) EXPECT_THAT(all, HasSubstr(words));
  EXPECT_THAT(strange_ca_->violations(), testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Of, EachStrangeness, testing::Range(std::size_t{0}, kStrange.size()),
                         [](const auto& row) { return kStrange[row.param].name; });

}  // namespace
