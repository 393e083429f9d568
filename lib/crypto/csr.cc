#include "crypto/csr.h"

#include <openssl/err.h>

#include <stdexcept>

#include "crypto/key_handle.h"
#include "crypto/quick.h"

namespace crypto {
namespace {

// RFC 5280 appendix A.1, ub-common-name.
constexpr std::size_t kMaxCommonName = 64;

void add_name(GENERAL_NAMES& names, int type, ASN1_STRING* value) {
  ensure(value != nullptr, "no name");
  GENERAL_NAME* name = GENERAL_NAME_new();
  ensure(name != nullptr, "no name");
  GENERAL_NAME_set0_value(name, type, value);
  ensure(sk_GENERAL_NAME_push(&names, name) > 0, "no name");
}

ASN1_STRING* dns_name(const std::string& name) {
  ASN1_STRING* value = ASN1_IA5STRING_new();
  ensure(value != nullptr && ASN1_STRING_set(value, name.data(), static_cast<int>(name.size())) > 0,
         "no name");
  return value;
}

GeneralNames alternative_names(const CsrNames& names) {
  auto all = owned<GeneralNames>(GENERAL_NAMES_new(), "no names");
  for (const std::string& name : names.dns_names) add_name(*all, GEN_DNS, dns_name(name));
  for (const std::string& address : names.ip_addresses) {
    ASN1_OCTET_STRING* value = a2i_IPADDRESS(address.c_str());
    if (value == nullptr) throw std::invalid_argument("not an IP address: " + address);
    add_name(*all, GEN_IPADD, value);
  }
  return all;
}

void set_common_name(X509_REQ& request, const std::string& name) {
  if (name.empty()) return;
  if (name.size() > kMaxCommonName)
    throw std::invalid_argument("a common name of more than 64 bytes: " + name);
  ensure(
      X509_NAME_add_entry_by_NID(X509_REQ_get_subject_name(&request), NID_commonName, MBSTRING_UTF8,
                                 octets(name), static_cast<int>(name.size()), -1, 0) > 0,
      "no common name");
}

using Extensions = Owned<X509_EXTENSIONS, [](X509_EXTENSIONS* all) {
  sk_X509_EXTENSION_pop_free(all, X509_EXTENSION_free);
}>;

void add_usages(X509_EXTENSIONS& all, int type, const std::vector<std::string>& usages) {
  if (usages.empty()) return;
  std::string value = type == NID_key_usage ? "critical" : "";
  for (const std::string& usage : usages) value += (value.empty() ? "" : ",") + usage;
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, type, value.c_str());
  if (extension == nullptr) {
    ERR_clear_error();
    throw std::invalid_argument("a usage that is unknown: " + value);
  }
  ensure(sk_X509_EXTENSION_push(&all, extension) > 0, "no usages");
}

void add_extensions(X509_REQ& request, const CsrNames& names) {
  const GeneralNames alternative = alternative_names(names);
  const auto extensions = owned<Extensions>(sk_X509_EXTENSION_new_null(), "no extensions");
  X509_EXTENSIONS* list = extensions.get();
  ensure(X509V3_add1_i2d(&list, NID_subject_alt_name, alternative.get(), 0, X509V3_ADD_DEFAULT) > 0,
         "no alternative names");
  add_usages(*list, NID_key_usage, names.key_usages);
  add_usages(*list, NID_ext_key_usage, names.extended_key_usages);
  ensure(X509_REQ_add_extensions(&request, list) > 0, "no extensions");
}

void set_public_key(X509_REQ& request, const KeyHandle& key) {
  if (key.curve != 0)
    return quick_public_key(*X509_REQ_get_X509_PUBKEY(&request), *key.pkey, key.curve);
  ensure(X509_REQ_set_pubkey(&request, key.pkey.get()) > 0, "no public key");
}

}  // namespace

std::string make_csr(const CsrNames& names, const PrivateKey& key) {
  const auto request = owned<X509RequestPtr>(X509_REQ_new(), "no request");
  ensure(X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) > 0, "no version");
  set_common_name(*request, names.common_name);
  add_extensions(*request, names);
  const KeyHandle& handle = key.handle();
  set_public_key(*request, handle);
  ensure(X509_REQ_sign(request.get(), handle.pkey.get(), handle.digest()) > 0, "cannot sign");
  return to_der(i2d_X509_REQ, request.get());
}

}  // namespace crypto
