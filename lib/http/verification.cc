#include "http/verification.h"

#include <openssl/ssl.h>

#include "http/resolve.h"

namespace http {
namespace {

using Shared = std::shared_ptr<Verification>;

void forget(void*, void* held, CRYPTO_EX_DATA*, int, long, void*) {
  delete static_cast<Shared*>(held);
}

int slot() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, forget);
  return index;
}

Verification& verification_of(const SSL* connection) {
  const SSL_CTX* context = SSL_get_SSL_CTX(connection);
  return **static_cast<Shared*>(SSL_CTX_get_ex_data(context, slot()));
}

int pass(int good, X509_STORE_CTX*) { return good; }

}  // namespace

void Verification::set_up(SSL_CTX* context, const Shared& verification) {
  SSL_CTX_set_ex_data(context, slot(), new Shared(verification));
  verification->tls_->set_up(context);
  SSL_CTX_set_info_callback(context, name_server);
  if (verification->tls_->verifies()) SSL_CTX_set_cert_verify_callback(context, verify, nullptr);
}

std::string Verification::refusal() const {
  return refusal_.with([](const std::string& text) { return text; });
}

int Verification::verify(X509_STORE_CTX* chain, void*) {
  const auto* connection = static_cast<const SSL*>(
      X509_STORE_CTX_get_ex_data(chain, SSL_get_ex_data_X509_STORE_CTX_idx()));
  Verification& self = verification_of(connection);
  if (!self.tls_->expect(X509_STORE_CTX_get0_param(chain), self.host_)) return 0;
  // The library's own check would accept a common name, and knows of no other name to expect.
  X509_STORE_CTX_set_verify_cb(chain, pass);
  const bool good = X509_verify_cert(chain) == 1;
  const char* reason = X509_verify_cert_error_string(X509_STORE_CTX_get_error(chain));
  self.refusal_.with([&](std::string& text) { text = good ? "" : reason; });
  return good ? 1 : 0;
}

// cpprestsdk can put only the URL's host into SNI, so we do it as the handshake begins.
void Verification::name_server(const SSL* connection, int where, int) {
  if ((where & SSL_CB_HANDSHAKE_START) == 0) return;
  const Verification& self = verification_of(connection);
  const std::string& name = self.tls_->name(self.host_);
  if (!is_address(name)) SSL_set_tlsext_host_name(const_cast<SSL*>(connection), name.c_str());
}

}  // namespace http
