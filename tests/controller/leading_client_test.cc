#include "controller/leading_client.h"

#include <gtest/gtest.h>

#include "fakes/fake_http.h"

namespace controller {
namespace {

http::Request request(const std::string& method) {
  http::Request made;
  made.method = method;
  made.url = *http::parse_url("https://ca.example/new-order");
  return made;
}

TEST(LeadingClient, WithoutLeadershipNothingIsSentThatChangesAnything) {
  fakes::FakeHttp http;
  bool leads = false;
  LeadingClient client(http, [&] { return leads; });
  for (const char* method : {"POST", "PATCH", "PUT", "DELETE"}) {
    const auto answer = client.send(request(method), {});
    ASSERT_FALSE(answer) << method;
    EXPECT_EQ(answer.error().kind, http::ErrorKind::kStopped);
    EXPECT_FALSE(answer.error().maybe_sent);
  }
  EXPECT_TRUE(http.requests().empty());
  leads = true;
  http.once("POST", "https://ca.example/new-order", {201, {}, ""});
  EXPECT_EQ(client.send(request("POST"), {})->status, 201);
}

TEST(LeadingClient, ReadingGoesOnWithoutIt) {
  fakes::FakeHttp http;
  LeadingClient client(http, [] { return false; });
  for (const char* method : {"GET", "HEAD"}) {
    http.once(method, "https://ca.example/new-order", {200, {}, ""});
    EXPECT_EQ(client.send(request(method), {})->status, 200);
  }
}

}  // namespace
}  // namespace controller
