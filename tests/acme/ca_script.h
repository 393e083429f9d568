// What the tests of this room share: a client of a scripted CA at https://ca.example, the answers
// that a good CA gives, and a look into the requests that were made.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "acme/client.h"
#include "base/base64.h"
#include "fakes/fake_clock.h"
#include "fakes/fake_http.h"
#include "wire/object.h"

namespace scripted {

inline constexpr char kDirectoryUrl[] = "https://ca.example/dir";
inline constexpr char kNonceUrl[] = "https://ca.example/nonce";
inline constexpr char kAccountUrl[] = "https://ca.example/new-account";
inline constexpr char kOrderUrl[] = "https://ca.example/new-order";
inline constexpr char kDirectory[] = R"({"newNonce":"https://ca.example/nonce",)"
                                     R"("newAccount":"https://ca.example/new-account",)"
                                     R"("newOrder":"https://ca.example/new-order",)"
                                     R"("revokeCert":"https://ca.example/revoke",)"
                                     R"("keyChange":"https://ca.example/key",)"
                                     R"("meta":{"termsOfService":"https://ca.example/terms",)"
                                     R"("profiles":{"classic":"90 days","shortlived":"6 days"}}})";
inline constexpr char kOrder[] = R"({"status":"pending","expires":"2026-12-01T00:00:00Z",)"
                                 R"("identifiers":[{"type":"dns","value":"a.example"}],)"
                                 R"("authorizations":["https://ca.example/authz/1"],)"
                                 R"("finalize":"https://ca.example/order/1/finalize"})";

inline http::Response reply(int status, std::string body, http::Headers headers = {}) {
  return {status, std::move(headers), std::move(body)};
}

inline http::Response problem(int status, const std::string& type, const std::string& detail,
                              http::Headers headers = {}) {
  return reply(
      status, R"({"type":"urn:ietf:params:acme:error:)" + type + R"(","detail":")" + detail + "\"}",
      std::move(headers));
}

// A request's JWS, taken apart.
struct Jws {
  explicit Jws(const http::Request& request)
      : outer(wire::Object::parse(request.body)),
        header(wire::Object::parse(base::from_base64url(outer.text("protected")).value())),
        payload(base::from_base64url(outer.text("payload")).value()) {}

  wire::Object outer;
  wire::Object header;
  std::string payload;
};

class Ca : public testing::Test {
 protected:
  // The directory, and one nonce, "N0", to begin with.
  void give_directory() {
    http_.once("GET", kDirectoryUrl, reply(200, kDirectory));
    http_.once("HEAD", kNonceUrl, reply(200, "", {{"Replay-Nonce", "N0"}}));
  }

  std::vector<Jws> posts() const {
    std::vector<Jws> result;
    for (const auto& request : http_.requests())
      if (request.method == "POST") result.emplace_back(request);
    return result;
  }

  std::vector<std::string> nonces() const {
    std::vector<std::string> result;
    for (const Jws& post : posts()) result.push_back(post.header.text("nonce"));
    return result;
  }

  fakes::FakeHttp http_;
  fakes::FakeClock clock_;
  acme::Client client_{http_, clock_, kDirectoryUrl};
  const crypto::PrivateKey key_ = crypto::PrivateKey::generate({});
  const acme::Signer signer_{key_, "https://ca.example/account/1"};
  const std::vector<acme::Identifier> names_{{acme::Identifier::Type::kDns, "a.example"}};
  const std::stop_token never_{};
};

}  // namespace scripted
