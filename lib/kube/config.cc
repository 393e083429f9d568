#include "kube/config.h"

#include <cstdlib>
#include <stdexcept>

#include "kube/small_file.h"

namespace kube {
namespace {

namespace fs = std::filesystem;
constexpr base::Seconds kTokenAge{60};

base::Unexpected<std::string> no_cluster(const std::string& why) {
  return {"not in a cluster: " + why + "; outside of one give --kubeconfig FILE"};
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

std::string in_cluster_url() {
  const std::string host = variable("KUBERNETES_SERVICE_HOST");
  const std::string port = variable("KUBERNETES_SERVICE_PORT");
  if (host.empty() || port.empty()) return "";
  const bool ipv6 = host.find(':') != std::string::npos;
  return "https://" + (ipv6 ? "[" + host + "]" : host) + ":" + port;
}

base::Result<Config, std::string> in_cluster_config(const fs::path& folder) {
  const std::string host = variable("KUBERNETES_SERVICE_HOST");
  const std::string port = variable("KUBERNETES_SERVICE_PORT");
  if (host.empty()) return no_cluster("KUBERNETES_SERVICE_HOST is not set");
  if (port.empty()) return no_cluster("KUBERNETES_SERVICE_PORT is not set");
  const std::string url = in_cluster_url();
  const auto server = http::parse_url(url);
  if (!server) {
    return no_cluster("KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT make no URL: " + url);
  }
  Config config;
  config.server = *server;
  config.tls.ca_pem = read_file(folder / "ca.crt").value_or("");
  // No authority would mean the system's.
  if (config.tls.ca_pem.empty()) return no_cluster("cannot read " + (folder / "ca.crt").string());
  config.token_file = folder / "token";
  if (!read_file(config.token_file)) {
    return no_cluster("cannot read " + config.token_file.string());
  }
  config.namespace_ = without_line_end(read_file(folder / "namespace").value_or("default"));
  return config;
}

base::Result<Config, std::string> load_config(const std::string& kubeconfig) {
  return kubeconfig.empty() ? in_cluster_config() : read_kubeconfig(kubeconfig);
}

Config find_config(const std::string& kubeconfig, const std::string& user_agent) {
  auto config = load_config(kubeconfig);
  if (!config) throw std::runtime_error(config.error());
  config->tls.user_agent = user_agent;
  return *std::move(config);
}

Token::Token(const Config& config, const base::Clock& clock)
    : file_(config.token_file), clock_(clock), state_(State{config.token, {}}) {
  refused();
}

base::Secret Token::current() {
  const bool old = state_.with(
      [&](const State& state) { return clock_.mono_now() - state.read_at >= kTokenAge; });
  if (old) refused();
  return state_.with([](const State& state) { return state.value; });
}

void Token::refused() {
  base::Secret read_now = read();
  state_.with([&](State& state) {
    if (!read_now.empty()) state.value = std::move(read_now);
    state.read_at = clock_.mono_now();
  });
}

base::Secret Token::read() {
  if (file_.empty()) return {};
  return base::Secret(without_line_end(read_file(file_).value_or("")));
}

}  // namespace kube
