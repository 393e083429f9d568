// Where requests go: to the origin of the directory, and where an administrator says. DF31.

#include "acme/client_bed.h"

namespace {

using testing::HasSubstr;

class Origins : public ClientBed {
 protected:
  // Whoever has them must hear nothing of us.
  void TearDown() override {
    EXPECT_EQ(other_.connections(), 0);
    ClientBed::TearDown();
  }
  void lead_elsewhere(const std::string& endpoint, const std::string& path) {
    ca_.always(endpoint, fakes::with_text(ca_.url(path), other_.url(path)));
  }
  std::string origin_of(const fakes::ScriptedCa& ca) const {
    const std::string url = ca.url("/");
    return url.substr(0, url.size() - 1);
  }
  void is_refused(const acme::Error& error, const std::string& url) {
    EXPECT_EQ(error.kind, acme::Error::Kind::kNotTaken) << error.message;
    EXPECT_THAT(error.message, HasSubstr(" at " + other_.url(url)));
    EXPECT_THAT(error.message, HasSubstr("directory is at " + origin_of(ca_)));
    EXPECT_THAT(error.message, HasSubstr("if " + origin_of(other_) + " is the CA too"));
    EXPECT_THAT(error.message, HasSubstr("spec.acme.allowedOrigins of a ClusterIssuer"));
  }

  fakes::ScriptedCa other_;
};

TEST_F(Origins, DF31_EachEndpointOfADirectoryIsOfItsOrigin) {
  for (const std::string endpoint : {"/new-nonce", "/new-account"}) {
    lead_elsewhere("directory", endpoint);
    acme::Client client(*http_, clock_, ca_.directory_url());
    const auto account = client.new_account(key_, {}, never_);
    ASSERT_FALSE(account);
    is_refused(account.error(), endpoint);
  }
}

TEST_F(Origins, DF31_EachUrlOfALaterAnswerIsOfItsOrigin) {
  sign_up();
  lead_elsewhere("newOrder", "/authorization/");
  const auto first = order();
  is_refused(client_.authorization(signer(), first->authorizations.at(0), never_).error(),
             "/authorization/");
  lead_elsewhere("newOrder", "/finalize/");
  is_refused(finalize(*order()).error(), "/finalize/");
  ca_.always("newOrder", fakes::with_header("Location", other_.url("/order/1")));
  is_refused(client_.order(signer(), order()->url, never_).error(), "/order/1");
  ca_.behave();
  lead_elsewhere("authorization", "/challenge/");
  const auto open = client_.authorization(signer(), order()->authorizations.at(0), never_);
  is_refused(client_.answer(signer(), open->http01()->url, never_).error(), "/challenge/");
}

TEST_F(Origins, DF31_TheCertificateIsOfItsOrigin) {
  sign_up();
  lead_elsewhere("finalize", "/certificate/");
  lead_elsewhere("order", "/certificate/");
  EXPECT_THROW(
      {
        try {
          issue();
        } catch (const std::runtime_error& refused) {
          EXPECT_THAT(refused.what(), HasSubstr("certificate at " + other_.url("/certificate/")));
          throw;
        }
      },
      std::runtime_error);
}

TEST_F(Origins, DF31_TheAccountIsOfItsOrigin) {
  ca_.always("newAccount", fakes::with_header("Location", other_.url("/account/1")));
  sign_up();
  is_refused(client_.account(signer(), never_).error(), "/account/1");
}

TEST_F(Origins, DF31_APortIsAnotherOriginAndTheHostInCapitalsIsTheSame) {
  const std::string url = ca_.directory_url();
  acme::Client client(*http_, clock_, "HTTPS://" + url.substr(std::string("https://").size()));
  EXPECT_TRUE(client.new_account(key_, {}, never_));
}

// What an administrator has listed is asked.
TEST(AllowedOrigins, DF31_AreAskedAsTheDirectorysOwn) {
  const fakes::TlsAuthority authority;
  fakes::ScriptedCa front(authority);
  fakes::ScriptedCa ca(authority);
  front.always("directory", [&](fakes::Turn& turn) {
    fakes::CaReply reply = turn.serve();
    for (std::size_t at = 0; (at = reply.body.find(front.url("/"), at)) != std::string::npos;)
      reply.body.replace(at, front.url("/").size(), ca.url("/"));
    turn.send(reply);
  });
  http::ClientOptions trust;
  trust.user_agent = "sallyport/test";
  trust.ca_pem = authority.certificate_pem();
  const auto http = http::make_beast_client(trust);
  const base::SystemClock clock;
  const auto key = crypto::PrivateKey::generate({});
  acme::Client strict(*http, clock, front.directory_url());
  EXPECT_FALSE(strict.new_account(key, {}, {}));
  EXPECT_EQ(ca.connections(), 0);
  std::string origin = ca.url("/");
  origin.pop_back();
  acme::Client allowed(*http, clock, front.directory_url(), {.origins = {origin}});
  const auto account = allowed.new_account(key, {}, {});
  EXPECT_TRUE(account) << account.error().message;
}

}  // namespace
