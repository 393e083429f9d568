// Tls: what a client trusts and shows, parsed once from ClientOptions, to be put on OpenSSL
// objects.
//
// TLS 1.2 at least; the host name (or IP address) is checked by OpenSSL itself; the common name
// never counts. Immutable; any thread.
#pragma once

#include <openssl/types.h>

#include <memory>
#include <string>
#include <vector>

#include "http/client.h"

namespace http {

class Tls {
 public:
  // Throws std::runtime_error when a PEM cannot be read.
  explicit Tls(const ClientOptions& options);

  // Roots, client certificate, lowest version. For a context, once.
  void set_up(SSL_CTX* context) const;
  // The name in SNI and the name that the peer's certificate must have. For each connection.
  void expect(SSL* connection, const std::string& host) const;
  // The name alone, for a verification that the caller drives itself. False: it must not go on.
  bool expect(X509_VERIFY_PARAM* check, const std::string& host) const;

  bool verifies() const { return verify_; }
  const std::string& name(const std::string& host) const;

 private:
  bool verify_;
  std::string server_name_;
  std::shared_ptr<X509_STORE> roots_;
  std::vector<std::shared_ptr<X509>> chain_;  // of the client, its own first
  std::shared_ptr<EVP_PKEY> key_;
};

// "certificate has expired", "hostname mismatch", …; empty when the verification went well.
std::string verify_failure(const SSL* connection);

}  // namespace http
