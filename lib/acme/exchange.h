// Exchange: what every ACME request has in common (RFC 8555 section 6): the directory, a nonce, a
// signature, and the one error that is repeated at once. For this room alone. Any thread.
#pragma once

#include <optional>
#include <set>
#include <stop_token>
#include <string>

#include "acme/ca_clock.h"
#include "acme/error_of.h"
#include "acme/nonce_pool.h"
#include "acme/observer.h"
#include "acme/signer.h"
#include "base/guarded.h"

namespace acme {

struct Post {
  Call call;
  Signer signer;        // without account_url: the key itself is sent
  std::string payload;  // "" for POST-as-GET
  std::string accept;   // "" for none
};

// With a 2xx status.
struct Answer {
  Call call;
  http::Response response;
  std::optional<base::Seconds> retry_after;
};

class Exchange {
 public:
  Exchange(http::Client& http, const base::Clock& clock, std::string directory_url,
           Observer observer);

  Result<Directory> directory(std::stop_token stop);
  Result<Answer> post(const Post& post, std::stop_token stop);
  // Not signed; short, since nothing waits for it.
  Result<Answer> get(const Call& call, std::stop_token stop);
  Result<void> ask_time(std::stop_token stop);
  std::optional<CaClock::Time> time() const { return ca_clock_.time(clock_.mono_now()); }

 private:
  struct Cached {
    Directory directory;
    std::set<std::string> hosts;
    base::MonoTime fetched;
  };

  Result<Directory> fetch_directory(std::stop_token stop);
  // With redirects followed, as long as they lead to the same server (which only a GET may do: RFC
  // 8555 section 6.4 binds a signed request to its URL).
  Result<http::Response> get_directory(std::stop_token stop);
  // Where a request may go: https, and to a host that the directory names. A CA, or whoever stands
  // in for it, must not have our signed requests sent elsewhere.
  Result<http::Url> checked(const Call& call, std::stop_token stop);
  // One that no other request has or will use.
  Result<std::string> nonce(std::stop_token stop);
  Result<std::string> fetch_nonce(const char* method, const std::string& url, std::stop_token stop);
  Result<http::Response> send_once(const Post& post, const http::Url& url, const std::string& nonce,
                                   std::stop_token stop);
  void hear_time(const http::Response& response);
  Result<http::Response> send(const Call& call, const http::Request& request, std::stop_token stop);

  http::Client& http_;
  const base::Clock& clock_;
  const std::string directory_url_;
  const Observer observer_;
  CaClock ca_clock_;
  NoncePool nonces_;
  base::Guarded<std::optional<Cached>> directory_;
};

}  // namespace acme
