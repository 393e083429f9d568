// What a move does to the Secrets, and who writes what.
#include "migration/planner.h"

#include <gmock/gmock.h>

#include "corpus.h"
#include "records/labels.h"

namespace migration {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::Not;
using testing::Pair;

const kube::ObjectKey kSecret{"team-a", "web-tls"};

// A Secret as cert-manager has written it for corpus/01-plain.yaml.
records::SecretSeen theirs() {
  records::SecretSeen secret;
  secret.meta.name = kSecret.name;
  secret.meta.namespace_ = kSecret.namespace_;
  secret.meta.annotations["cert-manager.io/certificate-name"] = "web";
  records::StoredCertificate stored;
  stored.dns_names = {"www.example.com"};
  stored.not_before = kNow - base::Seconds(10 * 86400);
  stored.not_after = kNow + base::Seconds(80 * 86400);
  stored.key_spec = {crypto::Algorithm::kRsa, 2048};
  stored.key_matches = true;
  secret.certificate = stored;
  return secret;
}

CertificateMove moved_with(const records::SecretSeen& secret) {
  Seen seen = read_corpus("01-plain.yaml");
  seen.tls_secrets.emplace(kSecret, secret);
  return make_plan(seen, kNow).certificates.front();
}

std::string why_ordered(const records::SecretSeen& secret) {
  const CertificateMove move = moved_with(secret);
  EXPECT_FALSE(move.keeps_secret);
  EXPECT_TRUE(move.has_secret);
  return move.mapped.findings.empty() ? "" : move.mapped.findings.back().why;
}

TEST(PlannerTest, ASecretThatHoldsWhatIsAskedForIsKept) {
  const CertificateMove move = moved_with(theirs());
  EXPECT_TRUE(move.keeps_secret);
  EXPECT_THAT(move.mapped.findings, IsEmpty());
}

TEST(PlannerTest, WhyACertificateIsOrderedIsSaid) {
  records::SecretSeen secret = theirs();
  secret.certificate->dns_names = {"other.example.com"};
  EXPECT_THAT(why_ordered(secret), HasSubstr("is for other names: a certificate is ordered"));
  secret = theirs();
  secret.certificate->not_after = kNow;
  EXPECT_THAT(why_ordered(secret), HasSubstr("has expired"));
  secret = theirs();
  secret.certificate->key_spec = {crypto::Algorithm::kEcdsa, 256};
  EXPECT_THAT(why_ordered(secret), HasSubstr("another key"));
  secret = theirs();
  secret.certificate->key_matches = false;
  EXPECT_THAT(why_ordered(secret), HasSubstr("no key with its certificate"));
  secret = theirs();
  secret.certificate.reset();
  EXPECT_THAT(why_ordered(secret), HasSubstr("no key with its certificate"));
}

TEST(PlannerTest, ACertificateThatIsDueIsOrderedAsItWouldBe) {
  Seen seen = read_corpus("01-plain.yaml");
  seen.tls_secrets.emplace(kSecret, theirs());
  seen.certificates.front() =
      wire::Writer(seen.certificates.front())
          .set("status", wire::Writer().set("renewalTime", "2026-11-30T15:00:00Z"))
          .object();
  EXPECT_FALSE(make_plan(seen, kNow).certificates.front().keeps_secret);
  EXPECT_TRUE(make_plan(seen, kNow - base::Seconds(1)).certificates.front().keeps_secret);
}

TEST(PlannerTest, ASecretOfAnotherCertificateIsNotTakenOver) {
  records::SecretSeen secret = theirs();
  secret.meta.annotations["cert-manager.io/certificate-name"] = "api";
  CertificateMove move = moved_with(secret);
  EXPECT_TRUE(move.mapped.refused);
  EXPECT_THAT(move.mapped.findings.back().why, HasSubstr("is that of Certificate api"));
  secret.meta.annotations.clear();
  move = moved_with(secret);
  EXPECT_TRUE(move.mapped.refused);
  EXPECT_THAT(move.mapped.findings.back().why, HasSubstr("not one that cert-manager has written"));
}

TEST(PlannerTest, WhatOursHasAlreadyIsLeftAsItIs) {
  Seen seen = read_corpus("01-plain.yaml");
  seen.our_issuers = {"Issuer team-a/le"};
  seen.our_certificates = {{"team-a", "web"}};
  const Plan plan = make_plan(seen, kNow);
  EXPECT_TRUE(plan.issuers.front().is_there);
  EXPECT_TRUE(plan.certificates.front().mapped.refused);
  EXPECT_FALSE(plan.is_whole());
}

TEST(PlannerTest, AnAccountWithoutItsKeyIsToldOf) {
  Seen seen = read_corpus("01-plain.yaml");
  seen.other_secrets.clear();
  const auto findings = make_plan(seen, kNow).issuers.front().mapped.findings;
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_THAT(findings[0].why, HasSubstr("a new account is made"));
}

// By these the controller takes the Secret for its Certificate's own (SecretSeen::is_for).
TEST(MarksTest, AMarkedSecretIsTheCertificatesOwn) {
  CertificateMove move = moved_with(theirs());
  move.account = "https://ca.example/acct/1";
  const auto marks = secret_marks(move).object().object("metadata");
  records::SecretSeen secret = theirs();
  secret.meta.labels = marks.text_map("labels");
  secret.meta.annotations = marks.text_map("annotations");
  kube::Meta certificate;
  certificate.name = "web";
  EXPECT_TRUE(secret.is_for(certificate));
  EXPECT_EQ(records::value_of(secret.meta.annotations, records::kCertificateAnnotation), "web");
  EXPECT_THAT(secret.meta.labels, Contains(Pair("app.kubernetes.io/managed-by", "sallyport")));
  EXPECT_EQ(records::origin_in(secret.meta).issuer, "Issuer/le");
  EXPECT_EQ(records::origin_in(secret.meta).account, "https://ca.example/acct/1");
  const auto undone = no_marks().text();
  for (const auto& [name, value] : secret.meta.annotations) {
    EXPECT_THAT(undone, HasSubstr("\"" + name + "\":null"));
  }
  for (const auto& [name, value] : secret.meta.labels) {
    EXPECT_THAT(undone, HasSubstr("\"" + name + "\":null"));
  }
}

TEST(KeptTest, WhatIsKeptComesBackAsItWas) {
  const Seen seen = read_corpus("43-by-ingress.yaml");
  const Plan plan = make_plan(seen, kNow);
  const Kept kept = read_kept(kept_certificate(plan.certificates.front()).object());
  EXPECT_EQ(kept.certificate, (kube::ObjectKey{"team-a", "web"}));
  EXPECT_EQ(kept.theirs.object("spec").dump(), seen.certificates.front().object("spec").dump());
  EXPECT_EQ(kept.theirs.object("metadata").objects("ownerReferences").size(), 1U);
  EXPECT_EQ(kept.ours.text("apiVersion"), "sallyport.dev/v1");
}

// A tenant may write ConfigMaps: none of them has anything made in another namespace.
TEST(KeptTest, AConfigMapIsAboutItsOwnNamespace) {
  const Plan plan = make_plan(read_corpus("01-plain.yaml"), kNow);
  wire::Writer other(kept_certificate(plan.certificates.front()).object());
  other.set("metadata",
            wire::Writer().set("name", "sallyport-migrated-web").set("namespace", "team-a"));
  EXPECT_NO_THROW(read_kept(other.object()));
  other.set("metadata",
            wire::Writer().set("name", "sallyport-migrated-web").set("namespace", "team-b"));
  EXPECT_THROW(read_kept(other.object()), wire::Malformed);
}

// In place of one text, what is as good but for this.
struct NotKept {
  std::string name;
  std::string api_version;
  std::string kind;
  std::string secret;
};

wire::Object forged(const NotKept& as, const std::string& field) {
  const auto text = [&](const NotKept& each) {
    return wire::Writer()
        .set("apiVersion", each.api_version)
        .set("kind", each.kind)
        .set("metadata", wire::Writer().set("name", each.name).set("namespace", "team-a"))
        .set("spec", wire::Writer().set_unless_empty("secretName", each.secret))
        .text();
  };
  std::map<std::string, std::string> data{
      {"cert-manager.json", text({as.name, "cert-manager.io/v1", "Certificate", "tls"})},
      {"sallyport.json", text({as.name, "sallyport.dev/v1", "Certificate", "tls"})}};
  if (!field.empty()) data[field] = text(as);
  return kube::new_object(kConfigMaps, {"team-a", "sallyport-migrated-" + as.name})
      .set("data", data)
      .object();
}

TEST(KeptTest, WhatNoMoveHasKeptIsNotRead) {
  const std::string theirs = "cert-manager.io/v1";
  EXPECT_NO_THROW(read_kept(forged({"web.a", theirs, "Certificate", "tls"}, "cert-manager.json")));
  for (const NotKept& each : {NotKept{"web", "v1", "Pod", "tls"},
                              {"web", theirs, "Issuer", "tls"},
                              {"web", theirs, "Certificate", ""},
                              {"web", theirs, "Certificate", "a/b"}}) {
    for (const char* field : {"cert-manager.json", "sallyport.json"}) {
      EXPECT_THROW(read_kept(forged(each, field)), wire::Malformed) << field << each.kind;
    }
  }
  for (const char* name : {"", ".", "..", "a/b", "-a", "a-", "a.", "a..b", "A", "a%2fb"}) {
    EXPECT_THROW(read_kept(forged({name, "", "", ""}, "")), wire::Malformed) << name;
  }
}

TEST(KeptTest, WhetherOursWasMadeIsSaid) {
  const Plan plan = make_plan(read_corpus("01-plain.yaml"), kNow);
  wire::Writer kept = kept_certificate(plan.certificates.front());
  EXPECT_FALSE(is_made(kept.object()));
  EXPECT_TRUE(is_made(made_mark().object()));
}

TEST(KeptTest, ALongNameStaysAName) {
  const std::string longest(253, 'a');
  const auto key = kept_key({"team-a", longest});
  EXPECT_LE(key.name.size(), 253U);
  EXPECT_NE(key, kept_key({"team-a", std::string(252, 'a') + "b"}));
  EXPECT_EQ(kept_key({"team-a", "web"}).name, "sallyport-migrated-web");
}

TEST(OwnersTest, AnnotationsComeBackAsTheyWere) {
  const Seen seen = read_corpus("43-by-ingress.yaml");
  const Plan plan = make_plan(seen, kNow);
  ASSERT_EQ(plan.owners.size(), 1U);
  const auto patch = plan.owners.front().patch.object().object("metadata").object("annotations");
  EXPECT_FALSE(patch.has("cert-manager.io/issuer"));  // null
  EXPECT_EQ(patch.text("sallyport.dev/issuer"), "le");
  kube::Meta now;
  now.annotations = {{std::string(kBeforeAnnotation), patch.text(kBeforeAnnotation)}};
  const auto back = annotations_of_before(now).object().object("metadata").object("annotations");
  EXPECT_EQ(back.text("cert-manager.io/issuer"), "le");
  EXPECT_EQ(back.text("cert-manager.io/duration"), "2160h");
  EXPECT_FALSE(back.has("sallyport.dev/issuer"));
  // Nothing of ours is left, and nothing of theirs while ours is there.
  const std::string patched = plan.owners.front().patch.text();
  EXPECT_THAT(patched, HasSubstr("\"cert-manager.io/issuer\":null"));
  for (const std::string& annotation : patch.fields()) {
    if (annotation == kBeforeAnnotation || is_theirs(annotation)) continue;
    EXPECT_THAT(no_annotations_of_ours().text(), HasSubstr("\"" + annotation + "\":null"));
  }
}

// kube::read_meta keeps 16 KiB and 64 of them.
TEST(OwnersTest, WhatStandsBehindManyAnnotationsIsSeen) {
  Seen seen = read_corpus("43-by-ingress.yaml");
  wire::Object& ingress = seen.owners.front().object;
  const wire::Object meta = ingress.object("metadata");
  auto words = meta.text_map("annotations");
  words["a.example/long"] = std::string(17 * 1024, 'x');
  for (int i = 0; i < 70; ++i) words["a.example/" + std::to_string(i)] = "y";
  ingress =
      wire::Writer(ingress).set("metadata", wire::Writer(meta).set("annotations", words)).object();
  const Plan plan = make_plan(seen, kNow);
  ASSERT_EQ(plan.owners.size(), 1U);
  EXPECT_THAT(plan.owners.front().patch.text(), HasSubstr("\"cert-manager.io/issuer\":null"));
}

TEST(KeptTest, AllLabelsOfACertificateMove) {
  Seen seen = read_corpus("01-plain.yaml");
  std::map<std::string, std::string> labels;
  for (int i = 0; i < 70; ++i) labels["a.example/" + std::to_string(i)] = "y";
  wire::Object& theirs = seen.certificates.front();
  const wire::Object meta = theirs.object("metadata");
  theirs = wire::Writer(theirs).set("metadata", wire::Writer(meta).set("labels", labels)).object();
  const auto ours = our_certificate(make_plan(seen, kNow).certificates.front()).object();
  EXPECT_EQ(ours.object("metadata").text_map("labels").size(), 70U);
}

// By Go's ParseBool, as cert-manager reads it.
TEST(OwnersTest, AnIngressThatSaysFalseDoesNotAsk) {
  for (const auto& [value, asks] :
       {std::pair{"true", true}, {"1", true}, {"false", false}, {"", false}, {"yes", false}}) {
    Seen seen = read_corpus("46-by-ingress-without-a-certificate.yaml");
    wire::Object& ingress = seen.owners.front().object;
    wire::Writer meta(ingress.object("metadata"));
    meta.set("annotations", wire::Writer().set("kubernetes.io/tls-acme", value));
    ingress = wire::Writer(ingress).set("metadata", meta).object();
    EXPECT_EQ(make_plan(seen, kNow).findings.empty(), !asks) << value;
  }
}

// An administrator may set annotations that a tenant may not: none of those comes back.
TEST(OwnersTest, NoOtherAnnotationThanCertManagersComesBack) {
  kube::Meta forged;
  forged.annotations = {
      {std::string(kBeforeAnnotation),
       R"({"before":{"cert-manager.io/issuer":"le","nginx.ingress.kubernetes.io/x":"y"}})"}};
  const auto back = annotations_of_before(forged).text();
  EXPECT_THAT(back, HasSubstr("cert-manager.io/issuer"));
  EXPECT_THAT(back, Not(HasSubstr("nginx")));
}

}  // namespace
}  // namespace migration
