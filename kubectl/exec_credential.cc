#include "kubectl/exec_credential.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include "base/base64.h"
#include "wire/writer.h"

extern char** environ;

namespace kubectl {
namespace {

constexpr std::size_t kMostOutput = 1024 * 1024;

// What the plugin is told (KUBERNETES_EXEC_INFO).
std::string exec_info(const kube::ExecPlugin& plugin, const kube::Config& config,
                      bool interactive) {
  wire::Writer spec;
  spec.set("interactive", interactive);
  if (plugin.wants_cluster) {
    wire::Writer cluster;
    cluster.set("server", config.server.text())
        .set_unless_empty("tls-server-name", config.tls.server_name)
        .set_unless_empty("certificate-authority-data", base::base64(config.tls.ca_pem));
    if (!config.tls.verify) cluster.set("insecure-skip-tls-verify", true);
    spec.set("cluster", cluster);
  }
  return wire::Writer()
      .set("apiVersion", plugin.api_version)
      .set("kind", "ExecCredential")
      .set("spec", spec)
      .text();
}

std::vector<std::string> environment_of(const kube::ExecPlugin& plugin, std::string info) {
  std::vector<std::string> all;
  const auto is_replaced = [&](std::string_view entry) {
    if (entry.starts_with("KUBERNETES_EXEC_INFO=")) return true;
    for (const auto& [name, value] : plugin.environment) {
      if (entry.starts_with(name + "=")) return true;
    }
    return false;
  };
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (!is_replaced(*entry)) all.emplace_back(*entry);
  }
  for (const auto& [name, value] : plugin.environment) all.push_back(name + "=" + value);
  all.push_back("KUBERNETES_EXEC_INFO=" + std::move(info));
  return all;
}

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

// A child whose standard output we read.
class Child {
 public:
  ~Child() {
    if (read_end_ >= 0) close(read_end_);
  }

  // 0, or what errno would be.
  int start(std::vector<std::string> words, std::vector<std::string> environment,
            bool interactive) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return errno;
    read_end_ = ends[0];
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    if (!interactive) {
      posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    }
    const int failed = posix_spawnp(&pid_, words.front().c_str(), &actions, nullptr,
                                    pointers_to(words).data(), pointers_to(environment).data());
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    return failed;
  }

  // All that it says; nothing where that is more than there may be.
  base::Secret output() {
    std::string text;
    std::array<char, 4096> part{};
    for (;;) {
      const ssize_t got = read(read_end_, part.data(), part.size());
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) break;
      if (text.size() < kMostOutput) text.append(part.data(), static_cast<std::size_t>(got));
    }
    part.fill(0);
    return base::Secret(text.size() < kMostOutput ? std::move(text) : "");
  }

  // Its exit code, or 128 and the signal.
  int end() const {
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t pid_ = -1;
  int read_end_ = -1;
};

auto failed(const kube::ExecPlugin& plugin, const std::string& why) {
  const std::string hint = plugin.install_hint.empty() ? "" : "\n" + plugin.install_hint;
  return base::unexpected("credential plugin " + plugin.command + ": " + why + hint);
}

}  // namespace

base::Result<Credential, std::string> read_credential(const base::Secret& text,
                                                      const std::string& api_version) {
  try {
    const wire::Object object = wire::Object::parse(text.reveal());
    const std::string version = object.text("apiVersion");
    if (object.text("kind") != "ExecCredential" || version != api_version) {
      return base::unexpected("its answer is no ExecCredential of " + api_version);
    }
    const wire::Object status = object.object("status");
    Credential read{base::Secret(status.text_or("token", "")),
                    status.text_or("clientCertificateData", ""),
                    base::Secret(status.text_or("clientKeyData", ""))};
    if (read.certificate_pem.empty() != read.key_pem.empty()) {
      return base::unexpected(std::string("its answer has only one of certificate and key"));
    }
    if (!read.token.empty() || !read.certificate_pem.empty()) return read;
    return base::unexpected(std::string("its answer has neither token nor certificate"));
  } catch (const wire::Malformed&) {
    return base::unexpected(std::string("its answer cannot be read"));
  }
}

base::Result<Credential, std::string> run_plugin(const kube::ExecPlugin& plugin,
                                                 const kube::Config& config, bool interactive) {
  if (plugin.needs_terminal && !interactive) {
    return failed(plugin, "it asks at a terminal, and standard input is none");
  }
  std::vector<std::string> words{plugin.command};
  words.insert(words.end(), plugin.arguments.begin(), plugin.arguments.end());
  Child child;
  const int error = child.start(
      words, environment_of(plugin, exec_info(plugin, config, interactive)), interactive);
  if (error != 0) return failed(plugin, std::strerror(error));
  const base::Secret output = child.output();
  if (const int code = child.end(); code != 0) {
    return failed(plugin, "ended with " + std::to_string(code));
  }
  auto read = read_credential(output, plugin.api_version);
  return read ? std::move(read) : failed(plugin, read.error());
}

}  // namespace kubectl
