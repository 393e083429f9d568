#include "acme/ca_script.h"
#include "acme/decode.h"

namespace {

using namespace scripted;
using std::chrono::hours;

constexpr char kInfoUrl[] = "https://ca.example/info/aki.serial";

class CaWithRenewalInfo : public Ca {
 protected:
  CaWithRenewalInfo() {
    std::string directory = kDirectory;
    directory.insert(1, R"("renewalInfo":"https://ca.example/info/",)");
    http_.once("GET", kDirectoryUrl, reply(200, directory));
  }

  auto ask(const std::string& body, http::Headers headers = {}) {
    http_.once("GET", kInfoUrl, reply(200, body, std::move(headers)));
    return client_.renewal_info("aki.serial", never_);
  }
  auto ask_for_window(const std::string& start, const std::string& end,
                      const std::string& more = "") {
    return ask(R"({"suggestedWindow":{"start":")" + start + R"(","end":")" + end + "\"}" + more +
               "}");
  }
};

TEST_F(CaWithRenewalInfo, TellsTheWindowInWholeSeconds) {
  const auto info = ask_for_window("2026-12-01T00:00:00.7Z", "2026-12-02T00:00:00.2+00:00");
  ASSERT_TRUE(info) << info.error().message;
  EXPECT_EQ(info->start, base::WallTime(std::chrono::sys_days{std::chrono::December / 1 / 2026}));
  EXPECT_EQ(info->end - info->start, hours(24));
  EXPECT_EQ(info->retry_after, std::nullopt);
}

TEST_F(CaWithRenewalInfo, TellsWhenToAskAgain) {
  http_.once("GET", kInfoUrl,
             reply(200,
                   R"({"suggestedWindow":{"start":"2026-12-01T00:00:00Z",)"
                   R"("end":"2026-12-02T00:00:00Z"}})",
                   {{"Retry-After", "21600"}}));
  const auto info = client_.renewal_info("aki.serial", never_);
  ASSERT_TRUE(info) << info.error().message;
  EXPECT_EQ(info->retry_after, hours(6));
}

TEST_F(CaWithRenewalInfo, AnEmptyOrInvertedWindowIsNoAnswer) {
  EXPECT_FALSE(ask_for_window("2026-12-01T00:00:00Z", "2026-12-01T00:00:00Z"));
  EXPECT_FALSE(ask_for_window("2026-12-02T00:00:00Z", "2026-12-01T00:00:00Z"));
  EXPECT_FALSE(ask(R"({"suggestedWindow":{"start":"2026-12-01T00:00:00Z"}})"));
  EXPECT_FALSE(ask("{}"));
}

TEST(Behaviour, R19_OnlyAnHttpsExplanationIsTaken) {
  const auto explanation = [](const std::string& url) {
    return acme::read_renewal_info(
               wire::Object::parse(R"({"suggestedWindow":{"start":"2026-12-01T00:00:00Z",)"
                                   R"("end":"2026-12-02T00:00:00Z"},"explanationURL":")" +
                                   url + "\"}"))
        .explanation_url;
  };
  EXPECT_EQ(explanation("https://ca.example/why?a=1"), "https://ca.example/why?a=1");
  EXPECT_EQ(explanation("http://ca.example/why"), "");
  EXPECT_EQ(explanation("javascript:alert(1)"), "");
  EXPECT_EQ(explanation("https://ca.example/\\u001b[2J"), "");
  EXPECT_EQ(explanation("https://ca.example/" + std::string(3000, 'a')), "");
}

TEST_F(CaWithRenewalInfo, APlainNoIsAnErrorWithItsStatus) {
  http_.once("GET", kInfoUrl, reply(404, ""));
  const auto info = client_.renewal_info("aki.serial", never_);
  ASSERT_FALSE(info);
  EXPECT_EQ(info.error().status, 404);
}

TEST_F(Ca, R17_AnOrderThatDoesNotRepeatWhatItReplacesIsGood) {
  give_directory();
  http_.once("POST", kOrderUrl, reply(201, kOrder, {{"Location", "https://ca.example/order/1"}}));
  const auto order = client_.new_order(signer_, {names_, "", "aki.serial"}, never_);
  ASSERT_TRUE(order) << order.error().message;
  EXPECT_THAT(posts().at(0).payload, testing::HasSubstr(R"("replaces":"aki.serial")"));
}

}  // namespace
