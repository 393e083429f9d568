#include "crypto/handle.h"

#include <openssl/err.h>

#include <stdexcept>

namespace crypto {

void fail(const char* what) {
  const char* reason = ERR_reason_error_string(ERR_peek_error());
  std::string message = std::string("openssl: ") + what;
  if (reason != nullptr) message += std::string(": ") + reason;
  ERR_clear_error();
  throw std::runtime_error(message);
}

std::string contents(BIO& bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(&bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

Bio memory_bio() { return owned<Bio>(BIO_new(BIO_s_mem()), "no memory BIO"); }

std::string one_line(const X509_NAME& name) {
  const Bio bio = memory_bio();
  ensure(X509_NAME_print_ex(bio.get(), &name, 0, XN_FLAG_RFC2253) >= 0, "cannot print a name");
  return contents(*bio);
}

Bio reading_bio(std::string_view bytes) {
  return owned<Bio>(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())), "no memory BIO");
}

}  // namespace crypto
