// Certificates for tests, made on the spot: one authority and what it signs. Nothing is written to
// disk. Any thread.
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace fakes {

struct TlsFile {
  std::string certificate_pem;
  std::string key_pem;
  std::string client_ca_pem;  // for a server that asks for client certificates
};

class TlsAuthority {
 public:
  explicit TlsAuthority(const std::string& name = "test authority")
      : key_(make_key()), certificate_(X509_new(), X509_free) {
    fill(certificate_.get(), key_.get(), name, kDay);
    extend(certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
    sign(certificate_.get());
  }

  std::string certificate_pem() const { return pem(certificate_.get()); }

  // `names` as OpenSSL writes them: "DNS:localhost,IP:127.0.0.1". Valid for `seconds` from now; an
  // expired one when negative.
  TlsFile issue(const std::string& names, long seconds = kDay,
                const std::string& common_name = "test") const {
    const Key key = make_key();
    const Certificate one(X509_new(), X509_free);
    fill(one.get(), key.get(), common_name, seconds);
    extend(one.get(), NID_subject_alt_name, names);
    sign(one.get());
    return {pem(one.get()), pem(key.get()), {}};
  }

 private:
  using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
  using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
  using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
  static constexpr long kDay = 86400;

  static Key make_key() { return {EVP_EC_gen("P-256"), EVP_PKEY_free}; }

  void fill(X509* one, EVP_PKEY* key, const std::string& name, long seconds) const {
    static long serial = 1;
    X509_set_version(one, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(one), __atomic_fetch_add(&serial, 1, __ATOMIC_RELAXED));
    X509_gmtime_adj(X509_getm_notBefore(one), -2 * kDay);
    X509_gmtime_adj(X509_getm_notAfter(one), seconds);
    X509_set_pubkey(one, key);
    const auto* text = reinterpret_cast<const unsigned char*>(name.c_str());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(one), "CN", MBSTRING_ASC, text, -1, -1, 0);
    X509_set_issuer_name(one, X509_get_subject_name(certificate_.get()));
  }

  static void extend(X509* one, int kind, const std::string& value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
    if (extension == nullptr) throw std::runtime_error("not an extension: " + value);
    X509_add_ext(one, extension, -1);
    X509_EXTENSION_free(extension);
  }

  void sign(X509* one) const {
    if (X509_sign(one, key_.get(), EVP_sha256()) == 0) throw std::runtime_error("cannot sign");
  }

  static std::string text(const Bio& bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(size)};
  }

  static std::string pem(X509* one) {
    const Bio bio(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio_X509(bio.get(), one);
    return text(bio);
  }

  static std::string pem(EVP_PKEY* key) {
    const Bio bio(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
    return text(bio);
  }

  Key key_;
  Certificate certificate_;
};

}  // namespace fakes
