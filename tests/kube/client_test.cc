#include "kube/client.h"

#include <gmock/gmock.h>

#include <fstream>

#include "fakes/fake_clock.h"
#include "fakes/fake_http.h"
#include "folder.h"

namespace kube {
namespace {

using testing::HasSubstr;
using testing::Not;

const ObjectKey kKey{"team-a", "tls"};
const std::string kServer = "https://api.example";
const std::string kOne = kServer + "/api/v1/namespaces/team-a/secrets/tls";
const std::string kWrite = "?fieldValidation=Strict&fieldManager=sallyport";
const std::string kObject = R"({"kind":"Secret","metadata":{"name":"tls"}})";

http::Response status(int code, const std::string& reason, const std::string& message,
                      const std::string& details = "{}") {
  return {code,
          {},
          R"({"kind":"Status","reason":")" + reason + R"(","message":")" + message +
              R"(","details":)" + details + "}"};
}

class ClientTest : public testing::Test {
 protected:
  ClientTest() {
    std::ofstream(folder_.path() / "token") << "one\n";
    config_.server = *http::parse_url(kServer);
    config_.token_file = folder_.path() / "token";
  }

  Client& client() {
    if (!client_) {
      token_ = std::make_unique<Token>(config_, clock_);
      client_ = std::make_unique<Client>(http_, config_, *token_);
    }
    return *client_;
  }
  Error refusal(http::Response response) {
    http_.once("GET", kOne, std::move(response));
    const auto answer = client().get(kSecrets, kKey, stop_);
    EXPECT_FALSE(answer);
    return answer ? Error{} : answer.error();
  }
  http::Request last() { return http_.requests().back(); }

  Folder folder_;
  fakes::FakeClock clock_;
  fakes::FakeHttp http_;
  Config config_;
  std::unique_ptr<Token> token_;
  std::unique_ptr<Client> client_;
  std::stop_token stop_;
};

TEST_F(ClientTest, GetsAnObjectWithTheToken) {
  http_.once("GET", kOne, {200, {}, kObject});
  const auto answer = client().get(kSecrets, kKey, stop_);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->text("kind"), "Secret");
  EXPECT_EQ(last().headers.at("Authorization"), "Bearer one");
  EXPECT_EQ(last().headers.at("Accept"), "application/json");
}

TEST_F(ClientTest, WithoutATokenSendsNoAuthorization) {
  config_.token_file.clear();
  EXPECT_EQ(refusal(status(401, "Unauthorized", "no")).kind, Error::Kind::kUnauthorized);
  EXPECT_FALSE(last().headers.contains("Authorization"));
  EXPECT_EQ(http_.requests().size(), 1U);
}

TEST_F(ClientTest, KeepsThePathOfTheServersUrl) {
  config_.server = *http::parse_url(kServer + "/k8s/clusters/c1/");
  http_.once("GET", kServer + "/k8s/clusters/c1/api/v1/namespaces/team-a/secrets/tls",
             {200, {}, kObject});
  EXPECT_TRUE(client().get(kSecrets, kKey, stop_));
}

TEST_F(ClientTest, ReadsTheTokenAgainAfterA401) {
  client();
  std::ofstream(folder_.path() / "token") << "two\n";
  http_.once("GET", kOne, status(401, "Unauthorized", "expired"));
  http_.once("GET", kOne, {200, {}, kObject});
  EXPECT_TRUE(client().get(kSecrets, kKey, stop_));
  EXPECT_EQ(http_.requests()[0].headers.at("Authorization"), "Bearer one");
  EXPECT_EQ(http_.requests()[1].headers.at("Authorization"), "Bearer two");
}

TEST_F(ClientTest, ASecond401IsTheAnswer) {
  http_.once("GET", kOne, status(401, "Unauthorized", "expired"));
  EXPECT_EQ(refusal(status(401, "Unauthorized", "expired")).kind, Error::Kind::kUnauthorized);
  EXPECT_EQ(http_.requests().size(), 2U);
}

TEST_F(ClientTest, AStreamReadsTheTokenAgainAfterA401) {
  client();
  std::ofstream(folder_.path() / "token") << "two\n";
  const std::string path = "/api/v1/secrets?watch=1";
  http_.once("GET", kServer + path, status(401, "Unauthorized", "expired"));
  http_.once("GET", kServer + path, {200, {}, "line\n"});
  std::string seen;
  const auto sink = [&](std::string_view bytes) { return seen += bytes, true; };
  const auto end = client().stream(path, base::Millis(1000), sink, stop_);
  ASSERT_TRUE(end);
  EXPECT_EQ(seen, "line\n");
  EXPECT_EQ(last().headers.at("Authorization"), "Bearer two");
}

TEST_F(ClientTest, WaitsForWhatAThrottlingServerAsks) {
  http_.once("GET", kOne, {429, {{"Retry-After", "0"}}, ""});
  http_.once("GET", kOne, {429, {{"Retry-After", "0"}}, ""});
  http_.once("GET", kOne, {200, {}, kObject});
  EXPECT_TRUE(client().get(kSecrets, kKey, stop_));
}

