// How long an issuance takes, counted in what it waits for: requests to the CA one after another,
// and keys that take long to make.

#include <chrono>
#include <condition_variable>
#include <thread>

#include "controller/issuance_bed.h"

namespace {

// Lets nobody go on until so many are there.
class Crowd {
 public:
  explicit Crowd(int size) : size_(size) {}

  // False when not so many came in time.
  bool wait() {
    std::unique_lock lock(mutex_);
    const int enough = (came_++ / size_ + 1) * size_;
    all_there_.notify_all();
    return all_there_.wait_for(lock, std::chrono::seconds(20), [&] { return came_ >= enough; });
  }

 private:
  const int size_;
  std::mutex mutex_;
  std::condition_variable all_there_;
  int came_ = 0;
};

class Pace : public issuance::Bed {
 protected:
  int posts() const {
    int count = 0;
    for (const auto& request : ca_.requests()) count += request.method == "POST" ? 1 : 0;
    return count;
  }
  // The CA answers these only when so many of them were asked.
  void answer_in_crowds(const std::string& endpoint, Crowd& crowd) {
    ca_.always(endpoint, [&crowd](fakes::Turn& turn) {
      if (crowd.wait()) turn.send(turn.serve());
    });
  }
};

// Of what is asked for each name, fifty are waited for at once, at the CA of a ClusterIssuer: it is
// as far away as for two names. The rest is asked one after another.
TEST_F(Pace, AHundredNamesWaitForTheCaAtMostTwiceAsOftenAsOne) {
  constexpr int kNames = 100;
  constexpr int kAtOnce = 50;
  Crowd reads(kAtOnce);
  Crowd answers(kAtOnce);
  api_.remove(api::kIssuers, {"team", "ca"});
  apply_cluster_issuer();
  work();
  answer_in_crowds("authorization", reads);
  answer_in_crowds("challenge", answers);
  const int before = posts();
  std::vector<std::string> names;
  for (int i = 0; i < kNames; ++i) names.push_back("n" + std::to_string(i) + ".example");
  apply_certificate(names, by_cluster_issuer);
  work();
  EXPECT_TRUE(is_issued()) << ca_.log();
  EXPECT_EQ(ca_.count("authorization"), kNames);
  EXPECT_EQ(ca_.count("challenge"), kNames);
  EXPECT_LE(ca_.connections(), kAtOnce);
  const int one_after_another = posts() - before - 2 * kNames;
  EXPECT_LE(one_after_another + 2 * kNames / kAtOnce, 2 * 7) << ca_.log();
}

// Were it made within the step, the first Certificate would be the first to order, too.
TEST_F(Pace, AnRsaKeyUnderWayDelaysNoOtherCertificate) {
  apply_named("first", {"first.example"}, [](wire::Writer& spec) {
    spec.set("privateKey", wire::Writer().set("algorithm", "RSA").set("size", 3072));
  });
  apply_named("second", {"second.example"});
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(50);
  while (!is_issued("first") && std::chrono::steady_clock::now() < deadline) {
    work();
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_TRUE(is_issued("first") && is_issued("second")) << ca_.log();
  std::vector<std::string> ordered;
  for (const auto& request : ca_.requests())
    if (request.endpoint == "newOrder") ordered.push_back(request.jws->payload);
  ASSERT_EQ(ordered.size(), 2U);
  EXPECT_THAT(ordered.front(), testing::HasSubstr("second.example"));
}

}  // namespace
