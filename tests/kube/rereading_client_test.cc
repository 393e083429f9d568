#include "kube/rereading_client.h"

#include <gtest/gtest.h>

namespace {

using Reply = base::Result<http::Response, http::Error>;

// A client of a server that has a certificate of this authority.
class Trusting final : public http::Client {
 public:
  Trusting(std::string trusted, const std::string& server, http::Error failure)
      : trusted_(std::move(trusted)), server_(server), failure_(std::move(failure)) {}
  Reply send(const http::Request&, std::stop_token) override {
    if (trusted_ != server_) return base::unexpected(failure_);
    return http::Response{200, {}, trusted_};
  }
  Reply stream(const http::Request& request, base::Millis, const http::Sink&,
               std::stop_token stop) override {
    return send(request, stop);
  }

 private:
  const std::string trusted_;
  const std::string& server_;
  const http::Error failure_;
};

class RereadingClientTest : public testing::Test {
 protected:
  static kube::Config config(const std::string& authority) {
    kube::Config made;
    made.tls.ca_pem = authority;
    made.tls.user_agent = "told at the start";
    return made;
  }

  std::string server_ = "old";
  base::Result<kube::Config, std::string> file_ = config("old");
  http::Error failure_{http::ErrorKind::kTls, "unknown authority", false};
  int reads_ = 0;
  std::vector<std::string> made_;
  kube::RereadingClient client_{config("old"),
                                [this] {
                                  ++reads_;
                                  return file_;
                                },
                                [this](http::ClientOptions options) {
                                  made_.push_back(options.ca_pem + ", " + options.user_agent);
                                  return std::make_unique<Trusting>(options.ca_pem, server_,
                                                                    failure_);
                                }};
};

TEST_F(RereadingClientTest, ReadsNothingWhileAllIsWell) {
  EXPECT_EQ(client_.send({}, {})->body, "old");
  EXPECT_EQ(reads_, 0);
}

TEST_F(RereadingClientTest, GoesOnWithAnotherAuthority) {
  server_ = "new";
  file_ = config("new");
  EXPECT_EQ(client_.send({}, {})->body, "new");
  EXPECT_EQ(client_.stream({}, {}, {}, {})->body, "new");
  EXPECT_EQ(reads_, 1);
  EXPECT_EQ(made_, (std::vector<std::string>{"old, told at the start", "new, told at the start"}));
}

TEST_F(RereadingClientTest, TellsTheFailureWhenThereIsNoNews) {
  server_ = "new";
  EXPECT_EQ(client_.send({}, {}).error().message, "unknown authority");
  file_ = base::unexpected(std::string("cannot be read"));
  EXPECT_EQ(client_.send({}, {}).error().message, "unknown authority");
  EXPECT_EQ(made_.size(), 1u);
  file_ = config("new");
  EXPECT_EQ(client_.send({}, {})->status, 200);
}

TEST(RereadingClient, RepeatsNothingThatFailedOtherwise) {
  const std::string server = "new";
  int reads = 0;
  kube::RereadingClient client(
      {},
      [&]() -> base::Result<kube::Config, std::string> {
        ++reads;
        return kube::Config();
      },
      [&](const http::ClientOptions&) {
        return std::make_unique<Trusting>("old", server,
                                          http::Error{http::ErrorKind::kProtocol, "closed", true});
      });
  EXPECT_EQ(client.send({}, {}).error().message, "closed");
  EXPECT_EQ(reads, 0);
}

}  // namespace
