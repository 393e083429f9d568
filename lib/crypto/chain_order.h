// What a CA has sent, put into the form in which a chain is stored and served. Some CAs send the
// leaf last, intermediates in any order, one of them twice, or words between the blocks. Pure; any
// thread.
#pragma once

#include <string>

#include "crypto/key.h"

namespace crypto {

// The certificate of the key first, each other one behind the one that it has signed (RFC 8555
// section 9.1), as PEM without any other text; what is not above the leaf is left out. Text in
// which there is no such certificate, or a block that is none, is given back as it is:
// parse_chain() and check_chain() say what is wrong with it.
std::string ordered_chain(const std::string& received, const PrivateKey& key);

}  // namespace crypto
