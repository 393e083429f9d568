#include "crypto/self_signed.h"

#include <openssl/x509v3.h>

#include <stdexcept>

#include "crypto/csr.h"
#include "crypto/key_handle.h"
#include "crypto/pem.h"

namespace crypto {
namespace {

constexpr const char* kSubject = "Placeholder of Sallyport";
constexpr auto kSlack = std::chrono::hours(1);
constexpr auto kLifetime = std::chrono::hours(24 * 3652);
constexpr int kSerialBits = 127;  // positive, and of 16 octets (RFC 5280 section 4.1.2.2)

void set_serial(X509& certificate) {
  const auto number = owned<BigNumber>(BN_new(), "no number");
  ensure(BN_rand(number.get(), kSerialBits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) > 0, "no number");
  ensure(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(&certificate)) != nullptr,
         "no serial");
}

void set_names(X509& certificate) {
  X509_NAME* name = X509_get_subject_name(&certificate);
  ensure(X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, octets(kSubject), -1, -1,
                                    0) > 0,
         "no subject");
  ensure(X509_set_issuer_name(&certificate, name) > 0, "no issuer");
}

void set_validity(X509& certificate, base::WallTime now) {
  const auto set = [](ASN1_TIME* time, base::WallTime to) {
    ensure(ASN1_TIME_set(time, std::chrono::system_clock::to_time_t(to)) != nullptr, "no time");
  };
  set(X509_getm_notBefore(&certificate), now - kSlack);
  set(X509_getm_notAfter(&certificate), now + kLifetime);
}

using Extensions509 = Owned<X509_EXTENSIONS, [](X509_EXTENSIONS* all) {
  sk_X509_EXTENSION_pop_free(all, X509_EXTENSION_free);
}>;

// As a request has them.
void take_names(X509& certificate, const Wanted& names, const PrivateKey& key) {
  const std::string der = make_csr({"", names.dns_names, names.ip_addresses}, key);
  const unsigned char* at = octets(der);
  const auto request = owned<X509RequestPtr>(
      d2i_X509_REQ(nullptr, &at, static_cast<long>(der.size())), "no request");
  const auto all = owned<Extensions509>(X509_REQ_get_extensions(request.get()), "no names");
  for (int i = 0; i < sk_X509_EXTENSION_num(all.get()); ++i) {
    ensure(X509_add_ext(&certificate, sk_X509_EXTENSION_value(all.get(), i), -1) > 0, "no names");
  }
}

}  // namespace

SelfSigned placeholder(const Wanted& names, const PrivateKey& key, base::WallTime now) {
  const auto certificate = owned<X509Ptr>(X509_new(), "no certificate");
  ensure(X509_set_version(certificate.get(), X509_VERSION_3) > 0, "no version");
  set_serial(*certificate);
  set_names(*certificate);
  set_validity(*certificate, now);
  const KeyHandle& handle = key.handle();
  ensure(X509_set_pubkey(certificate.get(), handle.pkey.get()) > 0, "no public key");
  take_names(*certificate, names, key);
  ensure(X509_sign(certificate.get(), handle.pkey.get(), handle.digest()) > 0, "cannot sign");
  SelfSigned made{certificate_block(to_der(i2d_X509, certificate.get())), {}};
  auto read = parse_chain(made.pem);
  if (!read) throw std::runtime_error("cannot read what was made: " + read.error());
  made.certificate = std::move(read->front());
  return made;
}

}  // namespace crypto
