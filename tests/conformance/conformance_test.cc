// Of the API server named by the kubeconfig SALLYPORT_KUBECONFIG, in its namespace "conformance";
// without that, of the MemoryApi.
// https://kubernetes.io/docs/reference/using-api/api-concepts/
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>

#include "api/certificate.h"
#include "fakes/memory_api.h"
#include "kube/client.h"

namespace {

using Kind = kube::Error::Kind;

class Conformance : public testing::Test {
 protected:
  Conformance() {
    const char* file = std::getenv("SALLYPORT_KUBECONFIG");
    if (file != nullptr) {
      config_ = kube::find_config(file, "sallyport-conformance");
      http_ = http::make_api_client(config_.tls);
    } else {
      config_.server = *http::parse_url("https://api.test");
      http_ = std::make_unique<fakes::MemoryApi>();
    }
    token_ = std::make_unique<kube::Token>(config_, clock_);
    client_ = std::make_unique<kube::Client>(*http_, config_, *token_);
    static_cast<void>(client_->remove(api::kCertificates, key_, {}, {}));
    static_cast<void>(client_->remove(kube::kSecrets, key_, {}, {}));
  }

  wire::Writer certificate(const std::string& name) const {
    return kube::new_object(api::kCertificates, key_)
        .set("spec", wire::Writer()
                         .set("secretName", "tls")
                         .set("dnsNames", std::vector<std::string>{name})
                         .set("issuerRef", wire::Writer().set("name", "ca")));
  }
  wire::Writer secret(const std::string& value) const {
    return kube::new_object(kube::kSecrets, key_).set("data", wire::Writer().set("key", value));
  }
  kube::Result<wire::Object> apply(const wire::Writer& body, std::string_view subresource = "") {
    kube::ApplyOptions options;
    options.force = true;
    options.subresource = subresource;
    const bool is_secret = body.text().find("\"Secret\"") != std::string::npos;
    return client_->apply(is_secret ? kube::kSecrets : api::kCertificates, key_, body, options, {});
  }
  kube::Meta applied(const wire::Writer& body, std::string_view subresource = "") {
    const auto answer = apply(body, subresource);
    EXPECT_TRUE(answer) << answer.error().message;
    return answer ? kube::read_meta(*answer) : kube::Meta();
  }
  kube::Result<wire::Object> get() { return client_->get(api::kCertificates, key_, {}); }
  // A status for the object as it was then.
  wire::Writer status_of(const kube::Meta& meta, int attempts) const {
    api::Certificate one;
    one.meta = meta;
    one.status.observed_generation = meta.generation;
    one.status.failure.emplace().attempts = attempts;
    one.status.failure->reason = "OrderFailed";
    one.status.failure->message = "refused";
    return api::write_status(one);
  }
  static Kind kind_of(const auto& answer) {
    EXPECT_FALSE(answer);
    return answer ? Kind::kStopped : answer.error().kind;
  }

