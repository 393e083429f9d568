// ClientBed: the whole client, through real HTTP and TLS, at a ScriptedCa. What the CA noticed that
// a client must never do fails the test, unless the test says that it is looked for.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "acme/client.h"
#include "crypto/certificate.h"
#include "crypto/csr.h"
#include "fakes/ca/scripted_ca.h"
#include "fakes/ca/tricks.h"
#include "fakes/fake_clock.h"

class ClientBed : public testing::Test {
 protected:
  void TearDown() override {
    for (const std::string& wrong : ca_.violations()) ADD_FAILURE() << wrong;
  }

  static std::unique_ptr<http::Client> trusting(const std::string& root_pem) {
    http::ClientOptions options;
    options.user_agent = "sallyport/test";
    options.ca_pem = root_pem;
    return http::make_beast_client(std::move(options));
  }

  void sign_up() {
    const auto account = client_.new_account(key_, {}, never_);
    ASSERT_TRUE(account) << account.error().message;
    url_ = account->url;
  }
  acme::Signer signer() const { return {key_, url_}; }
  acme::Result<acme::Order> order() {
    return client_.new_order(signer(), {names_, "", ""}, never_);
  }
  template <class Ask>
  auto again(int tries, Ask&& ask) {
    auto result = ask();
    while (!result && --tries > 0) result = ask();
    if (!result) throw std::runtime_error(result.error().message);
    return *std::move(result);
  }
  // The whole way; a call whose connection breaks is made again, `tries` times in all.
  std::string issue(int tries = 1) {
    const auto made = again(tries, [&] { return order(); });
    for (const std::string& url : made.authorizations) {
      const auto proof = again(tries, [&] { return client_.authorization(signer(), url, never_); });
      again(tries, [&] { return client_.answer(signer(), proof.http01()->url, never_); });
    }
    const auto ready = again(tries, [&] { return client_.order(signer(), made.url, never_); });
    auto done = again(tries, [&] { return finalize(ready); });
    while (done.status == acme::OrderStatus::kProcessing)
      done = again(tries, [&] { return client_.order(signer(), made.url, never_); });
    const auto chain =
        again(tries, [&] { return client_.certificate(signer(), done.certificate, never_); });
    return chain.pem;
  }
  acme::Result<acme::Order> finalize(const acme::Order& order) {
    const std::string csr = crypto::make_csr({"", {"a.example"}, {}}, certificate_key_);
    return client_.finalize(signer(), order, csr, never_);
  }
  std::string wrong_with(const std::string& pem) const {
    const auto chain = crypto::parse_chain(pem);
    if (!chain) return chain.error();
    return crypto::check_chain(*chain, certificate_key_, {{"a.example"}, {}}, clock_.wall_now())
        .value_or("");
  }

  const base::SystemClock clock_{};
  fakes::ScriptedCa ca_;
  const std::unique_ptr<http::Client> http_ = trusting(ca_.root_pem());
  acme::Client client_{*http_, clock_, ca_.directory_url()};
  const crypto::PrivateKey key_ = crypto::PrivateKey::generate({});
  const crypto::PrivateKey certificate_key_ = crypto::PrivateKey::generate({});
  const std::vector<acme::Identifier> names_{{acme::Identifier::Type::kDns, "a.example"}};
  std::string url_;
  const std::stop_token never_{};
};
