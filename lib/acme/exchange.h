// Exchange: what every ACME request has in common (RFC 8555 section 6): the directory, a nonce, a
// signature, and the one error that is repeated at once. For this room alone. Any thread.
#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "acme/ca_clock.h"
#include "acme/error_of.h"
#include "acme/nonce_pool.h"
#include "acme/options.h"
#include "acme/pace.h"
#include "acme/signer.h"
#include "base/guarded.h"

namespace acme {

// Bytes of a JSON object: an order of 121 names, of which each is told to be wrong, has some
// 50,000.
inline constexpr std::size_t kMaxObject = 64 * 1024;
// Of a certificate with its chain: a certificate for 121 names has some 40,000.
inline constexpr std::size_t kMaxChain = 256 * 1024;

struct Post {
  Call call;
  Signer signer;                  // without account_url: the key itself is sent
  std::string payload;            // "" for POST-as-GET
  std::string accept;             // "" for none
  std::size_t most = kMaxObject;  // bytes of the answer
};

// What came back, and the room in the budget that it takes.
struct Received {
  http::Response response;
  base::ByteBudget::Held held;
};

// With a 2xx status.
struct Answer {
  Call call;
  http::Url at;  // that was asked
  http::Response response;
  std::optional<base::Seconds> retry_after;
  base::ByteBudget::Held held;
};

class Exchange {
 public:
  Exchange(http::Client& http, const base::Clock& clock, std::string directory_url,
           Options options);

  Result<Directory> directory(std::stop_token stop);
  Result<Answer> post(const Post& post, std::stop_token stop);
  // Not signed; short, since nothing waits for it.
  Result<Answer> get(const Call& call, std::stop_token stop);
  Result<void> ask_time(std::stop_token stop);
  std::optional<CaClock::Time> time() const { return ca_clock_.time(clock_.mono_now()); }

 private:
  struct Cached {
    Directory directory;
    base::MonoTime fetched;
  };

  Result<Directory> fetch_directory(std::stop_token stop);
  // With redirects followed, as long as they lead to the same server (which only a GET may do: RFC
  // 8555 section 6.4 binds a signed request to its URL).
  Result<Received> get_directory(std::stop_token stop);
  // Where a request may go: https, to the directory's origin or to one of Options. A CA, or whoever
  // stands in for it, must not have our signed requests sent elsewhere.
  Result<http::Url> checked(const Call& call) const;
  bool may_be_asked(const std::string& origin) const;
  // One that no other request has or will use.
  Result<std::string> nonce(std::stop_token stop);
  Result<std::string> fetch_nonce(const char* method, const std::string& url, std::stop_token stop);
  Result<Received> send_once(const Post& post, const http::Url& url, const std::string& nonce,
                             std::stop_token stop);
  Answer answer_of(const Call& call, const http::Url& url, Received received) const;
  void hear_time(const http::Response& response);
  // Of a body of at most `most` bytes. What is longer and no answer of ACME is without body. At the
  // CA's pace: what it refuses because it was too fast is sent again, a few times within
  // `patience`.
  Result<Received> send(const Call& call, const http::Request& request, std::size_t most,
                        std::stop_token stop, base::Millis patience);
  Result<Received> send_now(const Call& call, http::Request request, std::size_t most,
                            std::stop_token stop);
  Result<base::ByteBudget::Held> room_for(const Call& call, std::stop_token stop);

  http::Client& http_;
  const base::Clock& clock_;
  const std::string directory_url_;
  const Options options_;
  CaClock ca_clock_;
  NoncePool nonces_;
  Pace pace_{options_.sleep};
  base::Guarded<std::optional<Cached>> directory_;
};

}  // namespace acme
