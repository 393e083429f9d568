#include "kube/config.h"

#include <yaml-cpp/yaml.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "base/base64.h"

namespace kube {
namespace {

namespace fs = std::filesystem;
constexpr base::Seconds kTokenAge{60};

std::optional<std::string> read_file(const fs::path& path) {
  std::error_code none;
  std::ifstream file(path, std::ios::binary);
  if (!file || fs::is_directory(path, none)) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::string without_line_end(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

// Thrown inside this file only; becomes the error of read_kubeconfig.
struct Refused {
  std::string why;
};

// A mapping of the file and where it stands in it, for messages.
struct Section {
  YAML::Node node;
  std::string path;

  bool has(const std::string& field) const {
    const YAML::Node& fixed = node;
    return fixed[field] && !fixed[field].IsNull();
  }
  std::string text(const std::string& field) const {
    if (!has(field)) return "";
    if (!node[field].IsScalar()) throw Refused{path + "." + field + ": expected a text"};
    return node[field].as<std::string>();
  }
  bool flag(const std::string& field) const {
    bool value = false;
    if (has(field) && !YAML::convert<bool>::decode(node[field], value)) {
      throw Refused{path + "." + field + ": expected true or false"};
    }
    return value;
  }
};

// The one of `lists` (contexts, clusters, users) with this name.
Section named(const Section& root, const std::string& lists, const std::string& name) {
  const std::string kind = lists.substr(0, lists.size() - 1);
  if (root.has(lists) && !root.node[lists].IsSequence()) throw Refused{lists + ": expected a list"};
  const YAML::Node list = root.has(lists) ? root.node[lists] : YAML::Node();
  for (const YAML::Node& each : list) {
    if (!each.IsMap() || Section{each, lists}.text("name") != name) continue;
    if (each[kind] && each[kind].IsMap()) return {each[kind], lists + "[" + name + "]." + kind};
    break;
  }
  throw Refused{"it has no " + kind + " named \"" + name + "\""};
}

std::string named_by(const Section& section, const std::string& field) {
  std::string name = section.text(field);
  if (name.empty()) {
    throw Refused{(section.path.empty() ? "it" : section.path) + " has no " + field};
  }
  return name;
}

// A PEM given inline as `field-data`, in base64, or as a file named by `field`.
std::string pem_of(const Section& section, const std::string& field, const fs::path& folder) {
  if (const std::string data = without_line_end(section.text(field + "-data")); !data.empty()) {
    const auto pem = base::from_base64(data);
    if (!pem) throw Refused{section.path + "." + field + "-data is not base64"};
    return *pem;
  }
  const std::string name = section.text(field);
  if (name.empty()) return "";
  const auto pem = read_file(folder / name);
  if (!pem) throw Refused{section.path + "." + field + ": cannot read " + (folder / name).string()};
  return *pem;
}

void refuse(const Section& section, std::initializer_list<const char*> fields) {
  for (const char* field : fields) {
    if (section.has(field)) throw Refused{section.path + "." + field + " is not supported"};
  }
}

void read_cluster(const Section& cluster, const fs::path& folder, Config& config) {
  refuse(cluster, {"proxy-url"});
  const auto server = http::parse_url(cluster.text("server"));
  if (!server) {
    throw Refused{cluster.path + ".server is no http or https URL: " + cluster.text("server")};
  }
  config.server = *server;
  config.tls.ca_pem = pem_of(cluster, "certificate-authority", folder);
  config.tls.verify = !cluster.flag("insecure-skip-tls-verify");
  config.tls.server_name = cluster.text("tls-server-name");
}

void read_user(const Section& user, const fs::path& folder, Config& config) {
  refuse(user, {"exec", "auth-provider", "username", "password", "as", "as-uid", "as-groups",
                "as-user-extra"});
  config.tls.client_certificate_pem = pem_of(user, "client-certificate", folder);
  config.tls.client_key_pem = base::Secret(pem_of(user, "client-key", folder));
  if (config.tls.client_certificate_pem.empty() != config.tls.client_key_pem.empty()) {
    throw Refused{user.path + " has only one of client-certificate and client-key"};
  }
  config.token = base::Secret(user.text("token"));
  if (const std::string file = user.text("tokenFile"); !file.empty()) {
    config.token_file = folder / file;
    if (!read_file(config.token_file)) {
      throw Refused{user.path + ".tokenFile: cannot read " + config.token_file.string()};
    }
  }
}

Config read_context(const Section& root, const fs::path& folder) {
  if (!root.node.IsMap()) throw Refused{"it is no YAML mapping"};
  const Section context = named(root, "contexts", named_by(root, "current-context"));
  Config config;
  read_cluster(named(root, "clusters", named_by(context, "cluster")), folder, config);
  read_user(named(root, "users", named_by(context, "user")), folder, config);
  const std::string namespace_ = context.text("namespace");
  config.namespace_ = namespace_.empty() ? "default" : namespace_;
  return config;
}

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

base::Result<Config, std::string> read_kubeconfig(const fs::path& file) {
  const auto text = read_file(file);
  if (!text) return base::unexpected("kubeconfig " + file.string() + ": cannot be read");
  try {
    return read_context({YAML::Load(*text), ""}, file.parent_path());
  } catch (const Refused& refused) {
    return base::unexpected("kubeconfig " + file.string() + ": " + refused.why);
  } catch (const YAML::Exception& e) {
    return base::unexpected("kubeconfig " + file.string() + ": " + e.what());
  }
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
