// TestCa: a CA that really signs. A root by itself, or an intermediate below a parent; it issues
// for any valid CSR, with the names that the CSR asks for. Needs the room crypto. Any thread.
#pragma once

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "base/clock.h"
#include "crypto/csr.h"
#include "crypto/key_handle.h"

namespace fakes {

struct Validity {
  base::WallTime from{std::chrono::sys_days{std::chrono::January / 1 / 2020}};
  base::WallTime to{std::chrono::sys_days{std::chrono::January / 1 / 2040}};
};

struct Extension {
  int nid;
  std::string value;  // as in OpenSSL's configuration, x509v3_config(5)
};

// What the certificate of a CA says besides its name and key. It signs whatever that allows.
struct CaContent {
  std::vector<Extension> extensions{{NID_basic_constraints, "critical,CA:TRUE"}};
  Validity validity{std::chrono::sys_days{std::chrono::January / 1 / 2000}};
};

class TestCa {
 public:
  explicit TestCa(const std::string& name, const CaContent& content = {})
      : own_(unsigned_one(name, content)) {
    sign(*own_);
  }
  TestCa(const std::string& name, const TestCa& parent, const CaContent& content = {})
      : own_(unsigned_one(name, content)) {
    parent.sign(*own_);
  }

  // Its own certificate.
  std::string pem() const { return to_pem(*own_); }
  const crypto::PrivateKey& key() const { return key_; }
  // Another one for its key, by another name.
  std::string pem_as(const std::string& name) const {
    const auto other = unsigned_one(name, {});
    sign(*other);
    return to_pem(*other);
  }
  // Another one for its name and key, signed by another CA.
  std::string pem_by(const TestCa& issuer, const CaContent& content = {}) const {
    const auto other = unsigned_one("", content);
    X509_set_subject_name(other.get(), X509_get_subject_name(own_.get()));
    issuer.sign(*other);
    return to_pem(*other);
  }

  // A certificate for the CSR's key and names.
  std::string issue(const std::string& csr_der, Validity validity = {}) const {
    const auto request = read_csr(csr_der);
    auto leaf = blank(validity);
    X509_set_subject_name(leaf.get(), X509_REQ_get_subject_name(request.get()));
    set_key(*leaf, *X509_REQ_get0_pubkey(request.get()));
    copy_names(*request, *leaf);
    add_authority_key(*leaf);
    sign(*leaf);
    return to_pem(*leaf);
  }

  std::string issue(const crypto::CsrNames& names, const crypto::PrivateKey& key,
                    Validity validity = {}) const {
    return issue(crypto::make_csr(names, key), validity);
  }

 private:
  crypto::X509Ptr unsigned_one(const std::string& name, const CaContent& content) const {
    crypto::X509Ptr certificate = blank(content.validity);
    name_it(*certificate, name);
    set_key(*certificate, *key_.handle().pkey);
    for (const Extension& extension : content.extensions) add(*certificate, extension);
    return certificate;
  }

  static void name_it(X509& certificate, const std::string& name) {
    X509_NAME_add_entry_by_NID(X509_get_subject_name(&certificate), NID_commonName, MBSTRING_UTF8,
                               crypto::octets(name), -1, -1, 0);
  }

  static crypto::X509Ptr blank(Validity validity) {
    crypto::X509Ptr certificate(X509_new());
    X509_set_version(certificate.get(), X509_VERSION_3);
    crypto::BigNumber serial(BN_new());
    BN_rand(serial.get(), 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY);
    BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate.get()));
    ASN1_TIME_set(X509_getm_notBefore(certificate.get()), seconds(validity.from));
    ASN1_TIME_set(X509_getm_notAfter(certificate.get()), seconds(validity.to));
    return certificate;
  }

  static std::time_t seconds(base::WallTime time) {
    return std::chrono::duration_cast<base::Seconds>(time.time_since_epoch()).count();
  }

  static void set_key(X509& certificate, EVP_PKEY& key) { X509_set_pubkey(&certificate, &key); }

  static void add(X509& certificate, const Extension& extension) {
    const crypto::Owned<X509_EXTENSION, X509_EXTENSION_free> made(
        X509V3_EXT_conf_nid(nullptr, nullptr, extension.nid, extension.value.c_str()));
    if (!made) throw std::invalid_argument("bad extension: " + extension.value);
    X509_add_ext(&certificate, made.get(), -1);
  }

  static crypto::X509RequestPtr read_csr(const std::string& der) {
    const unsigned char* at = crypto::octets(std::string_view(der));
    crypto::X509RequestPtr request(d2i_X509_REQ(nullptr, &at, static_cast<long>(der.size())));
    if (!request || X509_REQ_verify(request.get(), X509_REQ_get0_pubkey(request.get())) <= 0)
      throw std::invalid_argument("bad CSR");
    return request;
  }

  static void copy_names(X509_REQ& request, X509& leaf) {
    STACK_OF(X509_EXTENSION)* all = X509_REQ_get_extensions(&request);
    for (int i = 0; i < sk_X509_EXTENSION_num(all); ++i)
      X509_add_ext(&leaf, sk_X509_EXTENSION_value(all, i), -1);
    sk_X509_EXTENSION_pop_free(all, X509_EXTENSION_free);
  }

  // As nearly every CA has it, and as a certificate has to have it to be named to the CA (RFC 9773
  // section 4.1).
  void add_authority_key(X509& leaf) const {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    X509_pubkey_digest(own_.get(), EVP_sha1(), digest, &size);
    const crypto::Owned<AUTHORITY_KEYID, AUTHORITY_KEYID_free> id(AUTHORITY_KEYID_new());
    id->keyid = ASN1_OCTET_STRING_new();
    ASN1_OCTET_STRING_set(id->keyid, digest, static_cast<int>(size));
    X509_add1_ext_i2d(&leaf, NID_authority_key_identifier, id.get(), 0, X509V3_ADD_DEFAULT);
  }

  void sign(X509& certificate) const {
    X509_set_issuer_name(&certificate, X509_get_subject_name(own_.get()));
    if (X509_sign(&certificate, key_.handle().pkey.get(), EVP_sha256()) <= 0)
      throw std::runtime_error("cannot sign");
  }

  static std::string to_pem(X509& certificate) {
    const auto bio = crypto::memory_bio();
    PEM_write_bio_X509(bio.get(), &certificate);
    return crypto::contents(*bio);
  }

  const crypto::PrivateKey key_ = crypto::PrivateKey::generate({});
  const crypto::X509Ptr own_;
};

}  // namespace fakes
