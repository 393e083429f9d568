// What a CA may send, and what that may cost: memory, other namespaces, logs and Events. The CA is
// one that a tenant has chosen.

#include "controller/account_bed.h"
#include "fakes/live_bytes.h"

namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr std::size_t kMiB = 1 << 20;
constexpr std::size_t kLongestMessage = 4096;  // characters, by the CRDs

class HostileCa : public issuance::AccountBed {
 protected:
  std::string why() const { return condition(api::kIssuing).message; }
  std::string reason() const { return condition(api::kIssuing).reason; }

  static std::vector<std::string> names(int count) {
    std::vector<std::string> all;
    for (int i = 0; i < count; ++i) all.push_back("n" + std::to_string(i) + ".example");
    return all;
  }
  // The order lists so many authorizations, all at this CA.
  void list_authorizations(int count) {
    const auto change = fakes::changed([this, count](fakes::CaReply& reply) {
      if (reply.status >= 400) return;
      std::vector<std::string> urls;
      for (int i = 0; i < count; ++i)
        urls.push_back(ca_.url("/authorization/" + std::to_string(i)));
      reply.body = wire::Writer(wire::Object::parse(reply.body)).set("authorizations", urls).text();
    });
    ca_.always("newOrder", change);
    ca_.always("order", change);
  }
};

// ---- Memory.

TEST_F(HostileCa, DF03_AThousandAuthorizationsOfAMiBEachAreTheFailureOfThatOrder) {
  work();
  list_authorizations(1000);
  ca_.always("authorization", fakes::says_at_length(kMiB));
  const fakes::PeakWatch watch;
  apply_certificate();
  work();
  EXPECT_LT(watch.peak(), 2 * kMiB);
  EXPECT_EQ(reason(), api::kOrderFailed);
  EXPECT_THAT(why(), HasSubstr("authorizations: 1000 entries, of which at most 11 are taken"));
  EXPECT_EQ(ca_.count("authorization"), 0);
}

TEST_F(HostileCa, DF03_AHundredAuthorizationsOfAMiBEachNeverStandInMemoryTogether) {
  work();
  ca_.always("authorization", fakes::says_at_length(kMiB));
  const fakes::PeakWatch watch;
  apply_certificate(names(100));
  work();
  EXPECT_LT(watch.peak(), 3 * kMiB);
  EXPECT_EQ(reason(), api::kOrderFailed);
  EXPECT_THAT(why(), HasSubstr("an answer of 1048576 bytes, of which at most 65536 are taken"));
  EXPECT_LE(ca_.count("authorization"), 20);  // after the first failure no more are asked for
}

// As large as they may be, and all of it read.
TEST_F(HostileCa, DF03_AHundredAuthorizationsOf60KiBEachAreReducedToWhatIsNeeded) {
  work();
  ca_.always("authorization", fakes::changed([](fakes::CaReply& reply) {
               const wire::Object right = wire::Object::parse(reply.body);
               std::vector<wire::Writer> challenges;
               for (const auto& one : right.objects("challenges")) challenges.emplace_back(one);
               for (int i = 0; i < 19; ++i)
                 challenges.push_back(wire::Writer().set("type", std::string(3000, 'a')));
               reply.body = wire::Writer(right).set("challenges", challenges).text();
             }));
  const fakes::PeakWatch watch;
  apply_certificate(names(100));
  work();
  EXPECT_LT(watch.peak(), 8 * kMiB);
  EXPECT_TRUE(is_issued()) << why();
}

// ---- Others.

TEST_F(HostileCa, DF03_AtTheCaOfATenantTenQuestionsAreAskedAtOnce) {
  work();
  ca_.set_latency(base::Millis(20));
  apply_certificate(names(40));
  work();
  EXPECT_TRUE(is_issued()) << why();
  EXPECT_LE(ca_.most_at_once(), 10);
  EXPECT_GT(ca_.most_at_once(), 1);
}

