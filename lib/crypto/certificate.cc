#include "crypto/certificate.h"

#include <arpa/inet.h>
#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <stdexcept>

#include "base/text.h"
#include "crypto/handle.h"
#include "crypto/pem.h"
#include "crypto/quick.h"

namespace crypto {
namespace {

constexpr std::size_t kMaxChain = 10;

// What is wrong with the certificate being read; parse_chain tells which block it is.
class Unreadable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

X509Ptr read_der(const std::string& der) {
  X509Ptr certificate = quick_certificate(der);
  if (!certificate) throw Unreadable("not an X.509 certificate");
  return certificate;
}

std::string text_of(const ASN1_STRING& text) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(&text)),
          static_cast<std::size_t>(ASN1_STRING_length(&text))};
}

// A zero byte or a control character makes one name look like another to whoever reads it as C
// text.
std::string name_text(const ASN1_STRING& text) {
  std::string name = text_of(text);
  if (std::ranges::any_of(name, [](unsigned char c) { return c <= ' ' || c >= 0x7f; }))
    throw Unreadable("a DNS name with a character that no name has");
  return base::lower(std::move(name));
}

std::string address_text(const ASN1_STRING& octet_string) {
  const std::string bytes = text_of(octet_string);
  if (bytes.size() != 4 && bytes.size() != 16) throw Unreadable("an IP address of odd length");
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(bytes.size() == 4 ? AF_INET : AF_INET6, bytes.data(), text.data(), text.size());
  return text.data();
}

void read_names(X509& certificate, Certificate& to) {
  int found = 0;
  const GeneralNames names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(&certificate, NID_subject_alt_name, &found, nullptr)));
  ERR_clear_error();
  if (!names && found != -1) throw Unreadable("the subject alternative names are damaged");
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    int type = 0;
    const void* value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), i), &type);
    const auto* text = static_cast<const ASN1_STRING*>(value);
    if (type == GEN_DNS) to.dns_names.push_back(name_text(*text));
    if (type == GEN_IPADD) to.ip_addresses.push_back(address_text(*text));
  }
  for (auto* list : {&to.dns_names, &to.ip_addresses}) {
    std::ranges::sort(*list);
    list->erase(std::unique(list->begin(), list->end()), list->end());
  }
}

// As UTF-8, however it was written: what is not would stop whoever writes it down.
std::string common_name(const X509_NAME* subject) {
  const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at < 0) return "";
  unsigned char* text = nullptr;
  const int size =
      ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
  ERR_clear_error();
  if (size < 0) throw Unreadable("a common name that is not text");
  std::string name(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
  OPENSSL_free(text);
  return name;
}

std::string serial_text(const X509& certificate) {
  const auto number = owned<BigNumber>(
      ASN1_INTEGER_to_BN(X509_get0_serialNumber(&certificate), nullptr), "no serial number");
  const Bio bio = memory_bio();
  ensure(BN_print(bio.get(), number.get()) > 0, "cannot print a serial number");
  return base::lower(contents(*bio));
}

// RFC 5280 section 4.1.2.2 allows 20 octets, so the length is one octet.
std::string serial_octets(const X509& certificate) {
  auto* number = const_cast<ASN1_INTEGER*>(X509_get0_serialNumber(&certificate));
  const std::string der = to_der(i2d_ASN1_INTEGER, number);
  return der.size() < 128 ? der.substr(2) : "";
}

// X509_get0_authority_key_id needs algorithms, which quick_certificate leaves out.
std::string authority_key(const X509& certificate) {
  using KeyId = Owned<AUTHORITY_KEYID, AUTHORITY_KEYID_free>;
  const KeyId id(static_cast<AUTHORITY_KEYID*>(
      X509_get_ext_d2i(&certificate, NID_authority_key_identifier, nullptr, nullptr)));
  ERR_clear_error();
  return id && id->keyid != nullptr ? text_of(*id->keyid) : "";
}

base::WallTime time_of(const ASN1_TIME& time) {
  std::tm fields{};
  if (ASN1_TIME_to_tm(&time, &fields) <= 0) {
    ERR_clear_error();
    throw Unreadable("a time that cannot be read");
  }
  return base::WallTime(base::Seconds(timegm(&fields)));
}

Certificate read_certificate(std::string der) {
  const X509Ptr x509 = read_der(der);
  Certificate certificate;
  read_names(*x509, certificate);
  certificate.common_name = common_name(X509_get_subject_name(x509.get()));
  certificate.issuer_common_name = common_name(X509_get_issuer_name(x509.get()));
  certificate.issuer = one_line(*X509_get_issuer_name(x509.get()));
  certificate.serial = serial_text(*x509);
  certificate.serial_octets = serial_octets(*x509);
  certificate.authority_key = authority_key(*x509);
  certificate.not_before = time_of(*X509_get0_notBefore(x509.get()));
  certificate.not_after = time_of(*X509_get0_notAfter(x509.get()));
  certificate.public_der = to_der(i2d_X509_PUBKEY, X509_get_X509_PUBKEY(x509.get()));
  certificate.der = std::move(der);
  return certificate;
}

}  // namespace

base::Result<std::vector<Certificate>, std::string> parse_chain(std::string_view pem) {
  auto blocks = certificate_blocks(pem, kMaxChain);
  if (!blocks) return base::unexpected(blocks.error());
  std::vector<Certificate> chain;
  for (std::string& der : *blocks) {
    try {
      chain.push_back(read_certificate(std::move(der)));
    } catch (const Unreadable& wrong) {
      return base::unexpected("block " + std::to_string(chain.size() + 1) + ": " + wrong.what());
    }
  }
  return chain;
}

}  // namespace crypto
