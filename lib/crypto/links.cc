#include "crypto/links.h"

#include <openssl/err.h>

#include <algorithm>
#include <list>

namespace crypto {
namespace {

constexpr std::size_t kMaxSubject = 200;

// The certificates that were asked for last, the newest first.
class Recent {
 public:
  X509Ptr of(const std::string& der) {
    const auto known = std::ranges::find(kept_, der, &Kept::der);
    if (known == kept_.end()) {
      kept_.push_front({der, read(der)});
      if (kept_.size() > kMost) kept_.pop_back();
    } else {
      kept_.splice(kept_.begin(), kept_, known);
    }
    X509* const found = kept_.front().x509.get();
    ensure(X509_up_ref(found) > 0, "no X.509");
    return X509Ptr(found);
  }

 private:
  static constexpr std::size_t kMost = 12;  // a chain has ten at most
  struct Kept {
    std::string der;
    X509Ptr x509;
  };

  static X509Ptr read(const std::string& der) {
    const unsigned char* at = octets(std::string_view(der));
    return owned<X509Ptr>(d2i_X509(nullptr, &at, static_cast<long>(der.size())),
                          "a parsed certificate does not parse");
  }

  std::list<Kept> kept_;
};

using Links = std::vector<X509Ptr>;

Links links_of(const std::vector<Certificate>& chain) {
  Links links;
  for (const Certificate& certificate : chain) links.push_back(x509_of(certificate));
  return links;
}

std::string place(const Links& links, std::size_t i) {
  if (i >= links.size()) return "the chain";
  const std::string subject =
      one_line(*X509_get_subject_name(links[i].get())).substr(0, kMaxSubject);
  return "certificate " + std::to_string(i + 1) + " of the chain" +
         (subject.empty() ? "" : " (" + subject + ")");
}

std::string reason(int error) { return std::string(": ") + X509_verify_cert_error_string(error); }

bool is_ca(X509& certificate) { return (X509_get_extension_flags(&certificate) & EXFLAG_CA) != 0; }

std::optional<std::string> check_leaf(X509& leaf) {
  if (is_ca(leaf)) return "the certificate is a CA's own";
  const bool self_signed = X509_self_signed(&leaf, 1) > 0;
  ERR_clear_error();
  if (self_signed) return "the certificate is signed by its own key, not by a CA";
  return std::nullopt;
}

// OpenSSL's verification looks for a path in whatever order, and takes the last one for a CA
// without being told so.
std::optional<std::string> check_order(const Links& links) {
  for (std::size_t i = 1; i < links.size(); ++i) {
    if (!is_ca(*links[i])) return place(links, i) + " is not a CA's";
    const int error = X509_check_issued(links[i].get(), links[i - 1].get());
    ERR_clear_error();
    if (error != X509_V_OK)
      return place(links, i) + " is not the issuer of the one before it" + reason(error);
  }
  return std::nullopt;
}

void free_list(STACK_OF(X509) * list) { sk_X509_free(list); }
using List = Owned<STACK_OF(X509), free_list>;
using Store = Owned<X509_STORE, X509_STORE_free>;
using Context = Owned<X509_STORE_CTX, X509_STORE_CTX_free>;

struct Tolerance {
  const X509* may_have_expired;  // or null
  std::time_t latest_start;
};

// OpenSSL calls it with 0 for each thing that is wrong; 1 lets that pass.
int is_tolerable(int good, X509_STORE_CTX* context) {
  if (good == 1) return 1;
  auto tolerance = *static_cast<const Tolerance*>(X509_STORE_CTX_get_app_data(context));
  const X509* at = X509_STORE_CTX_get_current_cert(context);
  bool is = false;
  switch (X509_STORE_CTX_get_error(context)) {
    case X509_V_ERR_CERT_NOT_YET_VALID:
      is = X509_cmp_time(X509_get0_notBefore(at), &tolerance.latest_start) < 0;
      break;
    case X509_V_ERR_CERT_HAS_EXPIRED:
      is = at == tolerance.may_have_expired;
      break;
    default:
      break;
  }
  return is ? 1 : 0;
}

// One verification: the first certificate is in question, the last one is trusted.
class Verification {
 public:
  Verification(const Links& links, base::WallTime now)
      : links_(links),
        tolerance_{links.size() > 2 ? links.back().get() : nullptr,
                   unix_time(now + kClockDifference)} {
    for (std::size_t i = 1; i + 1 < links.size(); ++i)
      ensure(sk_X509_push(between_.get(), links[i].get()) > 0, "no list");
    ensure(X509_STORE_add_cert(store_.get(), links.back().get()) > 0 &&
               X509_STORE_CTX_init(context_.get(), store_.get(), links.front().get(),
                                   between_.get()) > 0 &&
               X509_STORE_CTX_set_app_data(context_.get(), &tolerance_) > 0,
           "no verification");
    X509_STORE_CTX_set_verify_cb(context_.get(), is_tolerable);
    ask(unix_time(now));
  }

  std::optional<std::string> run() {
    const bool good = X509_verify_cert(context_.get()) > 0;
    ERR_clear_error();
    return good ? one_too_many() : what_is_wrong();
  }

 private:
  static std::time_t unix_time(base::WallTime time) {
    return std::chrono::floor<base::Seconds>(time).time_since_epoch().count();
  }

  // No purpose and no strength of keys is asked for: clients differ in what they want of those.
  void ask(std::time_t now) {
    X509_VERIFY_PARAM* parameters = X509_STORE_CTX_get0_param(context_.get());
    ensure(X509_VERIFY_PARAM_set_flags(parameters,
                                       X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_IGNORE_CRITICAL) > 0,
           "no parameters");
    X509_VERIFY_PARAM_set_time(parameters, now);
  }

  std::string what_is_wrong() const {
    const int error = X509_STORE_CTX_get_error(context_.get());
    const auto found =
        std::ranges::find(links_, X509_STORE_CTX_get_current_cert(context_.get()), &X509Ptr::get);
    const auto i = static_cast<std::size_t>(found - links_.begin());
    if (error == X509_V_ERR_CERT_SIGNATURE_FAILURE)
      return place(links_, i + 1) + " did not sign the one before it" + reason(error);
    return place(links_, i) + reason(error);
  }

  // The first that is not on the path.
  std::optional<std::string> one_too_many() const {
    const STACK_OF(X509)* path = X509_STORE_CTX_get0_chain(context_.get());
    for (std::size_t i = 0; i < links_.size(); ++i)
      if (sk_X509_value(path, static_cast<int>(i)) != links_[i].get())
        return place(links_, i) + " is one too many: the chain holds without it";
    return std::nullopt;
  }

  const Links& links_;
  Tolerance tolerance_;
  List between_ = owned<List>(sk_X509_new_null(), "no list");
  Store store_ = owned<Store>(X509_STORE_new(), "no store");
  Context context_ = owned<Context>(X509_STORE_CTX_new(), "no verification");
};

}  // namespace

X509Ptr x509_of(const Certificate& certificate) {
  thread_local Recent recent;
  return recent.of(certificate.der);
}

std::optional<std::string> check_links(const std::vector<Certificate>& chain, base::WallTime now) {
  const Links links = links_of(chain);
  if (auto wrong = check_leaf(*links.front())) return wrong;
  if (auto wrong = check_order(links)) return wrong;
  return Verification(links, now).run();
}

}  // namespace crypto
