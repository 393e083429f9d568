// What the tests of http::Client share: they run over both implementations.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "fakes/scripted_server.h"
#include "fakes/tls_files.h"
#include "http/client.h"

struct Implementation {
  const char* name;
  std::unique_ptr<http::Client> (*make)(http::ClientOptions);
  bool is_beast;
};

#ifdef SALLYPORT_CPPREST
// Before anything of cpprestsdk is used.
inline const bool kPrepared = (http::prepare_process(), true);
inline const auto kImplementations =
    testing::Values(Implementation{"Beast", http::make_beast_client, true},
                    Implementation{"Cpprest", http::make_cpprest_client, false});
#else
inline const auto kImplementations =
    testing::Values(Implementation{"Beast", http::make_beast_client, true});
#endif

inline std::string implementation_name(const testing::TestParamInfo<Implementation>& info) {
  return info.param.name;
}

inline http::Request to(const std::string& url, const std::string& method = "GET",
                        const std::string& body = "") {
  http::Request request;
  request.method = method;
  request.url = http::parse_url(url).value();
  request.body = body;
  request.deadline = std::chrono::seconds(5);
  return request;
}

class ClientFixture : public testing::TestWithParam<Implementation> {
 protected:
  // Trusts authority() when the options name no other.
  std::unique_ptr<http::Client> make(http::ClientOptions options = {}) {
    if (options.ca_pem.empty()) options.ca_pem = authority().certificate_pem();
    return GetParam().make(std::move(options));
  }

  static const fakes::TlsAuthority& authority() {
    static const fakes::TlsAuthority one;
    return one;
  }

  static base::Millis since(base::MonoTime start) {
    return std::chrono::duration_cast<base::Millis>(std::chrono::steady_clock::now() - start);
  }

  // The error of a call that must fail.
  http::Error error_of(const http::Request& request, http::ClientOptions options = {}) {
    auto answer = make(std::move(options))->send(request, {});
    EXPECT_FALSE(answer) << answer->status;
    return answer ? http::Error{} : answer.error();
  }
};

// Answers each request with itself.
inline void answer_all(fakes::Peer& peer) {
  while (auto request = peer.read_request()) peer.answer(*request);
}
