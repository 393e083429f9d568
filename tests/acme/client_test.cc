#include "acme/client.h"

#include "acme/ca_script.h"
#include "base/http01.h"

namespace {

using namespace scripted;
using acme::Error;
using acme::Identifier;
using acme::OrderStatus;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;
using testing::SizeIs;

constexpr char kAccount[] = R"({"status":"valid","contact":["mailto:ops@example.org"]})";

TEST_F(Ca, DirectoryIsReadAndKeptForAnHour) {
  http_.once("GET", kDirectoryUrl, reply(200, kDirectory));
  const auto directory = client_.directory(never_);
  ASSERT_TRUE(directory) << directory.error().message;
  EXPECT_EQ(directory->new_order, kOrderUrl);
  EXPECT_EQ(directory->terms_of_service, "https://ca.example/terms");
  EXPECT_FALSE(directory->external_account_required);
  EXPECT_THAT(directory->profiles, ElementsAre("classic", "shortlived"));
  clock_.advance(std::chrono::minutes(59));
  EXPECT_TRUE(client_.directory(never_));
  EXPECT_THAT(http_.requests(), SizeIs(1));
  clock_.advance(std::chrono::minutes(1));
  http_.once("GET", kDirectoryUrl, reply(200, kDirectory));
  EXPECT_TRUE(client_.directory(never_));
}

TEST_F(Ca, T6_DirectoryMayLackMetaAndHaveNulls) {
  http_.once("GET", kDirectoryUrl,
             reply(200, R"({"newNonce":"https://ca.example/n","newAccount":"https://ca.example/a",)"
                        R"("newOrder":"https://ca.example/o","keyChange":null,"meta":null})"));
  const auto directory = client_.directory(never_);
  ASSERT_TRUE(directory) << directory.error().message;
  EXPECT_EQ(directory->key_change, "");
  EXPECT_THAT(directory->profiles, IsEmpty());
}

TEST_F(Ca, AccountIsLookedUpWithoutMakingOne) {
  give_directory();
  http_.once("POST", kAccountUrl,
             reply(200, kAccount, {{"Location", "https://ca.example/account/1"}}));
  const auto account = client_.find_account(key_, never_);
  ASSERT_TRUE(account) << account.error().message;
  EXPECT_EQ(account->url, "https://ca.example/account/1");
  EXPECT_EQ(account->status, "valid");
  EXPECT_THAT(account->contact, ElementsAre("mailto:ops@example.org"));
  EXPECT_EQ(posts().at(0).payload, R"({"onlyReturnExisting":true})");
}

TEST_F(Ca, MissingAccountIsTheProblemThatTheCaTells) {
  give_directory();
  http_.once("POST", kAccountUrl, problem(400, "accountDoesNotExist", "no account"));
  const auto account = client_.find_account(key_, never_);
  ASSERT_FALSE(account);
  EXPECT_EQ(account.error().kind, Error::Kind::kProblem);
  EXPECT_TRUE(account.error().is("accountDoesNotExist"));
  EXPECT_FALSE(account.error().is("malformed"));
  EXPECT_EQ(account.error().status, 400);
}

TEST_F(Ca, NewAccountAgreesToTheTermsAndGivesContacts) {
  give_directory();
  http_.once("POST", kAccountUrl,
             reply(201, kAccount, {{"Location", "https://ca.example/account/1"}}));
  ASSERT_TRUE(client_.new_account(key_, {{"mailto:ops@example.org"}, {}}, never_));
  EXPECT_EQ(posts().at(0).payload,
            R"({"contact":["mailto:ops@example.org"],"termsOfServiceAgreed":true})");
}

TEST_F(Ca, NewAccountAgreesToNothingThatNobodyHasAgreedTo) {
  give_directory();
  http_.once("POST", kAccountUrl,
             reply(201, kAccount, {{"Location", "https://ca.example/account/1"}}));
  ASSERT_TRUE(client_.new_account(key_, {{}, {}, false}, never_));
  EXPECT_EQ(posts().at(0).payload, "{}");
}

TEST_F(Ca, NewAccountIsSignedByTheKeyAndTheRestByTheAccount) {
  give_directory();
  http_.once(
      "POST", kAccountUrl,
      reply(201, kAccount, {{"Location", "https://ca.example/account/1"}, {"Replay-Nonce", "N1"}}));
  http_.once("POST", kOrderUrl, reply(201, kOrder, {{"Location", "https://ca.example/order/1"}}));
  ASSERT_TRUE(client_.new_account(key_, {}, never_));
  ASSERT_TRUE(client_.new_order(signer_, {names_, "", ""}, never_));
  const auto sent = posts();
  EXPECT_EQ(sent.at(0).header.object("jwk").dump(), key_.jwk());
  EXPECT_FALSE(sent.at(0).header.has("kid"));
  EXPECT_EQ(sent.at(1).header.text("kid"), signer_.account_url);
  EXPECT_FALSE(sent.at(1).header.has("jwk"));
}

TEST_F(Ca, ExternalAccountIsBoundWithItsMac) {
  give_directory();
  http_.once("POST", kAccountUrl,
             reply(201, kAccount, {{"Location", "https://ca.example/account/1"}}));
  const acme::ExternalAccount external{"kid-1", base::Secret("0123456789abcdef0123456789abcdef")};
  ASSERT_TRUE(client_.new_account(key_, {{}, external}, never_));
  const auto payload = wire::Object::parse(posts().at(0).payload);
  const auto binding = payload.object("externalAccountBinding");
  EXPECT_EQ(base::from_base64url(binding.text("protected")),
            R"({"alg":"HS256","kid":"kid-1","url":"https://ca.example/new-account"})");
  EXPECT_EQ(base::from_base64url(binding.text("payload")), key_.jwk());
}

TEST_F(Ca, ContactIsUpdatedAtTheAccountsUrl) {
  give_directory();
  http_.once("POST", signer_.account_url, reply(200, R"({"status":"valid"})"));
  const auto account = client_.update_contact(signer_, {}, never_);
  ASSERT_TRUE(account) << account.error().message;
  EXPECT_EQ(account->url, signer_.account_url);
  EXPECT_EQ(posts().at(0).payload, R"({"contact":[]})");
}

TEST_F(Ca, NewOrderNamesIdentifiersAndProfile) {
  give_directory();
  http_.once("POST", kOrderUrl, reply(201, kOrder, {{"Location", "https://ca.example/order/1"}}));
  const std::vector<Identifier> names{{Identifier::Type::kDns, "a.example"},
                                      {Identifier::Type::kIp, "192.0.2.1"}};
  const auto order = client_.new_order(signer_, {names, "shortlived", ""}, never_);
  ASSERT_TRUE(order) << order.error().message;
  EXPECT_EQ(order->url, "https://ca.example/order/1");
  EXPECT_EQ(order->status, OrderStatus::kPending);
  EXPECT_THAT(order->identifiers, ElementsAre(names.front()));
  EXPECT_THAT(order->authorizations, ElementsAre("https://ca.example/authz/1"));
  EXPECT_EQ(order->finalize, "https://ca.example/order/1/finalize");
  EXPECT_TRUE(order->expires);
  EXPECT_EQ(posts().at(0).payload, R"({"identifiers":[{"type":"dns","value":"a.example"},)"
                                   R"({"type":"ip","value":"192.0.2.1"}],"profile":"shortlived"})");
}

TEST_F(Ca, OrderIsReadByPostAsGetWithWhatItSaysAboutWaiting) {
  give_directory();
  const std::string url = "https://ca.example/order/1";
  http_.once("POST", url, reply(200, kOrder, {{"Retry-After", "7"}}));
  const auto order = client_.order(signer_, url, never_);
  ASSERT_TRUE(order) << order.error().message;
  EXPECT_EQ(order->url, url);
  EXPECT_THAT(order->retry_after, Optional(base::Seconds(7)));
  EXPECT_EQ(posts().at(0).payload, "");
  EXPECT_EQ(posts().at(0).header.text("url"), url);
}

std::string with_status(const std::string& status, const std::string& more = "") {
  std::string order = kOrder;
  order.replace(order.find("pending"), 7, status);
  order.insert(order.size() - 1, more);
  return order;
}

TEST_F(Ca, OrderHasACertificateOnceValidAndAnErrorOnceInvalid) {
  give_directory();
  const std::string url = "https://ca.example/order/1";
  const std::string both =
      R"(,"certificate":"https://ca.example/cert/1","error":{"type":"urn:ietf:params:acme:error:)"
      R"(unauthorized","detail":"wrong answer","status":403})";
  for (const std::string status : {"ready", "processing", "valid", "invalid"}) {
    http_.once("POST", url, reply(200, with_status(status, both), {{"Replay-Nonce", "N"}}));
  }
  EXPECT_EQ(client_.order(signer_, url, never_)->status, OrderStatus::kReady);
  EXPECT_EQ(client_.order(signer_, url, never_)->status, OrderStatus::kProcessing);
  const auto valid = client_.order(signer_, url, never_);
  EXPECT_EQ(valid->certificate, "https://ca.example/cert/1");
  EXPECT_FALSE(valid->error);
  const auto invalid = client_.order(signer_, url, never_);
  EXPECT_EQ(invalid->certificate, "");
  ASSERT_TRUE(invalid->error);
  EXPECT_EQ(invalid->error->text(), "unauthorized: wrong answer");
  EXPECT_EQ(invalid->error->status, 403);
}

TEST_F(Ca, AuthorizationKeepsEvenABadTokenAndAForeignChallenge) {
  give_directory();
  const std::string url = "https://ca.example/authz/1";
  http_.once(
      "POST", url,
      reply(200, R"({"status":"pending","identifier":{"type":"dns","value":"A.example"},)"
                 R"("expires":"2026-12-01T00:00:00Z","challenges":[{"type":"dns-persist-01"},)"
                 R"({"type":"http-01","url":"https://ca.example/chal/1","token":"../../x",)"
                 R"("status":"pending"}]})"));
  const auto authorization = client_.authorization(signer_, url, never_);
  ASSERT_TRUE(authorization) << authorization.error().message;
  EXPECT_EQ(authorization->identifier.value, "a.example");
  EXPECT_EQ(authorization->url, url);
  ASSERT_NE(authorization->http01(), nullptr);
  EXPECT_EQ(authorization->http01()->token, "../../x");
  EXPECT_FALSE(base::is_token(authorization->http01()->token));
  EXPECT_THAT(authorization->challenges, SizeIs(2));
}

TEST_F(Ca, ChallengeIsAnsweredWithAnEmptyObject) {
  give_directory();
  const std::string url = "https://ca.example/chal/1";
  http_.once("POST", url,
             reply(200, R"({"type":"http-01","url":"https://ca.example/chal/1","token":"t",)"
                        R"("status":"invalid","error":{"type":)"
                        R"("urn:ietf:params:acme:error:connection","detail":"refused"}})"));
  const auto challenge = client_.answer(signer_, url, never_);
  ASSERT_TRUE(challenge) << challenge.error().message;
  EXPECT_EQ(challenge->status, "invalid");
  EXPECT_EQ(challenge->error->text(), "connection: refused");
  EXPECT_EQ(posts().at(0).payload, "{}");
}

TEST_F(Ca, FinalizeSendsTheCsrAndKeepsTheOrdersUrl) {
  give_directory();
  acme::Order order;
  order.url = "https://ca.example/order/1";
  order.finalize = "https://ca.example/order/1/finalize";
  http_.once("POST", order.finalize, reply(200, with_status("processing")));
  const auto done = client_.finalize(signer_, order, "\x01\xff", never_);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->url, order.url);
  EXPECT_EQ(posts().at(0).payload, R"({"csr":"Af8"})");
}

TEST_F(Ca, CertificateIsAskedForAsAPemChain) {
  give_directory();
  const std::string url = "https://ca.example/cert/1";
  http_.once("POST", url, reply(200, "PEM"));
  const auto chain = client_.certificate(signer_, url, never_);
  ASSERT_TRUE(chain) << chain.error().message;
  EXPECT_EQ(chain->pem, "PEM");
  EXPECT_EQ(http_.requests().back().headers["Accept"], "application/pem-certificate-chain");
}

TEST_F(Ca, F6_AtMostEightAlternatesOfTheSameServerAreTaken) {
  give_directory();
  const std::string url = "https://ca.example/cert/1";
  std::string links =
      R"(<https://evil.example/c>;rel="alternate", <http://ca.example/c>;rel="alternate", )"
      R"(<https://ca.example/cert/1>;rel="alternate", <https://ca.example/dir>;rel="index")";
  for (int i = 0; i < 50; ++i) {
    links += ", <https://ca.example/cert/1/" + std::to_string(i) + R"(>;rel="alternate")";
  }
  http_.once("POST", url, reply(200, "PEM", {{"Link", links}}));
  const auto chain = client_.certificate(signer_, url, never_);
  ASSERT_TRUE(chain) << chain.error().message;
  EXPECT_THAT(chain->alternates, SizeIs(8));
  EXPECT_EQ(chain->alternates.front(), "https://ca.example/cert/1/0");
}

TEST_F(Ca, EveryPostIsJoseAndBounded) {
  give_directory();
  http_.once("POST", kOrderUrl, reply(201, kOrder, {{"Location", "https://ca.example/order/1"}}));
  ASSERT_TRUE(client_.new_order(signer_, {names_, "", ""}, never_));
  auto request = http_.requests().back();
  EXPECT_EQ(request.headers["Content-Type"], "application/jose+json");
  EXPECT_EQ(request.headers["Accept-Language"], "en");
  EXPECT_EQ(request.max_body, 64U * 1024 + 1);
}

TEST_F(Ca, StopEndsACallAsStopped) {
  std::stop_source stop;
  stop.request_stop();
  const auto directory = client_.directory(stop.get_token());
  ASSERT_FALSE(directory);
  EXPECT_EQ(directory.error().kind, Error::Kind::kStopped);
}

}  // namespace
