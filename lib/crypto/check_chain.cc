#include <openssl/err.h>

#include <algorithm>

#include "crypto/certificate.h"
#include "crypto/handle.h"

namespace crypto {
namespace {

// A CA that is a little ahead of us must not make a good certificate look bad.
constexpr base::Seconds kClockDifference{std::chrono::hours(1)};

X509Ptr reread(const Certificate& certificate) {
  const unsigned char* at = octets(std::string_view(certificate.der));
  return owned<X509Ptr>(d2i_X509(nullptr, &at, static_cast<long>(certificate.der.size())),
                        "a parsed certificate does not parse");
}

std::vector<std::string> sorted(std::vector<std::string> names) {
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::optional<std::string> first_missing(const std::vector<std::string>& wanted,
                                         const std::vector<std::string>& has) {
  for (const std::string& name : wanted)
    if (!std::ranges::binary_search(has, name)) return name;
  return std::nullopt;
}

std::optional<std::string> check_names(const std::vector<std::string>& has,
                                       const std::vector<std::string>& wanted) {
  const auto found = sorted(has);
  const auto asked = sorted(wanted);
  if (const auto name = first_missing(asked, found)) return "the certificate lacks " + *name;
  if (const auto name = first_missing(found, asked))
    return "the certificate is also for " + *name + ", which was not asked for";
  return std::nullopt;
}

std::optional<std::string> check_validity(const Certificate& leaf, base::WallTime now) {
  if (now >= leaf.not_after) return "the certificate has expired";
  if (now + kClockDifference < leaf.not_before) return "the certificate is not valid yet";
  return std::nullopt;
}

bool signed_by(X509& certificate, X509& issuer) {
  EVP_PKEY* key = X509_get0_pubkey(&issuer);
  const bool matches =
      key != nullptr &&
      X509_NAME_cmp(X509_get_issuer_name(&certificate), X509_get_subject_name(&issuer)) == 0 &&
      X509_verify(&certificate, key) > 0;
  ERR_clear_error();
  return matches;
}

bool is_ca(X509& certificate) { return (X509_get_extension_flags(&certificate) & EXFLAG_CA) != 0; }

std::optional<std::string> check_links(const std::vector<Certificate>& chain) {
  X509Ptr certificate = reread(chain.front());
  if (is_ca(*certificate)) return "the certificate is a CA's own";
  for (std::size_t i = 1; i < chain.size(); ++i) {
    X509Ptr issuer = reread(chain[i]);
    const std::string name = "certificate " + std::to_string(i + 1) + " of the chain";
    if (!is_ca(*issuer)) return name + " is not a CA's";
    if (!signed_by(*certificate, *issuer)) return name + " did not sign the one before it";
    certificate = std::move(issuer);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> check_chain(const std::vector<Certificate>& chain, const PrivateKey& key,
                                       const Wanted& wanted, base::WallTime now) {
  if (chain.empty()) return "no certificate";
  const Certificate& leaf = chain.front();
  if (leaf.public_der != key.public_der()) return "the certificate is for another key";
  if (auto wrong = check_names(leaf.dns_names, wanted.dns_names)) return wrong;
  if (auto wrong = check_names(leaf.ip_addresses, wanted.ip_addresses)) return wrong;
  if (auto wrong = check_validity(leaf, now)) return wrong;
  return check_links(chain);
}

}  // namespace crypto
