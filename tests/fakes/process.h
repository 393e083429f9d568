// Process: a program that runs as long as the object lives. Its output goes to a file. It is killed
// with the object, and with the thread that started it, so that a test that is cut off leaves
// nothing behind. One thread at a time.
#pragma once

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace fakes {

class Process {
 public:
  // `environment` ("NAME=value") is added to this process's own.
  Process(std::vector<std::string> command, std::vector<std::string> environment,
          std::string output_file)
      : output_file_(std::move(output_file)) {
    // posix_spawn cannot ask for the signal on the parent's death; setpriv can.
    std::vector<std::string> all{"setpriv", "--pdeathsig", "KILL"};
    all.insert(all.end(), command.begin(), command.end());
    for (char** own = environ; *own != nullptr; ++own) environment.emplace_back(*own);
    spawn(all, environment);
  }
  ~Process() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  bool is_running() {
    if (pid_ > 0 && waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = 0;
    return pid_ > 0;
  }

  std::string output() const {
    std::ostringstream text;
    text << std::ifstream(output_file_).rdbuf();
    return text.str();
  }

 private:
  static std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> result;
    for (std::string& one : words) result.push_back(one.data());
    result.push_back(nullptr);
    return result;
  }

  void spawn(std::vector<std::string>& command, std::vector<std::string>& environment) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, output_file_.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    auto argv = pointers(command);
    auto envp = pointers(environment);
    const int error = posix_spawnp(&pid_, argv[0], &actions, nullptr, argv.data(), envp.data());
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw std::runtime_error(command[0] + ": " + std::strerror(error));
  }

  pid_t pid_ = 0;
  const std::string output_file_;
};

}  // namespace fakes
