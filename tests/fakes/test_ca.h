// TestCa: a CA that really signs. A root by itself, or an intermediate below a parent; it issues
// for any valid CSR, with the names that the CSR asks for. Needs the room crypto. Any thread.
#pragma once

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <stdexcept>
#include <string>

#include "base/clock.h"
#include "crypto/csr.h"
#include "crypto/key_handle.h"

namespace fakes {

struct Validity {
  base::WallTime from{std::chrono::sys_days{std::chrono::January / 1 / 2020}};
  base::WallTime to{std::chrono::sys_days{std::chrono::January / 1 / 2040}};
};

class TestCa {
 public:
  enum class Flag { kCa, kNoCa };  // kNoCa: its certificate lacks CA:TRUE, though it signs

  explicit TestCa(const std::string& name, Flag flag = Flag::kCa) {
    describe(name, flag);
    sign(*own_);
  }
  TestCa(const std::string& name, const TestCa& parent, Flag flag = Flag::kCa) {
    describe(name, flag);
    parent.sign(*own_);
  }

  // Its own certificate.
  std::string pem() const { return to_pem(*own_); }
  const crypto::PrivateKey& key() const { return key_; }
  // Another one for its key, by another name.
  std::string pem_as(const std::string& name) const {
    const auto other = blank({});
    name_it(*other, name);
    set_key(*other, *key_.handle().pkey);
    make_ca(*other);
    sign(*other);
    return to_pem(*other);
  }

  // A certificate for the CSR's key and names.
  std::string issue(const std::string& csr_der, Validity validity = {}) const {
    const auto request = read_csr(csr_der);
    auto leaf = blank(validity);
    X509_set_subject_name(leaf.get(), X509_REQ_get_subject_name(request.get()));
    set_key(*leaf, *X509_REQ_get0_pubkey(request.get()));
    copy_names(*request, *leaf);
    sign(*leaf);
    return to_pem(*leaf);
  }

  std::string issue(const crypto::CsrNames& names, const crypto::PrivateKey& key,
                    Validity validity = {}) const {
    return issue(crypto::make_csr(names, key), validity);
  }

 private:
  void describe(const std::string& name, Flag flag) {
    name_it(*own_, name);
    set_key(*own_, *key_.handle().pkey);
    if (flag == Flag::kCa) make_ca(*own_);
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

  static void make_ca(X509& certificate) {
    const crypto::Owned<BASIC_CONSTRAINTS, BASIC_CONSTRAINTS_free> constraints(
        BASIC_CONSTRAINTS_new());
    constraints->ca = 0xff;  // as DER has TRUE
    X509_add1_ext_i2d(&certificate, NID_basic_constraints, constraints.get(), 1, 0);
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
  const crypto::X509Ptr own_ = blank({});
};

}  // namespace fakes
