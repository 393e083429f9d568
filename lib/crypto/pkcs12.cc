#include "crypto/pkcs12.h"

#include <openssl/pkcs12.h>

#include <stdexcept>

#include "crypto/key_handle.h"
#include "crypto/pem.h"

namespace crypto {
namespace {

constexpr int kIterations = 10'000;
constexpr std::size_t kMaxChain = 10;

using Chain = Owned<STACK_OF(X509), [](STACK_OF(X509) * all) { sk_X509_pop_free(all, X509_free); }>;
using Keystore = Owned<PKCS12, PKCS12_free>;

X509Ptr read_block(const std::string& der) {
  const unsigned char* at = octets(std::string_view(der));
  X509Ptr certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  if (!certificate) throw std::invalid_argument("not an X.509 certificate");
  return certificate;
}

}  // namespace

base::Secret pkcs12(const PrivateKey& key, const std::string& chain_pem,
                    const base::Secret& password, const std::string& name) {
  const auto blocks = certificate_blocks(chain_pem, kMaxChain);
  if (!blocks) throw std::invalid_argument(blocks.error());
  const X509Ptr leaf = read_block(blocks->front());
  const auto others = owned<Chain>(sk_X509_new_null(), "no chain");
  for (std::size_t i = 1; i < blocks->size(); ++i) {
    ensure(sk_X509_push(others.get(), read_block((*blocks)[i]).release()) > 0, "no chain");
  }
  // Without a MAC at first: OpenSSL would take SHA-1 for it.
  const auto keystore = owned<Keystore>(
      PKCS12_create(password.reveal().c_str(), name.c_str(), key.handle().pkey.get(), leaf.get(),
                    others.get(), NID_aes_256_cbc, NID_aes_256_cbc, kIterations, -1, 0),
      "no PKCS#12");
  ensure(PKCS12_set_mac(keystore.get(), password.reveal().c_str(), -1, nullptr, 0, kIterations,
                        EVP_sha256()) > 0,
         "no MAC");
  return base::Secret(to_der(i2d_PKCS12, keystore.get()));
}

}  // namespace crypto
