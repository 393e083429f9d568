// Names as a pod looks them up: by a resolv.conf of five dots and of search domains, in a network
// and with a DNS server of the test's own.
#include "http/resolve.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>

#include "fakes/program.h"

namespace {

using testing::ElementsAre;

constexpr const char* kInside = "SALLYPORT_TEST_INSIDE";
constexpr const char* kWorld = R"(
  ip link set lo up
  mount --bind "$SALLYPORT_TEST_FILES/resolv.conf" /etc/resolv.conf
  if [[ -e /etc/nsswitch.conf ]]; then
    mount --bind "$SALLYPORT_TEST_FILES/nsswitch.conf" /etc/nsswitch.conf
  fi
  exec "$SALLYPORT_TEST_PROGRAM" --gtest_filter="$SALLYPORT_TEST_INSIDE"
)";

// Answers A with what it has, a name of one of `wild` too, and anything else with NXDOMAIN.
class Zones {
 public:
  Zones(std::map<std::string, std::string> names, std::map<std::string, std::string> wild)
      : names_(std::move(names)), wild_(std::move(wild)) {
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    place.sin_port = htons(53);
    const timeval moment{0, 50'000};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &moment, sizeof moment);
    if (bind(socket_, reinterpret_cast<sockaddr*>(&place), sizeof place) != 0) {
      throw std::runtime_error("port 53 is not free in a network of its own");
    }
    thread_ = std::jthread([this](const std::stop_token& stop) {
      while (!stop.stop_requested()) answer_one();
    });
  }
  ~Zones() {
    thread_ = {};
    close(socket_);
  }

 private:
  std::string address_of(const std::string& name) const {
    if (const auto found = names_.find(name); found != names_.end()) return found->second;
    for (const auto& [suffix, address] : wild_) {
      if (name.ends_with(suffix)) return address;
    }
    return "";
  }

  // RFC 1035 section 4.1. `query` ends with its question.
  std::string answer_to(std::string query) const {
    std::string name;
    std::size_t at = 12;
    for (; query[at] != 0; at += static_cast<unsigned char>(query[at]) + 1U) {
      name +=
          (name.empty() ? "" : ".") + query.substr(at + 1, static_cast<unsigned char>(query[at]));
    }
    const std::string address = address_of(name);
    const bool is_a = query[at + 2] == 1;
    query.resize(at + 5);
    query[2] = static_cast<char>(0x81);
    query[3] = static_cast<char>(address.empty() ? 0x83 : 0x80);
    query[7] = !address.empty() && is_a ? 1 : 0;
    query[11] = 0;
    if (query[7] == 0) return query;
    in_addr bytes{};
    inet_pton(AF_INET, address.c_str(), &bytes);
    return query + std::string("\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4", 12) +
           std::string(reinterpret_cast<const char*>(&bytes), 4);
  }

  void answer_one() const {
    std::array<char, 512> bytes{};
    sockaddr_in client{};
    socklen_t size = sizeof client;
    auto* plain = reinterpret_cast<sockaddr*>(&client);
    const ssize_t got = recvfrom(socket_, bytes.data(), bytes.size(), 0, plain, &size);
    if (got < 17) return;
    const std::string answer = answer_to({bytes.data(), static_cast<std::size_t>(got)});
    sendto(socket_, answer.data(), answer.size(), 0, plain, size);
  }

  const std::map<std::string, std::string> names_;
  const std::map<std::string, std::string> wild_;
  const int socket_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  std::jthread thread_;
};

// Runs the test again as root of a network and of mounts of its own.
int run_inside() {
  const auto* info = testing::UnitTest::GetInstance()->current_test_info();
  const fakes::TemporaryFolder folder;
  folder.write("resolv.conf",
               "nameserver 127.0.0.1\nsearch cluster.test corp.test\noptions ndots:5 attempts:1\n");
  folder.write("nsswitch.conf", "hosts: files dns\n");
  setenv("SALLYPORT_TEST_FILES", folder.path("").c_str(), 1);
  setenv("SALLYPORT_TEST_PROGRAM", std::filesystem::read_symlink("/proc/self/exe").c_str(), 1);
  setenv(kInside, (std::string(info->test_suite_name()) + "." + info->name()).c_str(), 1);
  const std::string command = "unshare --user --map-root-user --net --mount bash -euc '";
  const int status = std::system((command + kWorld + "'").c_str());
  unsetenv(kInside);
  return status;
}

std::vector<std::string> resolved(const std::string& host) {
  const base::SystemClock clock;
  const auto found = http::resolve(host, clock.mono_now() + base::Seconds(5), {});
  return found ? *found : std::vector<std::string>{found.error().message};
}

TEST(Resolve, ANameWithADotIsAskedForAsItStandsBeforeTheSearchDomains) {
  if (getenv(kInside) == nullptr) {
    EXPECT_EQ(run_inside(), 0);
    return;
  }
  const Zones zones({{"ca.example.org", "192.0.2.1"},
                     {"kubernetes.default.svc.cluster.test", "192.0.2.2"},
                     {"intranet.cluster.test", "192.0.2.3"}},
                    {{".corp.test", "10.6.6.6"}});
  EXPECT_THAT(resolved("ca.example.org"), ElementsAre("192.0.2.1"));
  EXPECT_THAT(resolved("kubernetes.default.svc"), ElementsAre("192.0.2.2"));
  EXPECT_THAT(resolved("intranet"), ElementsAre("192.0.2.3"));
}

}  // namespace
