#include "orders/usages.h"

#include <algorithm>
#include <array>
#include <utility>

namespace controller {
namespace {

using Names = std::pair<std::string_view, const char*>;  // cert-manager's, OpenSSL's

constexpr std::array<Names, 6> kKeyUsages{{{"signing", "digitalSignature"},
                                           {"digital signature", "digitalSignature"},
                                           {"content commitment", "nonRepudiation"},
                                           {"key encipherment", "keyEncipherment"},
                                           {"key agreement", "keyAgreement"},
                                           {"data encipherment", "dataEncipherment"}}};
constexpr std::array<Names, 6> kExtended{{{"server auth", "serverAuth"},
                                          {"client auth", "clientAuth"},
                                          {"code signing", "codeSigning"},
                                          {"email protection", "emailProtection"},
                                          {"timestamping", "timeStamping"},
                                          {"ocsp signing", "OCSPSigning"}}};

std::vector<std::string> named(const api::CertificateSpec& spec, const auto& names) {
  std::vector<std::string> found;
  for (const auto& [word, name] : names) {
    const bool wanted =
        std::find(spec.usages.begin(), spec.usages.end(), word) != spec.usages.end();
    const bool twice = std::find(found.begin(), found.end(), name) != found.end();
    if (wanted && !twice) found.emplace_back(name);
  }
  return found;
}

}  // namespace

std::vector<std::string> key_usages(const api::CertificateSpec& spec) {
  return named(spec, kKeyUsages);
}

std::vector<std::string> extended_key_usages(const api::CertificateSpec& spec) {
  return named(spec, kExtended);
}

}  // namespace controller
