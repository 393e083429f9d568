// Stage: an http::Client that plays a script, one scene a request. Any thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/stop.h"
#include "http/client.h"

namespace kube {

// What one request is answered with.
struct Scene {
  int status = 200;  // 0: no answer comes in time, which is more than a second
  std::string body;
  std::size_t piece = 4096;  // bytes at a time
  bool held = false;         // the stream stays open until it is stopped
  bool endless = false;      // the body again and again, until the sink has enough
  bool silent = false;       // the stream stays open, and nothing more comes
};

// Plays its scenes in order; what comes after the last one waits until it is stopped.
class Stage final : public http::Client {
 public:
  using Reply = base::Result<http::Response, http::Error>;

  explicit Stage(std::deque<Scene> scenes) : scenes_(std::move(scenes)) {}

  Reply send(const http::Request& request, std::stop_token stop) override {
    const Scene scene = begin(request);
    if (scene.held) return wait(stop);
    return http::Response{scene.status, {}, scene.body};
  }

  Reply stream(const http::Request& request, base::Millis idle, const http::Sink& sink,
               std::stop_token stop) override {
    const Scene scene = begin(request);
    {
      std::lock_guard lock(mutex_);
      idles_.push_back(idle);
    }
    if (scene.status == 0) return be_silent(base::Millis(1100), stop);
    if (scene.status >= 300) return http::Response{scene.status, {}, scene.body};
    do {
      for (std::size_t at = 0; at < scene.body.size(); at += scene.piece) {
        played_ += std::min(scene.piece, scene.body.size() - at);
        if (!sink(std::string_view(scene.body).substr(at, scene.piece)))
          return http::Response{200, {}, ""};
      }
    } while (scene.endless);
    if (scene.silent) return be_silent(idle, stop);
    if (scene.held) return wait(stop);
    return http::Response{scene.status, {}, ""};
  }

  std::vector<std::string> asked() {
    std::lock_guard lock(mutex_);
    return asked_;
  }
  std::vector<base::Millis> idles() {
    std::lock_guard lock(mutex_);
    return idles_;
  }
  // False when that many requests do not come.
  bool wait_for_requests(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, base::Seconds(10), [&] { return asked_.size() >= count; });
  }
  std::size_t played() const { return played_; }

 private:
  Scene begin(const http::Request& request) {
    std::lock_guard lock(mutex_);
    asked_.push_back(request.url.target);
    changed_.notify_all();
    if (scenes_.empty()) return {200, "", 1, true, false};
    Scene scene = scenes_.front();
    scenes_.pop_front();
    return scene;
  }

  Reply wait(std::stop_token stop) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, stop, [] { return false; });
    return base::unexpected(http::Error{http::ErrorKind::kStopped, "stopped", false});
  }

  static Reply be_silent(base::Millis idle, std::stop_token stop) {
    base::sleep_for(idle, stop);
    return base::unexpected(http::Error{http::ErrorKind::kTimeout, "no answer in time", true});
  }

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Scene> scenes_;
  std::vector<std::string> asked_;
  std::vector<base::Millis> idles_;
  std::atomic<std::size_t> played_ = 0;
};

}  // namespace kube
