// The Secret that a Certificate is for, as the body of a server-side apply. Pure but for the salt
// of a keystore; any thread.
#pragma once

#include <string>
#include <vector>

#include "api/certificate.h"
#include "base/secret.h"
#include "crypto/key.h"
#include "records/secret_seen.h"
#include "wire/writer.h"

namespace records {

struct TlsSecret {
  const api::Certificate& certificate;
  const crypto::PrivateKey& key;
  std::string chain_pem;
  Origin origin;
  base::Secret keystore_password;  // where spec.keystores.pkcs12 has one made
  std::string seal{};              // "" for none
  bool placeholder = false;        // nobody's certificate
};

wire::Writer tls_secret(const TlsSecret& parts);

// Of the private key in it.
crypto::Encoding encoding_of(const api::CertificateSpec& spec);

// Of a Secret as the API server has it: the forms of output that a Certificate of ours has written,
// now or before, and that this spec does not ask for.
std::vector<std::string> old_forms(const wire::Object& secret, const api::CertificateSpec& spec);

// The same for specs that want the same around the same key and chain: forms of output, labels,
// annotations. It stands in an annotation, so that another is seen without a look at the data.
std::string layout_of(const api::CertificateSpec& spec);

// Whether the Secret has all of that, as far as can be seen and as it can be written: what others
// put there besides is theirs.
bool is_laid_out(const SecretSeen& secret, const api::Certificate& certificate);

}  // namespace records
