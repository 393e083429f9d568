#include "kube/events.h"

#include <gmock/gmock.h>

#include <atomic>
#include <future>

#include "fakes/fake_clock.h"
#include "fakes/fake_http.h"
#include "fakes/item.h"
#include "fakes/live_bytes.h"

namespace kube {
namespace {

using testing::ElementsAre;
using testing::MatchesRegex;
using testing::SizeIs;

const std::string kQuery = "?fieldValidation=Strict&fieldManager=sallyport";
const std::string kUrl =
    "https://api.example/apis/events.k8s.io/v1/namespaces/team-a/events" + kQuery;

Event event(const std::string& note) {
  return {kItems, item("web", "u1", "7").meta, false, "Issued", "Issue", note};
}

class EventsTest : public testing::Test {
 protected:
  void start() {
    recorder_ = std::make_unique<EventRecorder>(client_, clock_, "sallyport.dev/test", "pod-1");
  }
  void accept(const std::string& url = kUrl) {
    http_.always("POST", url, [](const http::Request&) { return http::Response{201, {}, "{}"}; });
  }
  // What was written, once the recorder has ended.
  std::vector<wire::Object> written() {
    recorder_.reset();
    std::vector<wire::Object> bodies;
    for (const auto& request : http_.requests())
      bodies.push_back(wire::Object::parse(request.body));
    return bodies;
  }
  std::vector<std::string> notes() {
    std::vector<std::string> all;
    for (const auto& body : written()) all.push_back(body.text("note"));
    return all;
  }

