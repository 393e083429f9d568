// Holder: an account holder at a CA, who answers challenges well or badly as told. What must not go
// wrong throws std::runtime_error with the client's message. One thread at a time.
#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "acme/client.h"
#include "base/http01.h"
#include "crypto/csr.h"
#include "pebble/pebble_bed.h"

namespace pebble {

inline std::unique_ptr<http::Client> trusting(const std::string& root_pem) {
  http::ClientOptions options;
  options.ca_pem = root_pem;
  return http::make_beast_client(options);
}

// What is served for a token.
using Content = std::function<std::string(const std::string& token)>;

class Holder {
 public:
  explicit Holder(const BedOptions& options = {}) : Holder(std::make_unique<PebbleBed>(options)) {}
  explicit Holder(std::unique_ptr<Bed> where)
      : bed(std::move(where)),
        http(trusting(bed->api_root_pem())),
        client(*http, clock, bed->directory_url()) {}

  acme::Signer signer() const { return {key, account_url}; }
  std::string good_answer(const std::string& token) const {
    return acme::key_authorization(token, key);
  }

  // The value, asking again where not even five fresh nonces were enough.
  template <class Ask>
  auto must(Ask&& ask) {
    auto result = ask();
    while (!result && result.error().is("badNonce")) result = ask();
    if (!result) throw std::runtime_error(result.error().message);
    return *std::move(result);
  }

  void sign_up() {
    account_url = must([&] { return client.new_account(key, {}, never); }).url;
  }

  acme::Order order(const std::vector<acme::Identifier>& names) {
    return must([&] { return client.new_order(signer(), {names, "", ""}, never); });
  }

  // Has every challenge of the order answered, and waits until the CA has made up its mind.
  acme::Order validate(const acme::Order& order, const Content& content) {
    for (const std::string& url : order.authorizations) {
      const auto authorization = must([&] { return client.authorization(signer(), url, never); });
      const acme::Challenge* challenge = authorization.http01();
      if (challenge == nullptr || !base::is_token(challenge->token))
        throw std::runtime_error("no challenge");
      bed->answer(challenge->token, content(challenge->token));
      must([&] { return client.answer(signer(), challenge->url, never); });
    }
    return poll(order.url, acme::OrderStatus::kPending);
  }
  acme::Order validate(const acme::Order& order) {
    return validate(order, [this](const std::string& token) { return good_answer(token); });
  }

  // Reads the order until it has another status.
  acme::Order poll(const std::string& url, acme::OrderStatus status) {
    const auto end = clock.mono_now() + std::chrono::seconds(30);
    while (clock.mono_now() < end) {
      const auto now = must([&] { return client.order(signer(), url, never); });
      if (now.status != status) return now;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    throw std::runtime_error("the order stays as it is");
  }

  // A certificate, by the whole way; the order's status decides what comes next.
  std::string issue(const std::vector<acme::Identifier>& names, const crypto::CsrNames& csr_names,
                    const crypto::PrivateKey& certificate_key) {
    auto ready = order(names);
    if (ready.status == acme::OrderStatus::kPending) ready = validate(ready);
    if (ready.status != acme::OrderStatus::kReady) throw std::runtime_error("not ready");
    const std::string csr = crypto::make_csr(csr_names, certificate_key);
    must([&] { return client.finalize(signer(), ready, csr, never); });
    const auto done = poll(ready.url, acme::OrderStatus::kProcessing);
    return must([&] { return client.certificate(signer(), done.certificate, never); }).pem;
  }

  const base::SystemClock clock{};
  const std::unique_ptr<Bed> bed;
  const std::unique_ptr<http::Client> http;
  acme::Client client;
  const crypto::PrivateKey key = crypto::PrivateKey::generate({});
  std::string account_url;
  const std::stop_token never{};
};

}  // namespace pebble
