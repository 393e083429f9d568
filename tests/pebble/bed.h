// Bed: a CA for one test, with a place where its validator finds our answers. Two kinds behave
// alike and are held to it by the same tests: a real Pebble, and our ScriptedCa. One thread at a
// time.
#pragma once

#include <map>
#include <memory>
#include <string>

namespace pebble {

struct BedOptions {
  int nonce_reject_percent = 5;
  std::map<std::string, std::string> mac_keys{};  // key id to base64url; then they are required
  bool reuse = false;                             // of valid authorizations
  int alternate_roots = 0;                        // Pebble's alone
  int chain_length = 1;                           // of intermediates; Pebble's alone
};

class Bed {
 public:
  virtual ~Bed() = default;

  virtual std::string directory_url() const = 0;
  // The root that signed the certificate of the CA's API.
  virtual std::string api_root_pem() const = 0;
  // What is answered at /.well-known/acme-challenge/TOKEN.
  virtual void answer(const std::string& token, const std::string& content) = 0;
};

}  // namespace pebble
