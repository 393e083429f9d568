// Real programs of the test bed on loopback, on ports that were free: a program is looked for in
// the folder SALLYPORT_TOOLS, and throws std::runtime_error, with its output, when it cannot be
// started. One thread at a time.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "fakes/process.h"

namespace fakes {

// A folder that goes with the object.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "sallyport-test-XXXXXX");
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name) << text;
    return path_ / name;
  }
  std::string path(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

// A port on which nothing listened a moment ago.
inline int free_port() {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool done = bind(listener, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                    getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  close(listener);
  if (!done) throw std::runtime_error("no free port");
  return ntohs(address.sin_port);
}

inline bool accepts(int port) {
  const int client = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  const bool open =
      connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  close(client);
  return open;
}

inline std::string tool(const std::string& name) {
  const char* folder = std::getenv("SALLYPORT_TOOLS");
  if (folder == nullptr)
    throw std::runtime_error("SALLYPORT_TOOLS is not set: the folder of the test bed's programs");
  const std::string path = std::string(folder) + "/" + name;
  if (access(path.c_str(), X_OK) != 0) throw std::runtime_error(path + " is not there");
  return path;
}

inline bool is_up(Process& process, const int& port) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (process.is_running() && std::chrono::steady_clock::now() < end) {
    if (accepts(port)) return process.is_running();
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

// Another process may take a port between our looking and the program's listening; then the
// program ends, and gets other ports.
template <class Start>
void start(std::unique_ptr<Process>& process, const int& port, Start&& start_once) {
  std::string output;
  for (int attempt = 0; attempt < 5; ++attempt) {
    process = start_once();
    if (is_up(*process, port)) return;
    output = process->output();
  }
  throw std::runtime_error("does not start: " + output);
}

}  // namespace fakes
