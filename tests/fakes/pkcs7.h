// pkcs7_of(): the certificates of a PEM chain as PKCS #7 without signers, in DER, as some CAs send
// them. Any thread.
#pragma once

#include <openssl/pem.h>
#include <openssl/pkcs7.h>

#include <memory>
#include <string>

namespace fakes {

inline std::string pkcs7_of(const std::string& chain_pem) {
  const std::unique_ptr<PKCS7, decltype(&PKCS7_free)> made(PKCS7_new(), PKCS7_free);
  PKCS7_set_type(made.get(), NID_pkcs7_signed);
  PKCS7_content_new(made.get(), NID_pkcs7_data);
  const std::unique_ptr<BIO, decltype(&BIO_free)> text(
      BIO_new_mem_buf(chain_pem.data(), static_cast<int>(chain_pem.size())), BIO_free);
  while (X509* one = PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr)) {
    PKCS7_add_certificate(made.get(), one);
    X509_free(one);
  }
  unsigned char* bytes = nullptr;
  const int size = i2d_PKCS7(made.get(), &bytes);
  std::string der(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return der;
}

}  // namespace fakes