TEST_F(ClientTest, WaitsThreeTimesAndNoMore) {
  for (int i = 0; i < 3; ++i) http_.once("GET", kOne, {429, {{"Retry-After", "0"}}, ""});
  EXPECT_EQ(refusal({429, {{"Retry-After", "0"}}, ""}).kind, Error::Kind::kThrottled);
  EXPECT_EQ(http_.requests().size(), 4U);
}

TEST_F(ClientTest, DoesNotWaitLongOrWithoutBeingTold) {
  EXPECT_EQ(refusal({429, {{"Retry-After", "6"}}, ""}).retry_after, base::Seconds(6));
  EXPECT_EQ(refusal({429, {}, ""}).kind, Error::Kind::kThrottled);
  EXPECT_EQ(http_.requests().size(), 2U);
}

TEST_F(ClientTest, RepeatsNothingElse) {
  EXPECT_EQ(refusal(status(503, "ServiceUnavailable", "later")).kind, Error::Kind::kServer);
  http_.fail_once("POST", kServer + "/api/v1/namespaces/team-a/secrets" + kWrite,
                  http::ErrorKind::kTimeout, "no answer");
  const auto made = client().create(kSecrets, kKey, new_object(kSecrets, kKey), stop_);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, Error::Kind::kNetwork);
  EXPECT_THAT(made.error().message, HasSubstr("create secrets team-a/tls: "));
  EXPECT_EQ(http_.requests().size(), 2U);
}

TEST_F(ClientTest, AStopIsNoFailureOfTheServer) {
  std::stop_source stopped;
  stopped.request_stop();
  const auto answer = client().get(kSecrets, kKey, stopped.get_token());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, Error::Kind::kStopped);
}

TEST_F(ClientTest, EveryStatusHasItsMeaning) {
  const std::vector<std::pair<int, Error::Kind>> meanings{
      {400, Error::Kind::kInvalid},   {401, Error::Kind::kUnauthorized},
      {403, Error::Kind::kForbidden}, {404, Error::Kind::kNotFound},
      {409, Error::Kind::kConflict},  {410, Error::Kind::kGone},
      {413, Error::Kind::kInvalid},   {415, Error::Kind::kInvalid},
      {422, Error::Kind::kInvalid},   {429, Error::Kind::kThrottled},
      {500, Error::Kind::kServer},    {504, Error::Kind::kServer}};
  config_.token_file.clear();
  for (const auto& [code, kind] : meanings) {
    const Error error = refusal(status(code, "Any", "why"));
    EXPECT_EQ(error.kind, kind) << code;
    EXPECT_EQ(error.status, code);
    EXPECT_EQ(error.message, "get secrets team-a/tls: " + std::to_string(code) + ": why");
  }
  EXPECT_EQ(refusal(status(409, "AlreadyExists", "it exists")).kind, Error::Kind::kAlreadyExists);
}

TEST_F(ClientTest, TheMessageNamesTheFieldThatIsInvalid) {
  const Error error = refusal(status(422, "Invalid", "item is invalid", R"({"causes":[
      {"reason":"FieldValueRequired","message":"Required value","field":"spec.host"}]})"));
  EXPECT_THAT(error.message, HasSubstr("item is invalid; spec.host: Required value"));
}

TEST_F(ClientTest, AConflictNamesTheOtherFieldManager) {
  const Error error = refusal(status(409, "Conflict", "Apply failed", R"({"causes":[
      {"reason":"FieldManagerConflict","message":"conflict with \"kubectl\"","field":".data"}]})"));
  EXPECT_EQ(error.kind, Error::Kind::kConflict);
  EXPECT_THAT(error.message, HasSubstr("conflict with \"kubectl\""));
}

TEST_F(ClientTest, WhatTheMessageSaysAlreadyIsNotRepeated) {
  const Error error = refusal(status(422, "Invalid", "spec.host: Required value", R"({"causes":[
      {"message":"Required value","field":"spec.host"}]})"));
  EXPECT_THAT(error.message, Not(HasSubstr(";")));
}

TEST_F(ClientTest, TheWaitMayBeInTheStatus) {
  EXPECT_EQ(refusal(status(503, "X", "y", R"({"retryAfterSeconds":7})")).retry_after,
            base::Seconds(7));
}

TEST_F(ClientTest, AProxysPageIsNotRepeated) {
  const Error error = refusal({502, {}, "<html>secret-looking</html>"});
  EXPECT_EQ(error.kind, Error::Kind::kServer);
  EXPECT_THAT(error.message, Not(HasSubstr("secret-looking")));
}

TEST_F(ClientTest, AKindThatIsNotServedIsSaid) {
  const Error error = refusal({404, {}, "404 page not found\n"});
  EXPECT_EQ(error.kind, Error::Kind::kNotFound);
  EXPECT_THAT(error.message, HasSubstr("404: the server knows no such kind"));
}

