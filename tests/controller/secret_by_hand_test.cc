// What people do to a Secret of ours, to its Certificate and to its status: a row each. After it:
// how many orders were made, what the Secret holds, and what the conditions say.

#include "controller/hands.h"
#include "fakes/test_ca.h"

namespace {

using namespace controller;
using issuance::Hands;
using issuance::kKey;
using testing::HasSubstr;

const crypto::CsrNames kNames{"", {"a.example"}, {}};

// What the Secret holds in the end.
enum class Holds {
  kIssued,  // the certificate that was there at first, whole
  kNew,     // another one, whole
  kTheirs,  // what hands left there, to the letter
};

struct Row {
  const char* what;
  std::function<void(Hands&)> done;
  int orders;  // for it
  Holds holds;
  std::string_view ready = api::kIssued;  // the reason of the condition
  std::string_view stalled{};             // why only a person can help
};

const std::string& garbage() {
  static const std::string text = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
  return text;
}

std::string from_elsewhere(const crypto::PrivateKey& key, const crypto::CsrNames& names = kNames,
                           const fakes::Validity& validity = {}) {
  return fakes::TestCa("elsewhere").issue(names, key, validity);
}

crypto::PrivateKey held_key(const Hands& it) { return *records::read_key(it.secret(), "tls.key"); }

void cut_down(Hands& it) {
  constexpr std::string_view kEnd = "-----END CERTIFICATE-----\n";
  const std::string chain = it.data("tls.crt");
  const std::string leaf = chain.substr(0, chain.find(kEnd) + kEnd.size());
  ASSERT_LT(leaf.size(), chain.size());
  it.set("tls.crt", leaf);
  it.set("tls-combined.pem", it.data("tls.key") + leaf);
}

const wire::Writer kController = wire::Writer()
                                     .set("apiVersion", "external-secrets.io/v1")
                                     .set("kind", "ExternalSecret")
                                     .set("name", "theirs")
                                     .set("uid", "u1");

void no_words(wire::Writer& secret) {
  secret.set("metadata", wire::Writer().set("name", "web-tls").set("namespace", "team"));
}

const std::vector<Row> kDamaged{
    {"Deleted", [](Hands& it) { it.remove(); }, 1, Holds::kNew},
    {"WithoutTlsCrt", [](Hands& it) { it.unset("tls.crt"); }, 1, Holds::kNew},
    {"WithAnEmptyTlsCrt", [](Hands& it) { it.set("tls.crt", ""); }, 1, Holds::kNew},
    {"WithGarbageForTlsCrt", [](Hands& it) { it.set("tls.crt", garbage()); }, 1, Holds::kNew},
    {"WithACertificateOfOtherNames",
     [](Hands& it) {
       it.set("tls.crt", from_elsewhere(held_key(it), {"", {"b.example"}, {}}));
     },
     1, Holds::kNew},
    {"WithACertificateOfAnotherKey",
     [](Hands& it) { it.set("tls.crt", from_elsewhere(crypto::PrivateKey::generate({}))); }, 1,
     Holds::kNew},
    {"WithAnExpiredCertificate",
     [](Hands& it) {
       const base::WallTime begin{std::chrono::sys_days{std::chrono::January / 1 / 2021}};
       it.set("tls.crt", from_elsewhere(held_key(it), kNames, {begin, begin + base::Seconds(9)}));
     },
     1, Holds::kNew},
    {"CutDownToItsLeaf", cut_down, 1, Holds::kNew},
    {"WithoutTlsKey", [](Hands& it) { it.unset("tls.key"); }, 1, Holds::kNew},
    {"WithAnotherKey",
     [](Hands& it) { it.set("tls.key", crypto::PrivateKey::generate({}).pem().reveal()); }, 1,
     Holds::kNew},
    {"WithAKeyOfAnotherKind",
     [](Hands& it) {
       const auto key = crypto::PrivateKey::generate({crypto::Algorithm::kEcdsa, 384});
       it.pair(key, from_elsewhere(key));
     },
     1, Holds::kNew},
    {"DeletedRightBeforeItIsWritten",
     [](Hands& it) {
       it.before_the_write([&it] { it.remove(); });
       it.renew();
     },
     1, Holds::kNew},
    {"DamagedAndWithoutTheManagedByLabel",
     [](Hands& it) {
       it.set("tls.crt", garbage());
       it.label(records::kManagedBy, "");
     },
     1, Holds::kNew},
    {"OfAnotherTypeAndDamaged",
     [](Hands& it) {
       it.replace("Opaque");
       it.unset("tls.crt");
     },
     1, Holds::kNew},
};

const std::vector<Row> kMended{
    {"WithoutTheManagedByLabel", [](Hands& it) { it.label(records::kManagedBy, ""); }, 0,
     Holds::kIssued},
    {"ManagedByHelm", [](Hands& it) { it.label(records::kManagedBy, "Helm"); }, 0, Holds::kIssued},
    {"WithoutTheRole", [](Hands& it) { it.label(records::kRoleLabel, ""); }, 0, Holds::kIssued},
    {"WithoutItsCertificatesName",
     [](Hands& it) { it.annotation(records::kCertificateAnnotation, ""); }, 0, Holds::kIssued},
    {"WithoutItsIssuersName", [](Hands& it) { it.annotation(records::kIssuerAnnotation, ""); }, 0,
     Holds::kIssued},
    {"WithoutItsLayout", [](Hands& it) { it.annotation(records::kLayoutAnnotation, ""); }, 0,
     Holds::kIssued},
    {"WithAnotherLabelThanTheTemplates", [](Hands& it) { it.label("team", "else"); }, 0,
     Holds::kIssued},
    {"WithoutTheTemplatesLabel", [](Hands& it) { it.label("team", ""); }, 0, Holds::kIssued},
    {"WithAnotherAnnotationThanTheTemplates", [](Hands& it) { it.annotation("team", "else"); }, 0,
     Holds::kIssued},
    {"WithoutAFormOfTheSpec", [](Hands& it) { it.unset("key.der"); }, 0, Holds::kIssued},
    {"WithAFormOfAnotherKey",
     [](Hands& it) {
       const auto other = crypto::PrivateKey::generate({});
       it.set("key.der", other.der(crypto::Encoding::kPkcs8).reveal());
     },
     0, Holds::kIssued},
    {"WithACombinedFormOfAnotherChain", [](Hands& it) { it.set("tls-combined.pem", garbage()); }, 0,
     Holds::kIssued},
};

const std::vector<Row> kLeftAlone{
    {"WithAPairThatServes",
     [](Hands& it) {
       const auto key = crypto::PrivateKey::generate({});
       it.pair(key, from_elsewhere(key));
       it.set("key.der", key.der(crypto::Encoding::kPkcs1).reveal());
       it.set("tls-combined.pem", it.data("tls.key") + it.data("tls.crt"));
     },
     0, Holds::kTheirs},
    {"CutDownAndNotWrittenWithMore",
     [](Hands& it) {
       it.annotation(records::kChainedAnnotation, "");
       cut_down(it);
     },
     0, Holds::kTheirs},
    {"CutDownAndImmutable",
     [](Hands& it) {
       cut_down(it);
       it.fix();
     },
     0, Holds::kTheirs, api::kMissingData, api::kSecretImmutable},
    {"WithACaCrtBesides", [](Hands& it) { it.set("ca.crt", "theirs"); }, 0, Holds::kTheirs},
    {"WithWordsBesides",
     [](Hands& it) {
       it.label("their", "label");
       it.annotation("their", "annotation");
     },
     0, Holds::kTheirs},
    {"OfAnotherType", [](Hands& it) { it.replace("Opaque"); }, 0, Holds::kTheirs},
    {"OwnedByWhoDoesNotControlIt",
     [](Hands& it) { it.own(wire::Writer(kController).set("controller", false)); }, 0,
     Holds::kTheirs},
    {"Immutable", [](Hands& it) { it.fix(); }, 0, Holds::kTheirs},
    {"ImmutableAndOtherwiseThanTheTemplate",
     [](Hands& it) {
       it.fix();
       it.label("team", "else");
     },
     0, Holds::kTheirs},
    {"NamedByAnotherCertificateToo", [](Hands& it) { it.other_certificate(); }, 0, Holds::kTheirs},
};

const std::vector<Row> kRefused{
    {"SomebodyElsesNow", [](Hands& it) { it.replace("Opaque", no_words); }, 0, Holds::kTheirs,
     api::kSecretNotOurs, api::kSecretNotOurs},
    {"AnotherCertificates",
     [](Hands& it) { it.annotation(records::kCertificateAnnotation, "zoo"); }, 0, Holds::kTheirs,
     api::kSecretNotOurs, api::kSecretNotOurs},
    {"ControlledBySomebodyElse",
     [](Hands& it) { it.own(wire::Writer(kController).set("controller", true)); }, 0,
     Holds::kTheirs, api::kSecretNotOurs, api::kSecretNotOurs},
    {"ImmutableWhenItIsToBeRenewed",
     [](Hands& it) {
       it.fix();
       it.renew();
     },
     0, Holds::kTheirs, api::kIssued, api::kSecretImmutable},
    {"ImmutableAndDamaged",
     [](Hands& it) {
       it.replace("kubernetes.io/tls", [](wire::Writer& secret) { secret.set("immutable", true); });
       it.set("tls.crt", garbage());
     },
     0, Holds::kTheirs, api::kMissingData, api::kSecretImmutable},
    {"ImmutableUntilItIsDeleted",
     [](Hands& it) {
       it.fix();
       it.renew();
       it.remove();
     },
     1, Holds::kNew},
};

const std::vector<Row> kRestored{
    {"WithoutAStatus",
     [](Hands& it) { it.status([](wire::Writer& status) { status = wire::Writer(); }); }, 0,
     Holds::kIssued},
    {"WithTheStatusOfAnOlderOne",
     [](Hands& it) {
       it.status([](wire::Writer& status) {
         status.set("notBefore", "2020-01-01T00:00:00Z").set("notAfter", "2020-04-01T00:00:00Z");
         status.set("renewalTime", "2020-03-01T00:00:00Z");
       });
     },
     0, Holds::kIssued},
    {"WithAStatusThatTellsOfAFailure",
     [](Hands& it) {
       it.status([](wire::Writer& status) {
         wire::Writer failure;
         failure.set("attempts", 3).set("reason", "OrderFailed").set("message", "then");
         failure.set("at", "2025-12-18T00:00:00Z").set("nextTry", "2025-12-19T00:00:00Z");
         status.set("failure", failure);
       });
     },
     0, Holds::kIssued},
    {"WithAnOrderThatTheCaForgot",
     [](Hands& it) {
       it.status([](wire::Writer& status) {
         wire::Writer order;
         order.set("url", "https://127.0.0.1/order/gone").set("account", "https://127.0.0.1/a/1");
         order.set("reason", "Expiring").set("started", "2025-12-18T00:00:00Z");
         status.set("order", order);
       });
     },
     0, Holds::kIssued},
    {"AsItsSecretWasBeforeARenewal",
     [](Hands& it) {
       const auto before = it.secret();
       it.renew();
       it.set("tls.key", base::from_base64(before.object("data").text("tls.key")).value());
       it.set("tls.crt", it.issued());
     },
     1, Holds::kIssued},
    {"WhileNobodyLooked",
     [](Hands& it) {
       it.status([](wire::Writer& status) { status = wire::Writer(); });
       it.label("team", "else");
       it.start();
     },
     0, Holds::kIssued},
    {"MadeAgain", [](Hands& it) { it.make_again(); }, 0, Holds::kIssued},
};

std::vector<Row> all_rows() {
  std::vector<Row> all;
  for (const auto* rows : {&kDamaged, &kMended, &kLeftAlone, &kRefused, &kRestored})
    all.insert(all.end(), rows->begin(), rows->end());
  return all;
}

class SecretByHand : public Hands, public testing::WithParamInterface<Row> {
 protected:
  void expect_held(const wire::Object& left) const {
    const Holds holds = GetParam().holds;
    if (holds == Holds::kTheirs) {
      EXPECT_EQ(secret().dump(), left.dump());
      return;
    }
    EXPECT_EQ(tls_secret() == issued(), holds == Holds::kIssued);
    EXPECT_TRUE(is_whole()) << secret().object("metadata").dump();
  }
};

TEST_P(SecretByHand, EndsAsItsRowSays) {
  const Row& row = GetParam();
  row.done(*this);
  const auto left = api_.get(kube::kSecrets, kKey).value_or(wire::Object());
  work(std::chrono::minutes(3));
  EXPECT_EQ(orders() - 1, row.orders);
  expect_held(left);
  EXPECT_EQ(condition(api::kReady).reason, row.ready) << condition(api::kReady).message;
  EXPECT_EQ(is_issued(), row.ready == api::kIssued);
  EXPECT_EQ(condition(api::kStalled).status, row.stalled.empty() ? "False" : "True");
  if (!row.stalled.empty()) {
    EXPECT_EQ(condition(api::kStalled).reason, row.stalled);
  }
  EXPECT_FALSE(certificate().status.order);
  const auto writes = api_.writes().size();
  work(std::chrono::hours(1));
  EXPECT_EQ(api_.writes().size(), writes) << "it has come to rest";
}

INSTANTIATE_TEST_SUITE_P(, SecretByHand, testing::ValuesIn(all_rows()),
                         [](const auto& row) { return std::string(row.param.what); });

TEST_F(Hands, WhatOthersPutThereOutlivesARenewal) {
  set("ca.crt", "theirs");
  label("their", "label");
  annotation("their", "annotation");
  renew();
  EXPECT_NE(tls_secret(), issued());
  EXPECT_TRUE(is_whole());
  EXPECT_EQ(data("ca.crt"), "theirs");
  const auto meta = kube::read_meta(secret());
  EXPECT_EQ(records::value_of(meta.labels, "their"), "label");
  EXPECT_EQ(records::value_of(meta.annotations, "their"), "annotation");
}

TEST_F(Hands, ASecretOfAnotherTypeIsRenewedAsWhatItIs) {
  replace("Opaque");
  renew();
  EXPECT_NE(tls_secret(), issued());
  EXPECT_EQ(read("type"), "Opaque");
  EXPECT_EQ(orders(), 2);
}

TEST_F(Hands, WhatTheSpecAsksForLaterIsWrittenAroundTheSame) {
  apply_certificate({"a.example"}, [](wire::Writer& spec) {
    const auto words = wire::Writer().set("unit", "mail");
    spec.set("secretTemplate", wire::Writer().set("labels", words));
  });
  work();
  EXPECT_EQ(tls_secret(), issued());
  EXPECT_EQ(orders(), 1);
  const auto labels = kube::read_meta(secret()).labels;
  EXPECT_EQ(records::value_of(labels, "unit"), "mail");
  EXPECT_EQ(records::value_of(labels, "team"), "") << "which it does not ask for any more";
  EXPECT_EQ(data("key.der"), "");
}

TEST_F(Hands, WhoComesLaterToASecretIsToldWhoseItIs) {
  other_certificate();
  work();
  EXPECT_EQ(condition(api::kStalled, "zoo").reason, api::kSecretNotOurs);
  EXPECT_THAT(condition(api::kStalled, "zoo").message, HasSubstr("it is Certificate web's"));
  own(wire::Writer(kController).set("controller", true));
  work();
  EXPECT_THAT(condition(api::kStalled).message, HasSubstr("ExternalSecret theirs"));
}

TEST_F(Hands, AMendingThatIsForbiddenIsTriedAgainAndIsNoFailedIssuance) {
  api_.forbid("PATCH secrets web-tls");
  label("team", "else");
  work();
  EXPECT_EQ(condition(api::kIssuing).reason, api::kClusterRefused);
  EXPECT_TRUE(is_issued());
  EXPECT_FALSE(certificate().status.failure);
  api_.forbid("");
  work();
  EXPECT_TRUE(is_whole());
  EXPECT_EQ(condition(api::kIssuing).reason, api::kIssued);
  EXPECT_EQ(orders(), 1);
}

}  // namespace
