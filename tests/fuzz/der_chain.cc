// A download that may be DER or PKCS #7: what is made of it is PEM of certificates and nothing
// else.

#include "crypto/der_chain.h"

#include "crypto/certificate.h"
#include "fuzz/input.h"

void fuzz::try_input(std::string_view input) {
  const auto one = crypto::pem_of_certificate(input);
  const auto several = crypto::pem_of_pkcs7(input);
  must(!one || !several, "it is one of the two");
  for (const auto& pem : {one, several}) {
    if (!pem) continue;
    must(pem->find("-----BEGIN ") == 0, "a block is the beginning");
    must(pem->find("PRIVATE KEY") == std::string::npos, "no key is handed on");
    static_cast<void>(crypto::parse_chain(*pem));
  }
}
