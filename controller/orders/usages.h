// The usages of a Certificate's spec, in cert-manager's words, as a request's extensions name them.
// Pure.
#pragma once

#include <string>
#include <vector>

#include "api/certificate.h"

namespace controller {

std::vector<std::string> key_usages(const api::CertificateSpec& spec);
std::vector<std::string> extended_key_usages(const api::CertificateSpec& spec);

}  // namespace controller
