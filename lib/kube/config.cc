#include "kube/config.h"

#include <yaml-cpp/yaml.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "base/base64.h"

namespace kube {
namespace {

namespace fs = std::filesystem;
constexpr char kServiceAccount[] = "/var/run/secrets/kubernetes.io/serviceaccount";
constexpr base::Seconds kTokenAge{60};

std::optional<std::string> read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

// Thrown inside this file only; becomes the error of read_kubeconfig.
struct Refused {
  std::string why;
};

YAML::Node named(const YAML::Node& list, const std::string& name, const std::string& kind) {
  for (const YAML::Node& item : list) {
    if (item["name"] && item["name"].as<std::string>() == name) return item[kind];
  }
  throw Refused{"it has no " + kind + " named \"" + name + "\""};
}

std::string text_of(const YAML::Node& node, const char* field) {
  return node && node[field] ? node[field].as<std::string>() : "";
}

// A PEM given inline as `field-data`, in base64, or as a file named by `field`.
std::string pem_of(const YAML::Node& node, const std::string& field, const fs::path& folder) {
  if (const std::string data = text_of(node, (field + "-data").c_str()); !data.empty()) {
    const auto pem = base::from_base64(trimmed(data));
    if (!pem) throw Refused{field + "-data is not base64"};
    return *pem;
  }
  const std::string name = text_of(node, field.c_str());
  if (name.empty()) return "";
  const auto pem = read_file(folder / name);
  if (!pem) throw Refused{field + ": cannot read " + (folder / name).string()};
  return *pem;
}

void refuse_fields(const YAML::Node& node, std::initializer_list<const char*> fields) {
  for (const char* field : fields) {
    if (node[field])
      throw Refused{std::string(field) + " is not supported: use a token or a client certificate"};
  }
}

Config read_context(const YAML::Node& root, const fs::path& folder) {
  const std::string current = text_of(root, "current-context");
  if (current.empty()) throw Refused{"it has no current-context"};
  const YAML::Node context = named(root["contexts"], current, "context");
  const YAML::Node cluster = named(root["clusters"], text_of(context, "cluster"), "cluster");
  const YAML::Node user = named(root["users"], text_of(context, "user"), "user");
  refuse_fields(cluster, {"proxy-url"});
  refuse_fields(user, {"exec", "auth-provider", "username", "as"});
  const auto server = http::parse_url(text_of(cluster, "server"));
  if (!server)
    throw Refused{"clusters[].cluster.server is no http or https URL: " +
                  text_of(cluster, "server")};
  Config config;
  config.server = *server;
  config.tls.ca_pem = pem_of(cluster, "certificate-authority", folder);
  config.tls.verify = text_of(cluster, "insecure-skip-tls-verify") != "true";
  config.tls.server_name = text_of(cluster, "tls-server-name");
  config.tls.client_certificate_pem = pem_of(user, "client-certificate", folder);
  config.tls.client_key_pem = base::Secret(pem_of(user, "client-key", folder));
  config.token = base::Secret(text_of(user, "token"));
  if (const std::string file = text_of(user, "tokenFile"); !file.empty()) {
    config.token_file = folder / file;
  }
  config.namespace_ =
      text_of(context, "namespace").empty() ? "default" : text_of(context, "namespace");
  return config;
}

}  // namespace

base::Result<Config, std::string> in_cluster_config() {
  const char* host = std::getenv("KUBERNETES_SERVICE_HOST");
  const char* port = std::getenv("KUBERNETES_SERVICE_PORT");
  if (host == nullptr || port == nullptr) {
    return base::unexpected(
        "not in a cluster: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set; "
        "outside of one give --kubeconfig FILE");
  }
  const std::string name = host;
  const bool ipv6 = name.find(':') != std::string::npos;
  const auto server = http::parse_url("https://" + (ipv6 ? "[" + name + "]" : name) + ":" + port);
  if (!server) return base::unexpected("KUBERNETES_SERVICE_HOST and _PORT make no URL: " + name);
  const fs::path folder = kServiceAccount;
  Config config;
  config.server = *server;
  const auto ca = read_file(folder / "ca.crt");
  if (!ca) return base::unexpected("cannot read " + (folder / "ca.crt").string());
  config.tls.ca_pem = *ca;
  config.token_file = folder / "token";
  if (!read_file(config.token_file)) {
    return base::unexpected("cannot read " + config.token_file.string());
  }
  config.namespace_ = trimmed(read_file(folder / "namespace").value_or("default"));
  return config;
}

base::Result<Config, std::string> read_kubeconfig(const fs::path& file) {
  const auto text = read_file(file);
  if (!text) return base::unexpected("kubeconfig " + file.string() + ": cannot be read");
  try {
    return read_context(YAML::Load(*text), file.parent_path());
  } catch (const Refused& refused) {
    return base::unexpected("kubeconfig " + file.string() + ": " + refused.why);
  } catch (const YAML::Exception& e) {
    return base::unexpected("kubeconfig " + file.string() + ": " + e.what());
  }
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
  return base::Secret(trimmed(read_file(file_).value_or("")));
}

}  // namespace kube