TEST_F(HostileCa, DF03_WhatExceedsABoundIsNoTroubleOfTheCaForOthers) {
  work();
  for (const char* name : {"a", "b", "c", "d"}) apply_named(name, {std::string(name) + ".example"});
  list_authorizations(1000);
  work();
  ca_.behave();
  apply_certificate();
  work();
  EXPECT_TRUE(is_issued()) << why();
  for (const char* name : {"a", "b", "c", "d"})
    EXPECT_EQ(condition(api::kIssuing, name).reason, api::kOrderFailed);
}

// ---- Signed requests (DF31).

TEST_F(HostileCa, DF31_AnOrderThatLeadsElsewhereFailsAndNobodyIsAskedThere) {
  fakes::ScriptedCa other;
  work();
  ca_.always("newOrder",
             fakes::with_text(ca_.url("/authorization/"), other.url("/authorization/")));
  apply_certificate();
  work();
  EXPECT_EQ(reason(), api::kOrderFailed);
  EXPECT_THAT(why(), AllOf(HasSubstr(other.url("/authorization/")),
                           HasSubstr("spec.acme.allowedOrigins of a ClusterIssuer")));
  EXPECT_EQ(other.connections(), 0);
}

class BehindAProxy : public HostileCa {
 protected:
  BehindAProxy() {
    // The directory is there alone; all else is where ca_ is.
    front_.always("directory", [this](fakes::Turn& turn) {
      fakes::CaReply reply = turn.serve();
      for (std::size_t at = 0; (at = reply.body.find(front_.url("/"), at)) != std::string::npos;)
        reply.body.replace(at, front_.url("/").size(), ca_.url("/"));
      turn.send(reply);
    });
  }
  void behind_proxy(wire::Writer& acme) {
    std::string origin = ca_.url("/");
    origin.pop_back();
    acme.set("server", front_.directory_url());
    acme.set("caBundle", base::base64(ca_.root_pem() + front_.root_pem()));
    acme.set("allowedOrigins", std::vector<std::string>{origin});
  }

  fakes::ScriptedCa front_{fakes::TlsAuthority("the proxy's authority")};
};

TEST_F(BehindAProxy, DF31_AClusterIssuerMaySayWhereItsCaIsBesides) {
  apply_cluster_issuer([this](wire::Writer& acme) { behind_proxy(acme); });
  apply_certificate({"a.example"}, by_cluster_issuer);
  work();
  EXPECT_TRUE(is_issued()) << why();
}

TEST_F(BehindAProxy, DF31_AnIssuerMayNot) {
  apply_issuer([this](wire::Writer& acme) { behind_proxy(acme); });
  work();
  EXPECT_EQ(ready_reason(), api::kServerNotAllowed);
  EXPECT_THAT(ready_message(), HasSubstr("spec.acme.allowedOrigins of a ClusterIssuer"));
  EXPECT_EQ(ca_.count("newAccount"), 0);
}

// ---- Logs and Events.

TEST_F(HostileCa, DF04_OfWordsWithoutEndLittleIsLoggedAndTold) {
  work();
  std::vector<wire::Writer> parts;
  for (int i = 0; i < 100; ++i)
    parts.push_back(fakes::subproblem_json("caa", std::string(500, 'd'), "a.example"));
  ca_.always("newOrder",
             fakes::says(fakes::problem_reply(
                 400, fakes::problem_json("malformed", "no").set("subproblems", parts))));
  testing::internal::CaptureStderr();
  apply_certificate();
  work();
  std::istringstream log(testing::internal::GetCapturedStderr());
  for (std::string line; std::getline(log, line);) EXPECT_LT(line.size(), 3000U) << line;
  EXPECT_LE(why().size(), kLongestMessage);
  api_.on_change({});
  program_.reset();  // it tells what it has to tell first
  ASSERT_THAT(api_.notes(), testing::SizeIs(1));
  EXPECT_LE(api_.notes().front().size(), 1024U);
}

