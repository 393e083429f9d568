// Verification: how OpenSSL connections that another library makes are verified: our roots, our
// name check, our SNI; and why the last certificate was refused. Any thread.
#pragma once

#include <openssl/types.h>

#include <memory>
#include <string>

#include "base/guarded.h"
#include "http/tls.h"

namespace http {

class Verification {
 public:
  Verification(std::shared_ptr<const Tls> tls, std::string host)
      : tls_(std::move(tls)), host_(std::move(host)) {}

  // The context keeps `verification` alive for as long as it lives itself.
  static void set_up(SSL_CTX* context, const std::shared_ptr<Verification>& verification);

  bool is_wanted() const { return tls_->verifies(); }
  // Of the last certificate; empty when it was good.
  std::string refusal() const;

 private:
  static int verify(X509_STORE_CTX* chain, void*);
  static void name_server(const SSL* connection, int where, int);

  const std::shared_ptr<const Tls> tls_;
  const std::string host_;
  base::Guarded<std::string> refusal_;
};

}  // namespace http
