// The DER of certificates, one after the other: as a chain that is read, and checked as if it had
// been asked for. The leaf of the corpus is for the key of RFC 7515 appendix A.3.

#include "crypto/certificate.h"

#include <algorithm>

#include "base/base64.h"
#include "crypto/rfc7515_keys.h"
#include "fuzz/input.h"
#include "wire/object.h"
#include "wire/writer.h"

namespace {

const crypto::PrivateKey& key() {
  static const auto made = *crypto::PrivateKey::from_pem(base::Secret(rfc7515::kP256));
  return made;
}

// As long as a SEQUENCE of two octets of length says, or all that is left.
std::string_view take_der(std::string_view& rest) {
  std::size_t size = rest.size();
  if (rest.size() >= 4 && rest.starts_with("\x30\x82")) {
    const auto octet = [&](std::size_t at) { return static_cast<unsigned char>(rest[at]); };
    size = std::min<std::size_t>(size, 4U + 256U * octet(2) + octet(3));
  }
  const std::string_view der = rest.substr(0, size);
  rest.remove_prefix(size);
  return der;
}

std::string pem_of(std::string_view input) {
  std::string pem;
  while (!input.empty()) {
    pem += "-----BEGIN CERTIFICATE-----\n" + base::base64(take_der(input)) +
           "\n-----END CERTIFICATE-----\n";
  }
  return pem;
}

// The writer puts another character where there is no UTF-8.
void can_be_written(const std::string& text) {
  const auto written = wire::Object::parse(wire::Writer().set("text", text).text());
  fuzz::must(written.text("text") == text, "a text is UTF-8");
}

void check(const crypto::Certificate& certificate) {
  for (const auto* names : {&certificate.dns_names, &certificate.ip_addresses}) {
    fuzz::must(std::ranges::is_sorted(*names), "names are sorted");
    for (const std::string& name : *names) can_be_written(name);
  }
  for (const auto* text :
       {&certificate.common_name, &certificate.issuer, &certificate.issuer_common_name}) {
    can_be_written(*text);
  }
  fuzz::must(certificate.serial.find_first_not_of("-0123456789abcdef") == std::string::npos,
             "a serial number is hex");
}

}  // namespace

void fuzz::try_input(std::string_view input) {
  const auto chain = crypto::parse_chain(pem_of(input));
  if (!chain) return;
  for (const crypto::Certificate& certificate : *chain) check(certificate);
  const crypto::Certificate& leaf = chain->front();
  crypto::check_chain(*chain, key(), {leaf.dns_names, leaf.ip_addresses}, leaf.not_before);
}
