#include "crypto/chain_order.h"

#include <openssl/err.h>

#include <algorithm>
#include <vector>

#include "base/base64.h"
#include "crypto/certificate.h"
#include "crypto/handle.h"

namespace crypto {
namespace {

constexpr std::string_view kAnyBegin = "-----BEGIN ";
constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
constexpr std::string_view kEnd = "-----END CERTIFICATE-----";
constexpr std::size_t kLine = 64;

// The blocks alone; "" where one of them is no certificate.
std::string without_words(std::string_view text) {
  std::string blocks;
  for (std::size_t at = text.find(kAnyBegin); at != text.npos; at = text.find(kAnyBegin, at)) {
    const std::size_t end = text.find(kEnd, at);
    if (!text.substr(at).starts_with(kBegin) || end == text.npos) return "";
    blocks.append(text.substr(at, end + kEnd.size() - at)).append("\n");
    at = end;
  }
  return blocks;
}

X509Ptr x509_of(const Certificate& certificate) {
  const unsigned char* at = octets(std::string_view(certificate.der));
  return owned<X509Ptr>(d2i_X509(nullptr, &at, static_cast<long>(certificate.der.size())),
                        "a parsed certificate does not parse");
}

bool has_issued(const Certificate& issuer, const Certificate& certificate) {
  const bool is = X509_check_issued(x509_of(issuer).get(), x509_of(certificate).get()) == X509_V_OK;
  ERR_clear_error();
  return is;
}

std::string pem_of(const Certificate& certificate) {
  const std::string text = base::base64(certificate.der);
  std::string pem = std::string(kBegin) + "\n";
  for (std::size_t at = 0; at < text.size(); at += kLine) pem += text.substr(at, kLine) + "\n";
  return pem.append(kEnd).append("\n");
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
    pem += pem_of(last);
    next = std::ranges::find_if(*rest,
                                [&](const Certificate& other) { return has_issued(other, last); });
  }
  return pem;
}

}  // namespace crypto