  const kube::ObjectKey key_{"conformance", "object"};
  const base::SystemClock clock_;
  kube::Config config_;
  std::unique_ptr<http::Client> http_;
  std::unique_ptr<kube::Token> token_;
  std::unique_ptr<kube::Client> client_;
};

TEST_F(Conformance, WhatIsNotThereIsNotFound) {
  EXPECT_EQ(kind_of(get()), Kind::kNotFound);
  EXPECT_TRUE(client_->remove(api::kCertificates, key_, {}, {})) << "gone already is a success";
}

TEST_F(Conformance, AnApplyMakesTheObjectAndAnotherOneChangesIt) {
  const kube::Meta made = applied(certificate("a.example.com"));
  EXPECT_FALSE(made.uid.empty());
  EXPECT_EQ(made.generation, 1);
  const kube::Meta changed = applied(certificate("b.example.com"));
  EXPECT_EQ(changed.uid, made.uid);
  EXPECT_EQ(changed.generation, 2);
  EXPECT_NE(changed.resource_version, made.resource_version);
  EXPECT_EQ(api::read_certificate(*get()).spec.dns_names,
            std::vector<std::string>{"b.example.com"});
}

TEST_F(Conformance, AnApplyOfTheSameChangesNothing) {
  const kube::Meta made = applied(secret("b25l"));
  EXPECT_EQ(applied(secret("b25l")).resource_version, made.resource_version);
  EXPECT_NE(applied(secret("dHdv")).resource_version, made.resource_version);
}

// Of a Secret with {"theirs"} in it, made by somebody else.
TEST_F(Conformance, AnApplyLeavesWhatOthersPutThereAndTakesBackItsOwn) {
  const kube::ObjectKey& key = key_;
  const auto body = [&](const std::string& field, const std::string& label) {
    return kube::new_object(kube::kSecrets, key, {{label, "x"}})
        .set("data", wire::Writer().set(field, "b25l"));
  };
  ASSERT_TRUE(client_->create(kube::kSecrets, key, body("theirs", "their"), {}));
  applied(body("first", "first"));
  applied(body("second", "second"));
  const auto now = client_->get(kube::kSecrets, key, {});
  ASSERT_TRUE(now);
  EXPECT_THAT(now->object("data").fields(), testing::UnorderedElementsAre("theirs", "second"));
  EXPECT_THAT(now->object("metadata").object("labels").fields(),
              testing::UnorderedElementsAre("their", "second"));
}

TEST_F(Conformance, AnApplyOfWhatAnotherHoldsIsAConflictUnlessForced) {
  ASSERT_TRUE(client_->create(kube::kSecrets, key_, secret("b25l"), {}));
  const auto own = [&](bool force) {
    return client_->apply(kube::kSecrets, key_, secret("dHdv"), {"another", force, ""}, {});
  };
  EXPECT_EQ(kind_of(own(false)), Kind::kConflict);
  EXPECT_TRUE(own(true));
  EXPECT_TRUE(own(false)) << "it is its own now";
}

TEST_F(Conformance, TheTypeOfASecretAndTheDataOfAnImmutableOneStay) {
  applied(secret("b25l").set("type", "Opaque"));
  EXPECT_EQ(kind_of(apply(secret("b25l").set("type", "example.com/another"))), Kind::kInvalid);
  applied(secret("b25l").set("immutable", true));
  EXPECT_EQ(kind_of(apply(secret("dHdv").set("immutable", true))), Kind::kInvalid);
}

TEST_F(Conformance, ACreateOfWhatIsThereIsRefused) {
  const auto made = client_->create(kube::kSecrets, key_, secret("b25l"), {});
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(kind_of(client_->create(kube::kSecrets, key_, secret("dHdv"), {})),
            Kind::kAlreadyExists);
  EXPECT_EQ(client_->get(kube::kSecrets, key_, {})->object("data").text("key"), "b25l");
}

TEST_F(Conformance, AWriteOfAnOldVersionIsAConflict) {
  const kube::Meta made = applied(certificate("a.example.com"));
  applied(certificate("b.example.com"));
  wire::Writer late = certificate("c.example.com");
  late.set("metadata", wire::Writer(wire::Object::parse(late.text()).object("metadata"))
                           .set("resourceVersion", made.resource_version));
  EXPECT_EQ(kind_of(apply(late)), Kind::kConflict);
  EXPECT_EQ(api::read_certificate(*get()).spec.dns_names,
            std::vector<std::string>{"b.example.com"});
}

TEST_F(Conformance, AStatusIsApartFromTheSpec) {
  const kube::Meta made = applied(certificate("a.example.com"));
  const kube::Meta told = applied(status_of(made, 3), "status");
  EXPECT_EQ(told.generation, made.generation);
  EXPECT_NE(told.resource_version, made.resource_version);
  const api::Certificate now = api::read_certificate(*get());
  EXPECT_EQ(now.status.failure->attempts, 3);
  EXPECT_EQ(now.spec.dns_names, std::vector<std::string>{"a.example.com"});
  EXPECT_EQ(kind_of(apply(status_of(made, 4), "status")), Kind::kConflict) << "the old version";
  applied(certificate("b.example.com"));
  EXPECT_EQ(api::read_certificate(*get()).status.failure->attempts, 3) << "the spec's apply";
}

TEST_F(Conformance, AStatusOfWhatIsNotThereIsRefused) {
  const kube::Meta made = applied(certificate("a.example.com"));
  ASSERT_TRUE(client_->remove(api::kCertificates, key_, {made.uid, ""}, {}));
  EXPECT_FALSE(apply(status_of(made, 1), "status"));
  EXPECT_EQ(kind_of(get()), Kind::kNotFound);
}

TEST_F(Conformance, ADeleteIsOfTheObjectThatWasMeant) {
  const kube::Meta made = applied(certificate("a.example.com"));
  EXPECT_EQ(kind_of(client_->remove(api::kCertificates, key_, {"another-uid", ""}, {})),
            Kind::kConflict);
  EXPECT_TRUE(get()) << "it is still there";
  applied(certificate("b.example.com"));
  EXPECT_EQ(
      kind_of(client_->remove(api::kCertificates, key_, {made.uid, made.resource_version}, {})),
      Kind::kConflict);
  EXPECT_TRUE(client_->remove(api::kCertificates, key_, {made.uid, ""}, {}));
  EXPECT_EQ(kind_of(get()), Kind::kNotFound);
  EXPECT_NE(applied(certificate("a.example.com")).uid, made.uid) << "another object";
}

TEST_F(Conformance, AMergePatchChangesWhatItNames) {
  applied(certificate("a.example.com"));
  const wire::Object other = wire::Object::parse(certificate("b.example.com").text());
  const auto patched = client_->merge_patch(
      api::kCertificates, key_, wire::Writer().set("spec", other.object("spec")), "", {});
  ASSERT_TRUE(patched) << patched.error().message;
  EXPECT_EQ(kube::read_meta(*patched).generation, 2);
  EXPECT_EQ(api::read_certificate(*get()).spec.dns_names,
            std::vector<std::string>{"b.example.com"});
}

}  // namespace
