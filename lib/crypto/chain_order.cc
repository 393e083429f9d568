#include "crypto/chain_order.h"

#include <openssl/err.h>

#include <algorithm>
#include <vector>

#include "crypto/certificate.h"
#include "crypto/links.h"
#include "crypto/pem.h"

namespace crypto {
namespace {

// The blocks alone; "" where one of them is no certificate.
std::string without_words(std::string_view text) {
  std::string blocks;
  for (std::size_t at = text.find(kAnyBegin); at != text.npos; at = text.find(kAnyBegin, at)) {
    const std::size_t end = text.find(kCertificateEnd, at);
    if (!text.substr(at).starts_with(kCertificateBegin) || end == text.npos) return "";
    blocks.append(text.substr(at, end + kCertificateEnd.size() - at)).append("\n");
    at = end;
  }
  return blocks;
}

bool has_issued(const Certificate& issuer, const Certificate& certificate) {
  const bool is = X509_check_issued(x509_of(issuer).get(), x509_of(certificate).get()) == X509_V_OK;
  ERR_clear_error();
  return is;
}

// Takes it out of `rest`.
Certificate take(std::vector<Certificate>& rest, std::vector<Certificate>::iterator at) {
  Certificate taken = std::move(*at);
  const std::string der = taken.der;
  rest.erase(at);
  std::erase_if(rest, [&](const Certificate& other) { return other.der == der; });
  return taken;
}

}  // namespace

std::string ordered_chain(const std::string& received, const PrivateKey& key) {
  auto rest = parse_chain(without_words(received));
  if (!rest) return received;
  const std::string public_der = key.public_der();
  auto next = std::ranges::find(*rest, public_der, &Certificate::public_der);
  if (next == rest->end()) return received;
  std::string pem;
  while (next != rest->end()) {
    const Certificate last = take(*rest, next);
    pem += certificate_block(last.der);
    next = std::ranges::find_if(*rest,
                                [&](const Certificate& other) { return has_issued(other, last); });
  }
  return pem;
}

}  // namespace crypto
