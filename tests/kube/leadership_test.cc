#include "kube/leadership.h"

#include <gmock/gmock.h>

#include <future>

#include "base/stop.h"
#include "fakes/api/memory_api.h"
#include "fakes/fake_clock.h"

namespace kube {
namespace {

using testing::HasSubstr;

const ObjectKey kLease{"home", "controller"};

// As quick as a test wants it; the duration is of whole seconds.
constexpr LeaseTimes kQuick{base::Millis(1'000), base::Millis(400), base::Millis(20)};

// Refuses to reach the API server while it is cut.
class Cable final : public http::Client {
 public:
  explicit Cable(http::Client& inner) : inner_(inner) {}
  base::Result<http::Response, http::Error> send(const http::Request& request,
                                                 std::stop_token stop) override {
    if (!cut) return inner_.send(request, stop);
    return base::unexpected(http::Error{http::ErrorKind::kConnect, "the cable is cut", false});
  }
  base::Result<http::Response, http::Error> stream(const http::Request& request, base::Millis,
                                                   const http::Sink&,
                                                   std::stop_token stop) override {
    return send(request, stop);
  }
  std::atomic<bool> cut = false;

 private:
  http::Client& inner_;
};

// One replica.
struct Candidate {
  Candidate(fakes::MemoryApi& api, std::string identity)
      : cable(api),
        leadership(client, clock, kLease, std::move(identity), kQuick,
                   [this](const std::string& why) { lost.set_value(why); }) {}

  base::BootClock clock;
  Cable cable;
  const Config config{*http::parse_url("https://api.example"), {}, {}, {}, {}};
  Token token{config, clock};
  Client client{cable, config, token};
  std::promise<std::string> lost;
  Leadership leadership;
};

std::string holder(const fakes::MemoryApi& api) {
  const auto lease = api.get(kLeases, kLease);
  return lease ? read_lease(*lease).holder : "no Lease";
}

TEST(Leadership, TheFirstMakesTheLeaseAndLeads) {
  fakes::MemoryApi api;
  Candidate first(api, "a");
  EXPECT_TRUE(first.leadership.wait({}));
  EXPECT_EQ(holder(api), "a");
}

TEST(Leadership, ASecondWaitsUntilItIsReleased) {
  fakes::MemoryApi api;
  Candidate first(api, "a");
  ASSERT_TRUE(first.leadership.wait({}));
  Candidate second(api, "b");
  base::sleep_for(base::Millis(100), {});
  EXPECT_FALSE(second.leadership.leads());
  first.leadership.release();
  EXPECT_FALSE(first.leadership.leads());
  EXPECT_TRUE(second.leadership.wait({}));
  EXPECT_EQ(holder(api), "b");
}

TEST(Leadership, WhoIsCutOffStopsLeadingAndAnotherTakesOver) {
  fakes::MemoryApi api;
  Candidate first(api, "a");
  ASSERT_TRUE(first.leadership.wait({}));
  Candidate second(api, "b");
  first.cable.cut = true;
  EXPECT_THAT(first.lost.get_future().get(), HasSubstr("the cable is cut"));
  EXPECT_FALSE(first.leadership.leads());
  EXPECT_FALSE(second.leadership.leads()) << "before the Lease's duration has passed";
  EXPECT_TRUE(second.leadership.wait({}));
}

TEST(Leadership, WhoLosesTheLeaseToAnotherHandSaysToWhom) {
  fakes::MemoryApi api;
  Candidate first(api, "a");
  ASSERT_TRUE(first.leadership.wait({}));
  const LeaseRecord theirs{"b", base::Seconds(15), "then", "now", 1, ""};
  api.put(kLeases, new_object(kLeases, kLease).set("spec", write_lease_spec(theirs)));
  EXPECT_EQ(first.lost.get_future().get(), "it is held by b");
  EXPECT_FALSE(first.leadership.leads());
  EXPECT_EQ(holder(api), "b");
}

TEST(Leadership, ALeaseThatIsDeletedIsNotTakenBackInTheSameLife) {
  fakes::MemoryApi api;
  Candidate first(api, "a");
  ASSERT_TRUE(first.leadership.wait({}));
  api.remove(kLeases, kLease);
  EXPECT_EQ(first.lost.get_future().get(), "it is held by nobody");
  EXPECT_EQ(holder(api), "no Lease");
}

TEST(Leadership, StoppingAWaitIsNotLeading) {
  fakes::MemoryApi api;
  Candidate first(api, "a");
  ASSERT_TRUE(first.leadership.wait({}));
  Candidate second(api, "b");
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(second.leadership.wait(stop.get_token()));
}

}  // namespace
}  // namespace kube