// ---- Conditions of an Issuer (DF24).

// Texts that a CA may send, of each length of a character in UTF-8.
std::vector<std::string> long_texts() {
  std::vector<std::string> all;
  for (const char* character : {"x", "\u00e9", "\u20ac", "\U0001f512"}) {
    std::string text;
    while (text.size() < 20'000) text += character;
    all.push_back(text);
  }
  return all;
}

// Each way by which a CA's words come into a condition of an Issuer.
class IssuerConditions : public HostileCa {
 protected:
  // All were written, and none is longer than the API server takes.
  void must_fit(std::string_view type) {
    const api::Issuer now = issuer();
    const auto* found = kube::find_condition(now.status.conditions, type);
    ASSERT_NE(found, nullptr) << type;
    EXPECT_GT(found->message.size(), 100U) << found->message;
    for (const kube::Condition& each : now.status.conditions)
      EXPECT_LE(each.message.size(), kLongestMessage) << each.type;
  }
};

TEST_F(IssuerConditions, DF24_FitWhenTheCaRefusesTheAccountAtLength) {
  for (const std::string& text : long_texts()) {
    ca_.always("newAccount", fakes::says_problem(403, "unauthorized", text));
    annotate_issuer("sallyport.dev/renew", text.substr(0, 4));
    work();
    must_fit(api::kReady);
    must_fit(api::kStalled);
  }
}

TEST_F(IssuerConditions, DF24_FitWhenTheCaRefusesTheAddressAtLength) {
  for (const std::string& text : long_texts()) {
    begin_again();
    ca_.behave();
    ca_.always("newAccount", [&](fakes::Turn& turn) {
      const bool with_contact = turn.request.jws->payload.find("contact") != std::string::npos;
      if (!with_contact) return turn.send(turn.serve());
      fakes::says_problem(400, "invalidContact", text)(turn);
    });
    apply_issuer([](wire::Writer& acme) { acme.set("emailPolicy", "Preferred"); });
    start();
    work();
    EXPECT_TRUE(is_ready());
    must_fit(api::kReady);
  }
}

TEST_F(IssuerConditions, DF24_FitWhenTheCaKeepsTheKeyAtLength) {
  work();
  for (const std::string& text : long_texts()) {
    ca_.always("keyChange", fakes::says_problem(403, "malformed", text));
    annotate_issuer("sallyport.dev/rollover-account-key", text.substr(0, 8));
    work();
    must_fit(api::kAccountKeyChanged);
  }
}

TEST_F(IssuerConditions, DF24_FitWhenTheCaHasManyProfiles) {
  work();
  ca_.desk([](fakes::Desk& desk) {
    for (int i = 0; i < 100; ++i)
      desk.settings.profiles.insert(std::to_string(100 + i) + std::string(300, 'p'));
  });
  apply_issuer([](wire::Writer& acme) { acme.set("profile", "wanted"); });
  work();
  must_fit(api::kProfileNotOffered);
  EXPECT_THAT(issuer_condition(api::kProfileNotOffered).message, HasSubstr("and 90 more"));
}

TEST_F(IssuerConditions, DF24_FitWhileAnAccountIsLookedUpAnew) {
  work();
  for (const std::string& text : long_texts()) {
    ca_.always("newOrder", fakes::says_problem(403, "unauthorized", text));
    std::vector<std::string> seen;
    api_.before_write([&](const std::string& what) {
      if (what.find("issuers") != std::string::npos)
        seen.push_back(issuer_condition(api::kReady).message);
    });
    apply_named("n" + std::to_string(text[1] & 0xff), {"b.example"});
    work();
    for (const std::string& message : seen) EXPECT_LE(message.size(), kLongestMessage);
    clock_.advance(std::chrono::minutes(11));
  }
}

}  // namespace
