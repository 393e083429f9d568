#include "http/system_roots.h"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <string>

#include "base/log.h"

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
bool load_bundle(X509_STORE* store) {
  for (const char* file : {X509_get_default_cert_file(), "/etc/ssl/certs/ca-certificates.crt",
                           "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"}) {
    if (X509_STORE_load_file(store, file) == 1) return true;
  }
  return false;
}

bool load(X509_STORE* store) {
  const auto& [file, folder] = places();
  const std::string default_folder = X509_get_default_cert_dir();
  if (!file.empty() || !folder.empty()) {
    if (!folder.empty()) X509_STORE_load_path(store, folder.c_str());
    return file.empty() || X509_STORE_load_file(store, file.c_str()) == 1;
  }
  if (!is_hashed(default_folder)) return load_bundle(store);
  return X509_STORE_load_path(store, default_folder.c_str()) == 1;
}

}  // namespace

void remember_system_roots() { places(); }

std::shared_ptr<X509_STORE> system_roots() {
  static std::mutex mutex;
  static std::shared_ptr<X509_STORE> roots;
  std::lock_guard lock(mutex);
  if (roots) return roots;
  std::shared_ptr<X509_STORE> store(X509_STORE_new(), X509_STORE_free);
  if (!load(store.get())) base::log_warning("no trusted root certificates on this machine");
  ERR_clear_error();
  return roots = store;
}

}  // namespace http
