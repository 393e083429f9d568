// Which names, dates and profiles the CA is asked for, and what is told of those that it is not.

#include <algorithm>

#include "base/base64.h"
#include "controller/issuance_bed.h"
#include "crypto/handle.h"

namespace {

using std::chrono::hours;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class Names : public issuance::Bed {
 protected:
  // Ready as if it had an account there: nothing may be asked of it.
  void apply_public_issuer(const std::string& profile) {
    const wire::Writer ready = wire::Writer()
                                   .set("type", "Ready")
                                   .set("status", "True")
                                   .set("reason", "AccountRegistered");
    wire::Writer acme;
    acme.set("server", "https://acme-v02.api.letsencrypt.org/directory");
    acme.set("profile", profile).set("preflight", "Off");
    acme.set("privateKeySecretRef", wire::Writer().set("name", "none"));
    api_.put(api::kIssuers,
             kube::new_object(api::kIssuers, {"team", "public"})
                 .set("spec", wire::Writer().set("acme", acme))
                 .set("status", wire::Writer()
                                    .set("acme", wire::Writer().set("uri", "https://ca.example/1"))
                                    .set("conditions", std::vector{with_generation(ready)})));
  }
  void apply_public(const std::vector<std::string>& names, const std::string& profile = "classic") {
    apply_public_issuer(profile);
    apply_certificate(names, [](wire::Writer& spec) {
      spec.set("issuerRef", wire::Writer().set("name", "public"));
    });
    work();
  }
  static std::vector<std::string> many(int count) {
    std::vector<std::string> names;
    for (int i = 0; i < count; ++i) names.push_back("n" + std::to_string(i) + ".example.com");
    return names;
  }
  void must_be_refused(const std::string& why) {
    for (const std::string_view type : {api::kIssuing, api::kStalled}) {
      EXPECT_EQ(condition(type).reason, api::kInvalidSpec);
      EXPECT_EQ(condition(type).status, "True");
      EXPECT_THAT(condition(type).message, HasSubstr(why));
    }
    EXPECT_EQ(ca_.count("newOrder"), 0);
  }
  std::string why() const { return condition(api::kIssuing).message; }

 private:
  static wire::Writer with_generation(wire::Writer condition) {
    return condition.set("message", "").set("observedGeneration", 1);
  }
};

TEST_F(Names, O20_MoreNamesThanTheCaTakesAreRefusedBeforeItIsAsked) {
  apply_public(many(101));
  must_be_refused("101 names, of which the CA takes 100 in one certificate: split them");
}

TEST_F(Names, O20_AProfileOfFewerNamesIsHeldToThem) {
  apply_public(many(26), "tlsserver");
  must_be_refused("26 names, of which the CA takes 25 in one certificate of this profile");
}

TEST_F(Names, O22_AWildcardIsRefusedBeforeTheCaIsAsked) {
  apply_certificate({"a.example", "*.b.example"});
  work();
  must_be_refused("*.b.example is a wildcard, which HTTP-01 cannot prove: list each host name");
}

TEST_F(Names, O23_ANameThatNoPublicCaTakesIsRefusedBeforeItIsAsked) {
  apply_public({"www.example.com", "db.corp.local"});
  must_be_refused("db.corp.local ends in no public suffix");
}

TEST_F(Names, O23_APrivateCaIsAskedForNamesOfItsOwnAndForNoneThatDnsHasNot) {
  apply_certificate({"db.corp.local", "under_score.corp.local"});
  work();
  must_be_refused("under_score.corp.local has an underscore");
  apply_certificate({"db.corp.local"});
  work();
  EXPECT_TRUE(is_issued()) << why();
}

// The host names of the CSR, in its order.
std::vector<std::string> names_of_csr(const std::string& der) {
  const unsigned char* at = crypto::octets(std::string_view(der));
  const crypto::X509RequestPtr request(d2i_X509_REQ(nullptr, &at, static_cast<long>(der.size())));
  STACK_OF(X509_EXTENSION)* const all = X509_REQ_get_extensions(request.get());
  const crypto::GeneralNames names(
      static_cast<GENERAL_NAMES*>(X509V3_get_d2i(all, NID_subject_alt_name, nullptr, nullptr)));
  sk_X509_EXTENSION_pop_free(all, X509_EXTENSION_free);
  std::vector<std::string> found;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const ASN1_STRING* const name = sk_GENERAL_NAME_value(names.get(), i)->d.dNSName;
    found.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(name)),
                       ASN1_STRING_length(name));
  }
  return found;
}

TEST_F(Names, O21_NamesAreNormalisedOnceAndKeepTheirOrder) {
  apply_certificate({"Z.Example", "b.example.", "z.example", "a.example", "B.EXAMPLE"},
                    [](wire::Writer& spec) { spec.set("commonName", "A.Example."); });
  work();
  EXPECT_TRUE(is_issued()) << why();
  const auto requests = ca_.requests();
  const auto asked = [&](const char* endpoint) {
    return wire::Object::parse(
        std::ranges::find(requests, endpoint, &fakes::CaRequest::endpoint)->jws->payload);
  };
  EXPECT_EQ(asked("newOrder").objects("identifiers").size(), 3u);
  EXPECT_THAT(names_of_csr(base::from_base64url(asked("finalize").text("csr")).value()),
              ElementsAre("z.example", "b.example", "a.example"));
  work(hours(1));
  EXPECT_EQ(orders(), 1);  // what came is what was asked for
}

TEST_F(Names, O21_AnInternationalNameIsToldToBeWrittenInItsAsciiForm) {
  apply_certificate(
      {"b\xc3\xbc"
       "cher.example"});
  work();
  must_be_refused("cher.example is an international name: write it in its xn-- form");
}

