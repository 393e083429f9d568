#include "http/tls.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <stdexcept>

#include "http/resolve.h"
#include "http/system_roots.h"

namespace http {
namespace {

using Certificates = std::vector<std::shared_ptr<X509>>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

Bio reader(const std::string& pem) {
  return {BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free};
}

[[noreturn]] void refuse(const std::string& what) {
  ERR_clear_error();
  throw std::runtime_error(what);
}

// Without this, OpenSSL would ask for the password of an encrypted key on the terminal.
int no_password(char*, int, int, void*) { return -1; }

Certificates read_certificates(const std::string& pem, const std::string& what) {
  Certificates out;
  const Bio bio = reader(pem);
  while (X509* one = PEM_read_bio_X509(bio.get(), nullptr, no_password, nullptr)) {
    out.emplace_back(one, X509_free);
  }
  if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE) {
    refuse(what + ": a certificate in it cannot be read");
  }
  ERR_clear_error();
  if (out.empty()) refuse(what + ": no certificate in it");
  return out;
}

std::shared_ptr<EVP_PKEY> read_key(const base::Secret& pem) {
  const Bio bio = reader(pem.reveal());
  EVP_PKEY* key = PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr);
  if (key == nullptr) refuse("client key: not an unencrypted PEM private key");
  return {key, EVP_PKEY_free};
}

std::shared_ptr<X509_STORE> own_roots(const std::string& pem) {
  std::shared_ptr<X509_STORE> store(X509_STORE_new(), X509_STORE_free);
  for (const auto& root : read_certificates(pem, "CA bundle")) {
    X509_STORE_add_cert(store.get(), root.get());
  }
  // What is given is trusted, also when it is an intermediate certificate.
  X509_STORE_set_flags(store.get(), X509_V_FLAG_PARTIAL_CHAIN);
  return store;
}

}  // namespace

Tls::Tls(const ClientOptions& options)
    : verify_(options.verify), server_name_(options.server_name) {
  if (!options.ca_pem.empty()) roots_ = own_roots(options.ca_pem);
  if (options.client_certificate_pem.empty()) return;
  chain_ = read_certificates(options.client_certificate_pem, "client certificate");
  key_ = read_key(options.client_key_pem);
  if (X509_check_private_key(chain_.front().get(), key_.get()) != 1) {
    refuse("client certificate: its key is another one");
  }
}

void Tls::set_up(SSL_CTX* context) const {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_verify(context, verify_ ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  if (verify_) SSL_CTX_set1_cert_store(context, (roots_ ? roots_ : system_roots()).get());
  if (chain_.empty()) return;
  SSL_CTX_use_certificate(context, chain_.front().get());
  SSL_CTX_use_PrivateKey(context, key_.get());
  for (std::size_t i = 1; i < chain_.size(); ++i) {
    SSL_CTX_add1_chain_cert(context, chain_[i].get());
  }
}

const std::string& Tls::name(const std::string& host) const {
  return server_name_.empty() ? host : server_name_;
}

void Tls::expect(SSL* connection, const std::string& host) const {
  // "Literal IPv4 and IPv6 addresses are not permitted in "HostName"" (RFC 6066 section 3).
  if (!is_address(name(host))) SSL_set_tlsext_host_name(connection, name(host).c_str());
  if (verify_ && !expect(SSL_get0_param(connection), host)) {
    throw std::runtime_error("cannot check the name " + name(host));
  }
}

bool Tls::expect(X509_VERIFY_PARAM* check, const std::string& host) const {
  const std::string& wanted = name(host);
  X509_VERIFY_PARAM_set_hostflags(
      check, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
  return is_address(wanted) ? X509_VERIFY_PARAM_set1_ip_asc(check, wanted.c_str()) == 1
                            : X509_VERIFY_PARAM_set1_host(check, wanted.data(), wanted.size()) == 1;
}

std::string verify_failure(const SSL* connection) {
  const long result = SSL_get_verify_result(connection);
  return result == X509_V_OK ? "" : X509_verify_cert_error_string(result);
}

}  // namespace http
