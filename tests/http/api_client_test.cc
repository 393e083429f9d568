// The client for the API server, wherever that is.
#include "client_fixture.h"

namespace {

using fakes::ScriptedServer;

class ApiClient : public testing::TestWithParam<std::string> {
 protected:
  ApiClient() {
    options_.ca_pem = authority_.certificate_pem();
    client_ = http::make_api_client(options_);
  }
  http::Request ask() const {
    const bool is_ipv6 = GetParam().find(':') != std::string::npos;
    return to(server_.url("/", is_ipv6 ? "[" + GetParam() + "]" : GetParam()));
  }

  const fakes::TlsAuthority authority_;
  const fakes::TlsFile file_ = authority_.issue("IP:" + GetParam());
  ScriptedServer server_{answer_all, &file_, GetParam()};
  http::ClientOptions options_;
  std::unique_ptr<http::Client> client_;
};

TEST_P(ApiClient, DF08_ReachesAServerByItsAddress) {
  const auto answer = client_->send(ask(), {});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 200);
}

TEST_P(ApiClient, DF08_FollowsAStreamOfAServerByItsAddress) {
  std::string body;
  const auto take = [&body](std::string_view piece) {
    body += piece;
    return true;
  };
  const auto answer = client_->stream(ask(), std::chrono::seconds(5), take, {});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_TRUE(body.starts_with("GET / HTTP/1.1\r\n")) << body;
}

INSTANTIATE_TEST_SUITE_P(Of, ApiClient, testing::Values("127.0.0.1", "::1"),
                         [](const auto& of) { return of.index == 0 ? "IPv4" : "IPv6"; });

}  // namespace
