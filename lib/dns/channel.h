// Channel: one use of c-ares. For this room alone. One thread.
#pragma once

#include <ares.h>

#include <string>

namespace dns {

class Channel {
 public:
  // Throws std::runtime_error.
  explicit Channel(const std::string& servers);
  ~Channel() { ares_destroy(channel_); }
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  ares_channel get() const { return channel_; }

 private:
  ares_channel channel_ = nullptr;
};

}  // namespace dns
