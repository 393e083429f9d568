#include "http/system_roots.h"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <stdexcept>
#include <string>

namespace http {
namespace {

struct Places {
  std::string file;
  std::string folder;
};

Places look_around() {
  const char* file = std::getenv(X509_get_default_cert_file_env());
  const char* folder = std::getenv(X509_get_default_cert_dir_env());
  return {file != nullptr ? file : "", folder != nullptr ? folder : ""};
}

const Places& places() {
  static const Places found = look_around();
  return found;
}

// A folder that was prepared with `openssl rehash` gives each root when it is asked for; reading
// the whole bundle costs 20 ms and some megabytes.
bool is_hashed(const std::string& folder) {
  std::error_code error;
  const std::filesystem::directory_iterator entries(folder, error);
  if (error) return false;
  return std::any_of(begin(entries), end(entries),
                     [](const auto& entry) { return entry.path().extension() == ".0"; });
}

// Where the distributions keep the bundle, when OpenSSL's own default is not there.
std::string bundle() {
  for (const char* file : {X509_get_default_cert_file(), "/etc/ssl/certs/ca-certificates.crt",
                           "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"}) {
    if (std::filesystem::exists(file)) return file;
  }
  throw std::runtime_error("no trusted root certificates on this machine: set SSL_CERT_FILE");
}

bool load_named(X509_STORE* store) {
  const auto& [file, folder] = places();
  if (!file.empty() && X509_STORE_load_file(store, file.c_str()) != 1) {
    throw std::runtime_error("no certificates in SSL_CERT_FILE " + file);
  }
  if (!folder.empty()) X509_STORE_load_path(store, folder.c_str());
  return !file.empty() || !folder.empty();
}

void load_default(X509_STORE* store) {
  const char* folder = X509_get_default_cert_dir();
  if (is_hashed(folder)) {
    X509_STORE_load_path(store, folder);
    return;
  }
  const std::string file = bundle();
  if (X509_STORE_load_file(store, file.c_str()) != 1) {
    throw std::runtime_error("no certificates in " + file);
  }
}

}  // namespace

void remember_system_roots() { places(); }

std::shared_ptr<X509_STORE> system_roots() {
  static std::mutex mutex;
  static std::shared_ptr<X509_STORE> roots;
  std::lock_guard lock(mutex);
  if (roots) return roots;
  std::shared_ptr<X509_STORE> store(X509_STORE_new(), X509_STORE_free);
  if (!load_named(store.get())) load_default(store.get());
  ERR_clear_error();
  return roots = store;
}

}  // namespace http
