// A chain in PEM, as a CA sends it or as it stands in a Secret (RFC 8555 sections 9.1 and 11.4).

#include "crypto/certificate.h"
#include "fuzz/input.h"

void fuzz::try_input(std::string_view input) {
  const auto chain = crypto::parse_chain(input);
  if (!chain) {
    must(chain.error().size() < 200, "a refusal does not repeat what it refuses");
    return;
  }
  must(!chain->empty() && chain->size() <= 10, "a chain has 1 to 10 certificates");
  must(input.find("PRIVATE KEY") == std::string_view::npos, "a chain has no private key");
}
