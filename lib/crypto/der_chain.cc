#include "crypto/der_chain.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>

#include "crypto/handle.h"
#include "crypto/pem.h"
#include "crypto/quick.h"

namespace crypto {
namespace {

using Pkcs7 = Owned<PKCS7, PKCS7_free>;

constexpr char kSequence = 0x30;  // X.690 section 8.9

Pkcs7 pkcs7_in_der(std::string_view bytes) {
  const unsigned char* at = octets(bytes);
  Pkcs7 read(d2i_PKCS7(nullptr, &at, static_cast<long>(bytes.size())));
  return at == octets(bytes) + bytes.size() ? std::move(read) : nullptr;
}

Pkcs7 pkcs7_in_pem(std::string_view bytes) {
  return Pkcs7(PEM_read_bio_PKCS7(reading_bio(bytes).get(), nullptr, nullptr, nullptr));
}

}  // namespace

bool is_der(std::string_view bytes) { return bytes.starts_with(kSequence); }

std::optional<std::string> pem_of_certificate(std::string_view der) {
  if (!is_der(der) || !quick_certificate(der)) return {};
  return certificate_block(der);
}

std::optional<std::string> pem_of_pkcs7(std::string_view bytes) {
  const Pkcs7 read = is_der(bytes) ? pkcs7_in_der(bytes) : pkcs7_in_pem(bytes);
  ERR_clear_error();
  if (!read || !PKCS7_type_is_signed(read.get()) || read->d.sign == nullptr) return {};
  const STACK_OF(X509)* held = read->d.sign->cert;
  std::string pem;
  for (int i = 0; i < sk_X509_num(held); ++i)
    pem += certificate_block(to_der(i2d_X509, sk_X509_value(held, i)));
  if (pem.empty()) return {};
  return pem;
}

}  // namespace crypto
