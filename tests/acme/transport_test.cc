// RFC 8555 section 6.1: how client and CA talk, and what the road between them may do.

#include "acme/client_bed.h"

namespace {

using testing::HasSubstr;
using testing::Optional;

class Transport : public ClientBed {
 protected:
  acme::Error directory_error() {
    const auto directory = client_.directory(never_);
    return directory ? acme::Error{} : directory.error();
  }
};

TEST_F(Transport, T1_T2_N10_N12_F3_EveryRequestHasTheFormOfTheRfc) {
  sign_up();
  EXPECT_EQ(wrong_with(issue()), "");
  EXPECT_EQ(ca_.log(),
            "directory newNonce newAccount newOrder authorization challenge order finalize "
            "certificate");
  for (const fakes::CaRequest& request : ca_.requests()) {
    EXPECT_EQ(request.headers.find("User-Agent")->second, "sallyport/test") << request.raw;
    EXPECT_EQ(request.headers.find("Accept-Language")->second, "en") << request.raw;
  }
  const auto last = ca_.requests().back();
  EXPECT_EQ(last.headers.find("Accept")->second, "application/pem-certificate-chain");
}

// Which of T4's ways of being untrusted, and what is said of it.
struct Untrusted {
  const char* names;
  long seconds;
  bool known_root;
  const char* said;
};
class UntrustedCa : public testing::TestWithParam<Untrusted> {};

TEST_P(UntrustedCa, T4_IsRefusedAndItIsSaidWhy) {
  const fakes::TlsAuthority authority;
  const fakes::TlsAuthority other("another authority");
  fakes::ScriptedCa ca(authority.issue(GetParam().names, GetParam().seconds));
  http::ClientOptions options;
  options.ca_pem = (GetParam().known_root ? authority : other).certificate_pem();
  const auto http = http::make_beast_client(options);
  const base::SystemClock clock;
  acme::Client client(*http, clock, ca.directory_url());
  const auto directory = client.directory({});
  ASSERT_FALSE(directory);
  EXPECT_EQ(directory.error().kind, acme::Error::Kind::kNetwork);
  EXPECT_THAT(directory.error().message, HasSubstr(GetParam().said));
  EXPECT_EQ(ca.count("directory"), 0);
}

INSTANTIATE_TEST_SUITE_P(
    , UntrustedCa,
    testing::Values(Untrusted{"IP:127.0.0.1", -60, true, "certificate has expired"},
                    Untrusted{"DNS:other.example", 600, true, "IP address mismatch"},
                    Untrusted{"IP:127.0.0.2", 600, true, "IP address mismatch"},
                    Untrusted{"IP:127.0.0.1", 600, false, "issuer certificate"}));

TEST_F(Transport, T8_ARedirectOnTheSameServerIsFollowed) {
  ca_.at("directory", 1, fakes::redirects(301, "/dir"));
  ca_.at("directory", 2, fakes::redirects(302, ca_.directory_url()));
  EXPECT_TRUE(client_.directory(never_));
}

TEST_F(Transport, T8_ARedirectElsewhereOrForEverIsAnError) {
  ca_.at("directory", 1, fakes::redirects(302, "https://localhost.example/dir"));
  EXPECT_THAT(directory_error().message, HasSubstr("a redirect to another server"));
  ca_.at("directory", 2, fakes::redirects(302, "http" + ca_.directory_url().substr(5)));
  EXPECT_THAT(directory_error().message, HasSubstr("a redirect to another server"));
  ca_.always("directory", fakes::redirects(302, "/dir"));
  EXPECT_EQ(directory_error().status, 302);
  EXPECT_EQ(ca_.count("directory"), 2 + 6);
}

TEST_F(Transport, T9_ADirectoryWithoutEndIsCutOff) {
  ca_.at("directory", 1, fakes::never_ends());
  EXPECT_EQ(directory_error().kind, acme::Error::Kind::kNotTaken);
  ca_.at("directory", 2, fakes::floods_headers());
  EXPECT_EQ(directory_error().kind, acme::Error::Kind::kNotTaken);
  ca_.at("directory", 3, fakes::says({200, {}, std::string(65'537, ' ')}));
  EXPECT_EQ(directory_error().kind, acme::Error::Kind::kNotTaken);
  EXPECT_TRUE(client_.directory(never_));
}

TEST_F(Transport, T10_ADirectoryOfOddJsonIsAClearError) {
  const std::vector<std::string> bodies{"{",
                                        std::string(200, '['),
                                        "{\"newNonce\":\"https://ca.example/\xff\"}",
                                        R"({"newNonce":"https://ca.example/\u0000"})",
                                        R"({"newNonce":{}})",
                                        ""};
  int count = 0;
  for (const std::string& body : bodies) {
    ca_.at("directory", ++count, fakes::says({200, {}, body}));
    EXPECT_THAT(directory_error().message, HasSubstr("not an ACME directory: ")) << body;
  }
}

TEST_F(Transport, T11_ADirectoryThatIsGoneOrBusySaysSo) {
  ca_.at("directory", 1, fakes::says({410, {}, "<html>"}));
  EXPECT_EQ(directory_error().status, 410);
  ca_.at("directory", 2, fakes::says({503, {{"Retry-After", "120"}}, ""}));
  EXPECT_THAT(directory_error().retry_after, Optional(base::Seconds(120)));
}

TEST_F(Transport, T13_EndpointsAreReadAgainWhenTheCaDoesNotKnowOne) {
  sign_up();
  ca_.at("newOrder", 1, fakes::says({404, {}, ""}));
  EXPECT_FALSE(order());
  EXPECT_TRUE(order());
  EXPECT_EQ(ca_.count("directory"), 2);
}

TEST_F(Transport, T13_EndpointsAreReadAgainAfterAnHour) {
  fakes::FakeClock clock;
  acme::Client client(*http_, clock, ca_.directory_url());
  EXPECT_TRUE(client.directory(never_));
  clock.advance(std::chrono::minutes(59));
  EXPECT_TRUE(client.directory(never_));
  EXPECT_EQ(ca_.count("directory"), 1);
  clock.advance(std::chrono::minutes(2));
  EXPECT_TRUE(client.directory(never_));
  EXPECT_EQ(ca_.count("directory"), 2);
}

TEST_F(Transport, T17_ObjectsAreReadWhateverTheyAreCalled) {
  for (const char* endpoint : {"directory", "newAccount", "newOrder", "certificate"})
    ca_.always(endpoint, fakes::with_header("Content-Type", "Text/HTML; charset=UTF-8"));
  for (const char* endpoint : {"order", "authorization", "challenge", "finalize"})
    ca_.always(endpoint, fakes::without_header("Content-Type"));
  sign_up();
  EXPECT_EQ(wrong_with(issue()), "");
}

// T18: at each endpoint, in each of three ways, once.
class LostAnswer : public ClientBed,
                   public testing::WithParamInterface<std::pair<const char*, fakes::Trick (*)()>> {
};

TEST_P(LostAnswer, T18_IsRepairedByAskingAgain) {
  sign_up();
  const auto& [endpoint, way] = GetParam();
  ca_.at(endpoint, ca_.count(endpoint) + 1, way());
  if (std::string(endpoint) == "newAccount") {
    EXPECT_FALSE(client_.new_account(key_, {}, never_));
    EXPECT_EQ(client_.new_account(key_, {}, never_)->url, url_);
    return;
  }
  // finalize of a valid order is refused: its caller reads the order again.
  const bool finalized = std::string(endpoint) == "finalize" && way != fakes::drops_before;
  if (!finalized) {
    EXPECT_EQ(wrong_with(issue(2)), "");
    return;
  }
  EXPECT_THROW(issue(2), std::runtime_error);
  const auto url =
      ca_.url("/order/" + ca_.desk([](auto& desk) { return desk.orders.begin()->first; }));
  const auto done = client_.order(signer(), url, never_);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(wrong_with(client_.certificate(signer(), done->certificate, never_)->pem), "");
}

std::vector<std::pair<const char*, fakes::Trick (*)()>> all_losses() {
  std::vector<std::pair<const char*, fakes::Trick (*)()>> all;
  for (const char* endpoint : {"newAccount", "newOrder", "authorization", "challenge", "order",
                               "finalize", "certificate"}) {
    for (const auto way : {fakes::drops_before, fakes::drops_inside, fakes::drops_after})
      all.emplace_back(endpoint, way);
  }
  return all;
}

INSTANTIATE_TEST_SUITE_P(, LostAnswer, testing::ValuesIn(all_losses()));

}  // namespace
