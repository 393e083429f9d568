#include "issuers/seals.h"

#include "base/base64.h"
#include "base/log.h"
#include "crypto/digest.h"
#include "records/labels.h"

namespace controller {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr const char* kField = "key";

std::optional<base::Secret> key_in(const wire::Object& secret) {
  base::Secret key(records::data_of(secret, kField));
  return key.reveal().size() == kKeyBytes ? std::optional(std::move(key)) : std::nullopt;
}

std::string text_of(const Issued& issued) {
  return wire::Writer()
      .set("version", 1)
      .set("namespace", issued.certificate.namespace_)
      .set("certificate", issued.certificate.name)
      .set("issuer", issued.origin.issuer)
      .set("account", issued.origin.account)
      .set("leaf", base::base64url(crypto::sha256(issued.leaf.der)))
      .text();
}

}  // namespace

// Another replica may make it at the same moment: then the API server answers with that one.
kube::Result<wire::Object> Seals::make(std::stop_token stop) {
  const std::string fresh = base::base64(crypto::random_bytes(kKeyBytes));
  const auto body =
      kube::new_object(kube::kSecrets, secret_, records::labels_for(records::kRoleSeal))
          .set("type", "Opaque")
          .set("data", records::Words{{kField, fresh}});
  auto made = cluster_.create(kube::kSecrets, secret_, body, stop);
  const bool exists = !made && made.error().kind == kube::Error::Kind::kAlreadyExists;
  return exists ? cluster_.get(kube::kSecrets, secret_, stop) : made;
}

kube::Result<base::Secret> Seals::key(std::stop_token stop) {
  const auto known = key_.with([](const auto& key) { return key; });
  if (known) return *known;
  auto secret = cluster_.get(kube::kSecrets, secret_, stop);
  if (!secret && secret.error().kind == kube::Error::Kind::kNotFound) secret = make(stop);
  if (!secret) return base::unexpected(secret.error());
  auto key = key_in(*secret);
  if (!key) {
    kube::Error error;
    error.kind = kube::Error::Kind::kInvalid;
    error.message = "Secret " + secret_.text() + " has no key of 32 bytes in " + kField +
                    ": delete it, and another one is made";
    return base::unexpected(error);
  }
  key_.with([&](auto& kept) { kept = *key; });
  return *std::move(key);
}

kube::Result<void> Seals::prepare(std::stop_token stop) {
  const auto have = key(stop);
  if (!have) return base::unexpected(have.error());
  return {};
}

kube::Result<std::string> Seals::seal(const Issued& issued, std::stop_token stop) {
  const auto have = key(stop);
  if (!have) return base::unexpected(have.error());
  return base::base64url(crypto::hmac_sha256(*have, text_of(issued)));
}

kube::Result<bool> Seals::fits(const std::string& seal, const Issued& issued,
                               std::stop_token stop) {
  if (seal.empty()) return false;
  const auto made = this->seal(issued, stop);
  if (!made) return base::unexpected(made.error());
  return *made == seal;
}

}  // namespace controller
