// Owners of OpenSSL's objects, and the one way its failures leave this room: what "cannot happen"
// is thrown as std::runtime_error; what was wrong with the input is told by the caller's own words.
// OpenSSL's error queue is empty afterwards in both cases. For this room alone.
#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <string_view>

namespace crypto {

template <auto free_object>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    free_object(object);
  }
};
template <class T, auto free_object>
using Owned = std::unique_ptr<T, Freed<free_object>>;

using Bio = Owned<BIO, BIO_free>;
using BigNumber = Owned<BIGNUM, BN_free>;
using DigestContext = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using Pkey = Owned<EVP_PKEY, EVP_PKEY_free>;
using EcSignature = Owned<ECDSA_SIG, ECDSA_SIG_free>;
using X509Ptr = Owned<X509, X509_free>;
using X509RequestPtr = Owned<X509_REQ, X509_REQ_free>;
using GeneralNames = Owned<GENERAL_NAMES, GENERAL_NAMES_free>;

// Throws std::runtime_error "openssl: WHAT: its first reason".
[[noreturn]] void fail(const char* what);

inline void ensure(bool done, const char* what) {
  if (!done) fail(what);
}

// The same for a pointer, which it takes over.
template <class Owner>
Owner owned(typename Owner::pointer object, const char* what) {
  ensure(object != nullptr, what);
  return Owner(object);
}

// What was written to a memory BIO.
std::string contents(BIO& bio);
Bio memory_bio();
// RFC 2253, ASCII.
std::string one_line(const X509_NAME& name);
// Reads `bytes`, which must outlive it.
Bio reading_bio(std::string_view bytes);

inline const unsigned char* octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
inline unsigned char* octets(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

// The DER that one of OpenSSL's i2d functions writes.
template <class T>
std::string to_der(int (*encode)(T*, unsigned char**), std::type_identity_t<T>* object) {
  const int size = encode(object, nullptr);
  ensure(size > 0, "cannot encode");
  std::string der(static_cast<std::size_t>(size), '\0');
  unsigned char* to = octets(der);
  ensure(encode(object, &to) == size, "cannot encode");
  return der;
}

}  // namespace crypto