  fakes::FakeClock clock_;
  fakes::FakeHttp http_;
  const Config config_{*http::parse_url("https://api.example"), {}, {}, {}, {}};
  Token token_{config_, clock_};
  Client client_{http_, config_, token_};
  std::unique_ptr<EventRecorder> recorder_;
};

TEST_F(EventsTest, AnEventHasAllThatTheApiAsksFor) {
  accept();
  start();
  recorder_->record(event("valid until tomorrow"));
  const auto bodies = written();
  ASSERT_THAT(bodies, SizeIs(1));
  const wire::Object& body = bodies[0];
  EXPECT_EQ(body.text("apiVersion"), "events.k8s.io/v1");
  EXPECT_EQ(body.text("kind"), "Event");
  EXPECT_EQ(body.time("eventTime"), clock_.wall_now());
  EXPECT_EQ(body.text("reportingController"), "sallyport.dev/test");
  EXPECT_EQ(body.text("reportingInstance"), "pod-1");
  EXPECT_EQ(body.text("action"), "Issue");
  EXPECT_EQ(body.text("reason"), "Issued");
  EXPECT_EQ(body.text("type"), "Normal");
  EXPECT_EQ(body.text("note"), "valid until tomorrow");
  EXPECT_EQ(read_meta(body).namespace_, "team-a");
  EXPECT_THAT(read_meta(body).name, MatchesRegex("web\\.[0-9a-f]+"));
  const wire::Object regarding = body.object("regarding");
  EXPECT_EQ(regarding.text("apiVersion"), "example.com/v1");
  EXPECT_EQ(regarding.text("kind"), "Item");
  EXPECT_EQ(regarding.text("name"), "web");
  EXPECT_EQ(regarding.text("namespace"), "team-a");
  EXPECT_EQ(regarding.text("uid"), "u1");
}

TEST_F(EventsTest, OneOfAClusterObjectIsInTheDefaultNamespace) {
  accept("https://api.example/apis/events.k8s.io/v1/namespaces/default/events" + kQuery);
  start();
  Event about = event("hello");
  about.regarding.namespace_.clear();
  about.warning = true;
  recorder_->record(about);
  const auto bodies = written();
  ASSERT_THAT(bodies, SizeIs(1));
  EXPECT_EQ(bodies[0].text("type"), "Warning");
  EXPECT_FALSE(bodies[0].object("regarding").has("namespace"));
}

TEST_F(EventsTest, LongTextsAreCutBetweenCharacters) {
  accept();
  start();
  Event about = event(std::string(1023, 'x') + "\xc3\xa9");
  about.regarding.name = std::string(235, 'n') + "-" + std::string(17, 'n');
  recorder_->record(about);
  const auto bodies = written();
  ASSERT_THAT(bodies, SizeIs(1));
  EXPECT_EQ(bodies[0].text("note"), std::string(1023, 'x'));
  const std::string name = read_meta(bodies[0]).name;
  EXPECT_LE(name.size(), 253U);
  EXPECT_THAT(name, MatchesRegex("n+\\.[0-9a-f]+"));
}

TEST_F(EventsTest, TheSameAgainIsNotWrittenForTenMinutes) {
  accept();
  start();
  recorder_->record(event("one"));
  recorder_->record(event("one"));
  recorder_->record(event("two"));
  clock_.advance(base::Seconds(599));
  recorder_->record(event("one"));
  clock_.advance(base::Seconds(1));
  recorder_->record(event("one"));
  EXPECT_THAT(notes(), ElementsAre("one", "two", "one"));
}

TEST_F(EventsTest, IsTriedAgainUnderTheSameName) {
  http_.once("POST", kUrl, {503, {}, ""});
  accept();
  start();
  recorder_->record(event("one"));
  const auto bodies = written();
  ASSERT_THAT(bodies, SizeIs(2));
  EXPECT_EQ(read_meta(bodies[0]).name, read_meta(bodies[1]).name);
}

TEST_F(EventsTest, WhatIsRefusedIsNotTriedAgain) {
  http_.once("POST", kUrl, {403, {}, ""});
  http_.once("POST", kUrl, {409, {}, R"({"reason":"AlreadyExists"})"});
  start();
  recorder_->record(event("one"));
  recorder_->record(event("two"));
  EXPECT_THAT(notes(), ElementsAre("one", "two"));
}

TEST_F(EventsTest, WithoutAnAnswerTheOldestAreDroppedAndNobodyWaits) {
  std::promise<void> asked;
  std::promise<void> answered;
  std::promise<void> last;
  std::atomic<bool> first = true;
  http_.once("POST", kUrl, {201, {}, "{}"});
  http_.always("POST", kUrl, [&](const http::Request& request) {
    if (wire::Object::parse(request.body).text("note") == "1100") last.set_value();
    if (first.exchange(false)) {
      asked.set_value();
      answered.get_future().wait();
    }
    return http::Response{201, {}, "{}"};
  });
  start();
  recorder_->record(event("the first"));
  recorder_->record(event("held"));
  asked.get_future().wait();
  for (int i = 1; i <= 1100; ++i) recorder_->record(event(std::to_string(i)));
  answered.set_value();
  last.get_future().wait();
  const auto all = notes();
  ASSERT_THAT(all, SizeIs(1002));
  EXPECT_EQ(all[2], "101");
  EXPECT_EQ(all.back(), "1100");
}

// ---- What is kept of many Events.

TEST_F(EventsTest, DF04_LongNotesAndAnnotationsAreNotKept) {
  std::promise<void> goes_on;
  const auto until = goes_on.get_future().share();
  http_.once("POST", kUrl, {201, {}, "{}"});
  http_.always("POST", kUrl, [until](const http::Request&) {
    until.wait();
    return http::Response{403, {}, "{}"};
  });
  start();
  const std::size_t before = fakes::live_bytes();
  for (int i = 0; i < 100; ++i) {
    Event about = event(std::to_string(i) + std::string(1'000'000, 'x'));
    about.regarding.annotations["large"] = std::string(250'000, 'a');
    about.regarding.labels["many"] = std::string(1'000, 'l');
    recorder_->record(std::move(about));
  }
  const std::size_t after = fakes::live_bytes();
  EXPECT_LT(after > before ? after - before : 0, 2U << 20);
  goes_on.set_value();
}

TEST_F(EventsTest, DF04_NotesThatDifferWithinWhatIsWrittenAreTwoEvents) {
  accept();
  start();
  for (const char* end : {"one", "two", "one"})
    recorder_->record(event(std::string(1000, 'x') + end + std::string(1000, 'y')));
  EXPECT_THAT(notes(), SizeIs(2));
}

// Answers nothing until it is stopped.
class SilentHttp final : public http::Client {
 public:
  using Reply = base::Result<http::Response, http::Error>;
  Reply send(const http::Request&, std::stop_token stop) override {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any stopped;
    stopped.wait(lock, stop, [] { return false; });
    return base::unexpected(http::Error{http::ErrorKind::kStopped, "stopped", false});
  }
  Reply stream(const http::Request& request, base::Millis, const http::Sink&,
               std::stop_token stop) override {
    return send(request, stop);
  }
};

TEST_F(EventsTest, AServerThatDoesNotAnswerDelaysTheEndByASecondOnly) {
  SilentHttp silent;
  Client client(silent, config_, token_);
  const auto from = base::SystemClock().mono_now();
  {
    EventRecorder recorder(client, clock_, "sallyport.dev/test", "pod-1");
    for (int i = 0; i < 100; ++i) recorder.record(event(std::to_string(i)));
  }
  EXPECT_LT(base::SystemClock().mono_now() - from, base::Seconds(5));
}

}  // namespace
}  // namespace kube
