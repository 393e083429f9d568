#include "http/resolve.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <resolv.h>

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace http {
namespace {

using Addresses = std::vector<std::string>;

struct Lookup {
  std::mutex mutex;
  std::condition_variable_any done;
  bool finished = false;
  int error = 0;
  Addresses addresses;
};

std::string text(const addrinfo& entry) {
  char buffer[INET6_ADDRSTRLEN] = "";
  const void* address = entry.ai_family == AF_INET6
                            ? static_cast<const void*>(
                                  &reinterpret_cast<const sockaddr_in6*>(entry.ai_addr)->sin6_addr)
                            : &reinterpret_cast<const sockaddr_in*>(entry.ai_addr)->sin_addr;
  inet_ntop(entry.ai_family, address, buffer, sizeof buffer);
  return buffer;
}

// A name with a dot is asked for as it stands, and only then with the search domains: pods have
// ndots:5, and a search domain with a wildcard would take the CA's name for one of its own. Not the
// name of a Service, which only a search domain completes: a cluster without a way out would wait
// for an answer from there. Counts for this thread alone.
void ask_whole_names_first() {
  if (res_init() == 0) _res.ndots = 1;
}

int look_up(const std::string& host, Addresses& out) {
  if (!host.ends_with(".svc")) ask_whole_names_first();
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  const int error = getaddrinfo(host.c_str(), nullptr, &hints, &list);
  if (error != 0) return error;
  for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
    std::string address = text(*entry);
    if (std::find(out.begin(), out.end(), address) == out.end()) out.push_back(std::move(address));
  }
  freeaddrinfo(list);
  return 0;
}

std::string reason(int error) {
  std::string text = gai_strerror(error);
  if (text.size() > 1 && text[1] >= 'a') text[0] = static_cast<char>(text[0] | 0x20);
  return text;
}

void run(const std::shared_ptr<Lookup>& lookup, const std::string& host) {
  Addresses addresses;
  const int error = look_up(host, addresses);
  std::lock_guard lock(lookup->mutex);
  lookup->error = error;
  lookup->addresses = std::move(addresses);
  lookup->finished = true;
  lookup->done.notify_all();
}

}  // namespace

bool is_address(const std::string& host) {
  in6_addr buffer;
  return inet_pton(AF_INET, host.c_str(), &buffer) == 1 ||
         inet_pton(AF_INET6, host.c_str(), &buffer) == 1;
}

base::Result<Addresses, Error> resolve(const std::string& host, base::MonoTime until,
                                       std::stop_token stop) {
  if (is_address(host)) return Addresses{host};
  const auto lookup = std::make_shared<Lookup>();
  std::thread([lookup, host] { run(lookup, host); }).detach();
  std::unique_lock lock(lookup->mutex);
  const bool finished =
      lookup->done.wait_until(lock, stop, until, [&lookup] { return lookup->finished; });
  if (!finished && stop.stop_requested()) {
    return base::unexpected(Error{ErrorKind::kStopped, host + ": stopped while resolving"});
  }
  if (!finished) return base::unexpected(Error{ErrorKind::kTimeout, host + ": no answer in time"});
  if (lookup->error == 0 && !lookup->addresses.empty()) return std::move(lookup->addresses);
  return base::unexpected(Error{ErrorKind::kResolve, host + ": " + reason(lookup->error)});
}

}  // namespace http
