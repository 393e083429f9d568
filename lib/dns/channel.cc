#include "dns/channel.h"

#include <stdexcept>

namespace dns {
namespace {

constexpr int kOneTryMillis = 1000;
constexpr int kTries = 3;

void check(int status, const std::string& what) {
  if (status != ARES_SUCCESS) throw std::runtime_error(what + ": " + ares_strerror(status));
}

void start_library() {
  static const int started = ares_library_init(ARES_LIB_INIT_ALL);
  check(started, "c-ares");
}

}  // namespace

Channel::Channel(const std::string& servers) {
  start_library();
  ares_options options{};
  options.flags =
      ARES_FLAG_NOCHECKRESP;  // else SERVFAIL would look like a server that is not there
  options.timeout = kOneTryMillis;
  options.tries = kTries;
  check(
      ares_init_options(&channel_, &options, ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES),
      "DNS servers of this system");
  if (servers.empty()) return;
  const int status = ares_set_servers_ports_csv(channel_, servers.c_str());
  if (status != ARES_SUCCESS) ares_destroy(channel_);
  check(status, "DNS servers '" + servers + "': expected addresses, with commas between them");
}

}  // namespace dns
