// Statuses, where the CustomResourceDefinitions are of an earlier version.

#include "kube/status_write.h"

#include <gmock/gmock.h>

#include "fakes/api/memory_api.h"
#include "fakes/fake_clock.h"
#include "kube/undeclared.h"

namespace kube {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// An API server that does not know some fields, and says so as a real one does.
class Older final : public http::Client {
 public:
  explicit Older(fakes::MemoryApi& api) : api_(api) {}
  base::Result<http::Response, http::Error> send(const http::Request& request,
                                                 std::stop_token stop) override {
    const auto named = request.body.find(unknown);
    if (request.method != "PATCH" || named == std::string::npos) return api_.send(request, stop);
    ++refusals;
    return http::Response{500,
                          {},
                          R"({"kind":"Status","code":500,"message":"failed to create typed patch )"
                          R"(object (team/web; example.com/v1, Kind=Thing): )" +
                              path + R"(: field not declared in schema"})"};
  }
  base::Result<http::Response, http::Error> stream(const http::Request& request, base::Millis idle,
                                                   const http::Sink& sink,
                                                   std::stop_token stop) override {
    return api_.stream(request, idle, sink, stop);
  }
  std::string unknown;
  std::string path;
  int refusals = 0;

 private:
  fakes::MemoryApi& api_;
};

class StatusWrite : public testing::Test {
 protected:
  wire::Writer body(const Resource& resource, const std::string& started) const {
    return new_object(resource, kKey)
        .set("status", wire::Writer()
                           .set("reason", "Issuing")
                           .set("order", wire::Writer().set("url", "u").set("started", started)));
  }
  const ObjectKey kKey{"team", "web"};
  fakes::MemoryApi api_;
  Older older_{api_};
  fakes::FakeClock clock_;
  const Config config_{*http::parse_url("https://api.example"), {}, {}, {}, {}};
  Token token_{config_, clock_};
  Client client_{older_, config_, token_};
};

TEST_F(StatusWrite, DF46_AFieldThatTheDefinitionsDoNotKnowIsLeftOutAndNotAskedForAgain) {
  constexpr Resource kThings{"example.com", "v1", "things", "Thing"};
  api_.put(kThings, new_object(kThings, kKey));
  older_.unknown = "started";
  older_.path = ".status.order.started";
  EXPECT_FALSE(is_same_status(kThings, body(kThings, "1"), body(kThings, "2")));
  const auto written = write_status(client_, kThings, body(kThings, "1"), {});
  ASSERT_TRUE(written) << written.error().message;
  const auto status = written->object("status");
  EXPECT_EQ(status.text("reason"), "Issuing");
  EXPECT_THAT(status.object("order").fields(), ElementsAre("url"));
  ASSERT_TRUE(write_status(client_, kThings, body(kThings, "2"), {}));
  EXPECT_EQ(older_.refusals, 1);
  EXPECT_TRUE(is_same_status(kThings, body(kThings, "1"), body(kThings, "2")));
}

TEST_F(StatusWrite, WithoutItsConditionsAStatusIsNotWritten) {
  constexpr Resource kOthers{"example.com", "v1", "others", "Other"};
  older_.unknown = "started";
  older_.path = R"(.status.conditions[type=\"Ready\"].colour)";
  EXPECT_FALSE(write_status(client_, kOthers, body(kOthers, "1"), {}));
  EXPECT_EQ(older_.refusals, 1);
}

TEST_F(StatusWrite, AnotherRefusalIsTold) {
  constexpr Resource kOthers{"example.com", "v1", "others", "Other"};
  older_.unknown = "started";
  older_.path = "nothing that is known";
  EXPECT_FALSE(write_status(client_, kOthers, body(kOthers, "1"), {}));
  EXPECT_EQ(older_.refusals, 1);
}

TEST(UndeclaredFields, AreReadFromTheWordsOfTheApiServer) {
  EXPECT_THAT(
      undeclared_in("failed to create typed patch object (team/web; x/v1, Kind=X): errors:\n"
                    "  .status.order.started: field not declared in schema\n"
                    "  .status.refusedNames[0].type: field not declared in schema"),
      ElementsAre("order.started", "refusedNames"));
  EXPECT_THAT(undeclared_in("500: .spec.colour: field not declared in schema"), IsEmpty());
  EXPECT_THAT(undeclared_in(".status.conditions[0].colour: field not declared in schema"),
              IsEmpty());
  EXPECT_THAT(undeclared_in("500: the server is busy"), IsEmpty());
}

TEST(UndeclaredFields, AreTriedAgainAfterTenMinutesAndToldOnce) {
  UndeclaredFields fields;
  const base::MonoTime now{std::chrono::hours(1)};
  const auto first = fields.learn("things", {"order.started"}, now);
  EXPECT_TRUE(first.news);
  EXPECT_THAT(first.untold, ElementsAre("order.started"));
  EXPECT_FALSE(fields.learn("things", {"order.started"}, now).news);
  const auto later = now + std::chrono::minutes(10);
  EXPECT_THAT(fields.left_out("things", later - base::Millis(1)), ElementsAre("order.started"));
  EXPECT_THAT(fields.left_out("others", now), IsEmpty());
  EXPECT_THAT(fields.left_out("things", later), IsEmpty());
  const auto again = fields.learn("things", {"order.started"}, later);
  EXPECT_TRUE(again.news);
  EXPECT_THAT(again.untold, IsEmpty());
}

TEST(UndeclaredFields, AreNoMoreThanAFew) {
  UndeclaredFields fields;
  std::vector<std::string> paths;
  for (int i = 0; i < 100; ++i) paths.push_back("field" + std::to_string(i));
  const auto learned = fields.learn("things", paths, {});
  EXPECT_EQ(learned.untold.size(), 32U);
  EXPECT_EQ(fields.left_out("things", {}).size(), 32U);
  EXPECT_FALSE(fields.learn("things", {"another"}, {}).news);
}

}  // namespace
}  // namespace kube