TEST_F(Names, S4_TheFieldOfANameThatNoCaTakesIsNamed) {
  apply_certificate({"a.example"}, [](wire::Writer& spec) { spec.set("commonName", "192.0.2.1"); });
  work();
  must_be_refused("spec.commonName: 192.0.2.1 is no host name");
  apply_certificate({"*.a.example"});
  work();
  must_be_refused("spec.dnsNames: *.a.example is a wildcard");
}

TEST_F(Names, O24_DatesThatTheCaDoesNotTakeAreToldAndNotTriedAgain) {
  ca_.always("newOrder", [](fakes::Turn& turn) {
    const bool dated = wire::Object::parse(turn.request.jws->payload).has("notAfter");
    turn.send(dated ? fakes::problem_reply(400, "malformed",
                                           "NotBefore and NotAfter are not supported",
                                           {{"Replay-Nonce", turn.fresh_nonce()}})
                    : turn.serve());
  });
  apply_issuer([](wire::Writer& acme) { acme.set("enableDurationFeature", true); });
  apply_certificate({"a.example"}, [](wire::Writer& spec) { spec.set("duration", "24h"); });
  work(hours(20));
  EXPECT_EQ(ca_.count("newOrder"), 1);
  EXPECT_EQ(condition(api::kStalled).reason, api::kInvalidSpec);
  EXPECT_THAT(why(), AllOf(HasSubstr("spec.duration: the CA takes no dates in an order"),
                           HasSubstr("NotAfter are not supported): leave it out")));
  apply_issuer();
  annotate("sallyport.dev/renew", "without dates");
  work();
  EXPECT_TRUE(is_issued()) << why();
}

class ProfileRefused : public Names {
 protected:
  void apply(const std::string& policy) {
    ca_.desk([](auto& desk) { desk.settings.profiles = {"tlsserver"}; });
    apply_issuer(
        [&](wire::Writer& acme) { acme.set("profile", "tlsserver").set("profilePolicy", policy); });
    apply_certificate();
    work();
  }
  // The endpoint refuses the first order with a profile, at its count-th request.
  void refuse(const std::string& endpoint, int count) {
    ca_.at(endpoint, count, fakes::says_problem(400, "invalidProfile", "withdrawn today"));
  }
  std::vector<std::string> profiles_of_orders() const {
    std::vector<std::string> found;
    for (const fakes::CaRequest& request : ca_.requests()) {
      if (request.endpoint != "newOrder") continue;
      found.push_back(wire::Object::parse(request.jws->payload).text_or("profile", "none"));
    }
    return found;
  }
  void must_be_told() {
    EXPECT_EQ(condition(api::kIssuing).reason, api::kProfileNotOffered);
    EXPECT_EQ(condition(api::kStalled).status, "True");
    EXPECT_THAT(condition(api::kStalled).message, HasSubstr("withdrawn today"));
    EXPECT_THAT(profiles_of_orders(), ElementsAre("tlsserver"));
  }
};

TEST_F(ProfileRefused, O26_AtNewOrderIsToldWhereItIsRequired) {
  refuse("newOrder", 1);
  apply("Required");
  must_be_told();
}

TEST_F(ProfileRefused, O26_AtFinalizeIsToldWhereItIsRequired) {
  refuse("finalize", 1);
  apply("Required");
  must_be_told();
}

TEST_F(ProfileRefused, O26_AtNewOrderIsDoneWithoutWhereItIsPreferred) {
  refuse("newOrder", 1);
  apply("Preferred");
  EXPECT_TRUE(is_issued()) << why();
  EXPECT_THAT(profiles_of_orders(), ElementsAre("tlsserver", "none"));
}

TEST_F(ProfileRefused, O26_AtFinalizeMakesANewOrderWithoutWhereItIsPreferred) {
  refuse("finalize", 1);
  apply("Preferred");
  EXPECT_TRUE(is_issued()) << why();
  EXPECT_THAT(profiles_of_orders(), ElementsAre("tlsserver", "none"));
}

TEST_F(Names, O27_AProfileThatIsWithdrawnIsToldLongBeforeTheRenewal) {
  ca_.desk([](auto& desk) { desk.settings.profiles = {"classic", "tlsclient"}; });
  apply_issuer([](wire::Writer& acme) { acme.set("profile", "tlsclient"); });
  apply_certificate();
  work();
  ASSERT_TRUE(is_issued()) << why();
  EXPECT_EQ(issuer_condition(api::kProfileNotOffered).status, "");
  ca_.desk([](auto& desk) { desk.settings.profiles = {"classic"}; });
  work(hours(7));
  EXPECT_EQ(orders(), 1);
  EXPECT_EQ(issuer_condition(api::kProfileNotOffered).status, "True");
  EXPECT_THAT(issuer_condition(api::kProfileNotOffered).message,
              AllOf(HasSubstr("no profile \"tlsclient\", but: classic"),
                    HasSubstr("change spec.acme.profile")));
  EXPECT_TRUE(is_issued());
  ca_.desk([](auto& desk) { desk.settings.profiles = {"classic", "tlsclient"}; });
  work(hours(7));
  EXPECT_EQ(issuer_condition(api::kProfileNotOffered).status, "");
}

TEST_F(Names, O27_AnotherProfileEndsTheWarning) {
  ca_.desk([](auto& desk) { desk.settings.profiles = {"classic"}; });
  apply_issuer([](wire::Writer& acme) { acme.set("profile", "tlsclient"); });
  work();
  EXPECT_EQ(issuer_condition(api::kProfileNotOffered).status, "True");
  apply_issuer();
  work();
  EXPECT_EQ(issuer_condition(api::kProfileNotOffered).status, "");
}

}  // namespace
