// SystemRoots: the certificate authorities that the machine trusts, loaded once and shared.
//
// Where they are is what SSL_CERT_FILE and SSL_CERT_DIR said when remember_system_roots() was
// called, or at the first use. Any thread, but remember before threads start.
#pragma once

#include <openssl/types.h>

#include <memory>

namespace http {

void remember_system_roots();

// Empty, with a warning in the log, when there are none to be found.
std::shared_ptr<X509_STORE> system_roots();

}  // namespace http
