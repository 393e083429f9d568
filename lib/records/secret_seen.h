// SecretSeen: what the controller keeps of a Secret of ours: what it is for and what the
// certificate in it says, never the key itself. And the Secrets that we write.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/certificate.h"
#include "crypto/certificate.h"
#include "crypto/key.h"
#include "kube_objects/object.h"
#include "records/stored_certificate.h"
#include "wire/object.h"
#include "wire/writer.h"

namespace records {

// What is in a Secret with this mark is nobody's certificate.
bool is_placeholder(const kube::Meta& secret);

// What is there besides tls.key and tls.crt, and of the same key and chain where that can be seen.
struct Forms {
  bool der = false;
  bool combined = false;
  bool keystore = false;
};

struct SecretSeen {
  kube::Meta meta;
  std::optional<StoredCertificate> certificate{};  // tls.key and tls.crt are readable and whole
  std::optional<crypto::KeySpec> key_spec{};       // tls.key is readable
  std::string key_id{};                            // key_id_of(tls.key); "" when unreadable
  Forms forms{};
  bool immutable = false;
  std::string type{};  // "" for kubernetes.io/tls; it can never be changed
  // The layout with which we wrote it just now: what is different, the API server made so.
  std::string written_as{};

  // One that has lost some of our words by hand is this Certificate's still.
  bool is_for(const kube::Meta& certificate_meta) const;
  // Of one that is not, for people.
  std::string owner() const;
  // Neither certificate nor key are read then.
  bool is_placeholder() const { return records::is_placeholder(meta); }
};

// Whom a certificate is from.
struct Origin {
  std::string issuer;   // "Issuer/le"
  std::string account;  // URL of our account there
};

// The same for the same key, however it is written.
std::string key_id_of(const crypto::PrivateKey& key);

// What a Secret with this pair is.
StoredCertificate stored_certificate(const crypto::Certificate& leaf, const crypto::PrivateKey& key,
                                     const Origin& origin);

// A field of a Secret's data, decoded; "" when absent or not base64.
std::string data_of(const wire::Object& secret, const std::string& field);
// The same, without one line end behind it, which editors and `echo` put there.
base::Secret password_of(const wire::Object& secret, const std::string& field);

// The certificates in tls.crt, the leaf first; none where they cannot be read, or where somebody
// has cut off what was written behind the leaf.
std::vector<crypto::Certificate> chain_in(const wire::Object& secret, const kube::Meta& meta);

// By the words that the Secret carries.
Origin origin_in(const kube::Meta& secret);

// What we have just written into a Secret. Where the answer has it as it was sent, it need not be
// decoded to be known again, which costs more than all the rest of the reading.
struct Sent {
  const crypto::PrivateKey& key;
  crypto::Encoding encoding = crypto::Encoding::kPkcs8;
  std::string chain_pem{};                   // "" for none
  std::vector<crypto::Certificate> chain{};  // the same
};

// Never throws for what the data holds; throws wire::Malformed for what is no Secret. What differs
// from `sent` is decoded.
SecretSeen read_secret(const wire::Object& object);
SecretSeen read_answer(const wire::Object& object, const Sent& sent);

// The private key in a Secret's data; the error says what is wrong with it.
base::Result<crypto::PrivateKey, std::string> read_key(const wire::Object& secret,
                                                       const std::string& field);

// A body for create.
wire::Writer pending_key_secret(const kube::Meta& certificate, const crypto::PrivateKey& key);

crypto::KeySpec key_spec_of(const api::PrivateKeySpec& spec);

}  // namespace records