TEST_F(ClientTest, AnAnswerThatCannotBeReadIsNotRepeated) {
  const Error error = refusal({200, {}, R"({"data":{"tls.key":"c2VjcmV0)"});
  EXPECT_EQ(error.kind, Error::Kind::kServer);
  EXPECT_THAT(error.message, Not(HasSubstr("c2VjcmV0")));
}

TEST_F(ClientTest, ListsPageByPageWithEncodedValues) {
  http_.once("GET",
             kServer +
                 "/api/v1/namespaces/team-a/secrets?limit=500&labelSelector=a%3Db%2Cc"
                 "&fieldSelector=type%3Dx&continue=t%2Bk%3D",
             {200, {}, R"({"metadata":{"resourceVersion":"7","continue":null},
                           "items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]})"});
  ListOptions options;
  options.namespace_ = "team-a";
  options.label_selector = "a=b,c";
  options.field_selector = "type=x";
  options.from = "t+k=";
  const auto page = client().list(kSecrets, options, stop_);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->items.size(), 2U);
  EXPECT_EQ(page->resource_version, "7");
  EXPECT_EQ(page->next, "");
}

TEST_F(ClientTest, AListWithoutItemsIsEmptyAndAMalformedOneAnError) {
  const std::string url = kServer + "/api/v1/secrets?limit=500";
  http_.once("GET", url, {200, {}, R"({"metadata":{"resourceVersion":"7"},"items":null})"});
  http_.once("GET", url, {200, {}, R"({"metadata":{"resourceVersion":"7"},"items":[1]})"});
  const auto empty = client().list(kSecrets, {}, stop_);
  ASSERT_TRUE(empty);
  EXPECT_TRUE(empty->items.empty());
  const auto malformed = client().list(kSecrets, {}, stop_);
  ASSERT_FALSE(malformed);
  EXPECT_EQ(malformed.error().kind, Error::Kind::kServer);
}

TEST_F(ClientTest, CreatesInTheCollection) {
  http_.once("POST", kServer + "/api/v1/namespaces/team-a/secrets" + kWrite, {201, {}, kObject});
  EXPECT_TRUE(client().create(kSecrets, kKey, new_object(kSecrets, kKey), stop_));
  EXPECT_EQ(last().headers.at("Content-Type"), "application/json");
  EXPECT_EQ(wire::Object::parse(last().body).text("kind"), "Secret");
}

TEST_F(ClientTest, AppliesAsAFieldManager) {
  http_.once("PATCH", kOne + "/status?fieldValidation=Strict&fieldManager=a%2Fb&force=true",
             {200, {}, kObject});
  ApplyOptions options;
  options.field_manager = "a/b";
  options.force = true;
  options.subresource = "status";
  EXPECT_TRUE(client().apply(kSecrets, kKey, new_object(kSecrets, kKey), options, stop_));
  EXPECT_EQ(last().headers.at("Content-Type"), "application/apply-patch+yaml");
}

TEST_F(ClientTest, MergesAPatch) {
  http_.once("PATCH", kOne + kWrite, {200, {}, kObject});
  EXPECT_TRUE(client().merge_patch(kSecrets, kKey, wire::Writer().set_null("data"), "", stop_));
  EXPECT_EQ(last().headers.at("Content-Type"), "application/merge-patch+json");
  EXPECT_EQ(last().body, R"({"data":null})");
}

TEST_F(ClientTest, DeletesOnlyWhatItMeant) {
  http_.once("DELETE", kOne, {200, {}, R"({"kind":"Status","status":"Success"})"});
  EXPECT_TRUE(client().remove(kSecrets, kKey, {"u1", "9"}, stop_));
  const auto options = wire::Object::parse(last().body);
  EXPECT_EQ(options.text("propagationPolicy"), "Background");
  EXPECT_EQ(options.object("preconditions").text("uid"), "u1");
  EXPECT_EQ(options.object("preconditions").text("resourceVersion"), "9");
}

TEST_F(ClientTest, WhatIsGoneAlreadyIsDeleted) {
  http_.once("DELETE", kOne, status(404, "NotFound", "gone"));
  EXPECT_TRUE(client().remove(kSecrets, kKey, {}, stop_));
  EXPECT_FALSE(wire::Object::parse(last().body).has("preconditions"));
  http_.once("DELETE", kOne, status(409, "Conflict", "another uid"));
  const auto refused = client().remove(kSecrets, kKey, {"u1", ""}, stop_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, Error::Kind::kConflict);
}

TEST_F(ClientTest, WhatIsNoNameIsNotSent) {
  for (const char* name : {"", ".", "..", "a/b", "a%2Fb"}) {
    const auto removed = client().remove(kSecrets, {"team-a", name}, {}, stop_);
    ASSERT_FALSE(removed) << name;
    EXPECT_EQ(removed.error().kind, Error::Kind::kInvalid);
    EXPECT_FALSE(client().get(kSecrets, {"team-a", name}, stop_)) << name;
    EXPECT_FALSE(client().get(kSecrets, {name[0] == 0 ? ".." : name, "tls"}, stop_)) << name;
  }
  EXPECT_TRUE(http_.requests().empty());
}

}  // namespace
}  // namespace kube
