#include "kube/kubeconfig.h"

#include <yaml-cpp/yaml.h>

#include "base/base64.h"
#include "base/text.h"
#include "kube/small_file.h"

namespace kube {
namespace {

namespace fs = std::filesystem;

// Thrown inside this file only; becomes the error of choose_context.
struct Refused {
  std::string why;
};

// A mapping of a file and where it stands in it, for messages.
struct Section {
  YAML::Node node;
  std::string path;
  fs::path folder;  // of the file

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
  Section below(const std::string& field) const {
    if (!node[field].IsMap()) throw Refused{path + "." + field + ": expected a mapping"};
    return {node[field], path + "." + field, folder};
  }
  // The entries of a list, each a mapping.
  std::vector<Section> list(const std::string& field) const {
    std::vector<Section> entries;
    if (!has(field)) return entries;
    if (!node[field].IsSequence()) throw Refused{path + "." + field + ": expected a list"};
    for (const YAML::Node& each : node[field]) {
      if (!each.IsMap()) throw Refused{path + "." + field + ": expected mappings"};
      entries.push_back({each, path + "." + field, folder});
    }
    return entries;
  }
  std::vector<std::string> texts(const std::string& field) const {
    std::vector<std::string> entries;
    if (!has(field)) return entries;
    if (!node[field].IsSequence()) throw Refused{path + "." + field + ": expected a list"};
    for (const YAML::Node& each : node[field]) {
      if (!each.IsScalar()) throw Refused{path + "." + field + ": expected texts"};
      entries.push_back(each.as<std::string>());
    }
    return entries;
  }
};

// All files, the first of which counts.
using Files = std::vector<Section>;

// The one of `lists` (contexts, clusters, users) with this name.
Section named(const Files& files, const std::string& lists, const std::string& name) {
  const std::string kind = lists.substr(0, lists.size() - 1);
  for (const Section& root : files) {
    if (!root.has(lists)) continue;
    if (!root.node[lists].IsSequence()) throw Refused{lists + ": expected a list"};
    for (const YAML::Node& each : root.node[lists]) {
      if (!each.IsMap() || Section{each, lists, root.folder}.text("name") != name) continue;
      if (!each[kind] || !each[kind].IsMap()) break;
      return {each[kind], lists + "[" + name + "]." + kind, root.folder};
    }
  }
  throw Refused{"it has no " + kind + " named \"" + name + "\""};
}

std::string named_by(const Section& section, const std::string& field) {
  std::string name = section.text(field);
  if (name.empty()) throw Refused{section.path + " has no " + field};
  return name;
}

std::string current_context(const Files& files) {
  for (const Section& root : files) {
    if (std::string name = root.text("current-context"); !name.empty()) return name;
  }
  throw Refused{"it has no current-context"};
}

// A PEM given inline as `field-data`, in base64, or as a file named by `field`.
std::string pem_of(const Section& section, const std::string& field) {
  if (const std::string data = without_line_end(section.text(field + "-data")); !data.empty()) {
    const auto pem = base::from_base64(data);
    if (!pem) throw Refused{section.path + "." + field + "-data is not base64"};
    return *pem;
  }
  const std::string name = section.text(field);
  if (name.empty()) return "";
  const fs::path file = section.folder / name;
  const auto pem = read_file(file);
  if (!pem) throw Refused{section.path + "." + field + ": cannot read " + file.string()};
  return *pem;
}

void refuse(const Section& section, std::initializer_list<const char*> fields) {
  for (const char* field : fields) {
    if (section.has(field)) throw Refused{section.path + "." + field + " is not supported"};
  }
}

void read_cluster(const Section& cluster, Config& config) {
  refuse(cluster, {"proxy-url"});
  const auto server = http::parse_url(cluster.text("server"));
  if (!server) {
    throw Refused{cluster.path + ".server is no http or https URL: " + cluster.text("server")};
  }
  config.server = *server;
  config.tls.ca_pem = pem_of(cluster, "certificate-authority");
  config.tls.verify = !cluster.flag("insecure-skip-tls-verify");
  config.tls.server_name = cluster.text("tls-server-name");
}

void read_user(const Section& user, Config& config) {
  refuse(user,
         {"auth-provider", "username", "password", "as", "as-uid", "as-groups", "as-user-extra"});
  config.tls.client_certificate_pem = pem_of(user, "client-certificate");
  config.tls.client_key_pem = base::Secret(pem_of(user, "client-key"));
  if (config.tls.client_certificate_pem.empty() != config.tls.client_key_pem.empty()) {
    throw Refused{user.path + " has only one of client-certificate and client-key"};
  }
  config.token = base::Secret(user.text("token"));
  if (const std::string file = user.text("tokenFile"); !file.empty()) {
    config.token_file = user.folder / file;
    if (!read_file(config.token_file)) {
      throw Refused{user.path + ".tokenFile: cannot read " + config.token_file.string()};
    }
  }
}

// A command with a slash in it is a path from the file's folder.
std::string command_of(const Section& exec) {
  const std::string command = named_by(exec, "command");
  return command.find('/') == command.npos ? command : (exec.folder / command).string();
}

ExecPlugin read_exec(const Section& exec) {
  ExecPlugin plugin;
  plugin.api_version = exec.text("apiVersion");
  if (plugin.api_version != "client.authentication.k8s.io/v1" &&
      plugin.api_version != "client.authentication.k8s.io/v1beta1") {
    throw Refused{exec.path + ".apiVersion: expected client.authentication.k8s.io/v1 or v1beta1"};
  }
  plugin.command = command_of(exec);
  plugin.arguments = exec.texts("args");
  for (const Section& each : exec.list("env")) {
    plugin.environment.emplace_back(named_by(each, "name"), each.text("value"));
  }
  plugin.install_hint = exec.text("installHint");
  plugin.wants_cluster = exec.flag("provideClusterInfo");
  plugin.needs_terminal = exec.text("interactiveMode") == "Always";
  return plugin;
}

Chosen read_context(const Files& files, const std::string& wanted) {
  const std::string name = wanted.empty() ? current_context(files) : wanted;
  const Section context = named(files, "contexts", name);
  Chosen chosen;
  read_cluster(named(files, "clusters", named_by(context, "cluster")), chosen.config);
  const Section user = named(files, "users", named_by(context, "user"));
  read_user(user, chosen.config);
  if (user.has("exec")) chosen.exec = read_exec(user.below("exec"));
  const std::string namespace_ = context.text("namespace");
  chosen.config.namespace_ = namespace_.empty() ? "default" : namespace_;
  return chosen;
}

base::Unexpected<std::string> wrong(const std::string& files, const std::string& why) {
  return {"kubeconfig " + files + ": " + why};
}

Files parse(const KubeconfigChoice& choice) {
  Files files;
  for (const fs::path& path : choice.files) {
    const auto text = read_file(path);
    if (!text && choice.some_may_be_absent && !fs::exists(path)) continue;
    if (!text) throw Refused{"cannot be read"};
    const YAML::Node node = YAML::Load(*text);
    if (!node.IsMap()) throw Refused{"it is no YAML mapping"};
    files.push_back({node, "", path.parent_path()});
  }
  return files;
}

}  // namespace

base::Result<Chosen, std::string> choose_context(const KubeconfigChoice& choice) {
  std::vector<std::string> names;
  for (const fs::path& path : choice.files) names.push_back(path.string());
  const std::string all = base::join(names, ":");
  try {
    return read_context(parse(choice), choice.context);
  } catch (const Refused& refused) {
    return wrong(all, refused.why);
  } catch (const YAML::Exception& e) {
    return wrong(all, e.what());
  }
}

base::Result<Config, std::string> read_kubeconfig(const fs::path& file) {
  auto chosen = choose_context({.files = {file}});
  if (!chosen) return base::unexpected(chosen.error());
  if (!chosen->exec) return std::move(chosen->config);
  return wrong(file.string(), "users[].user.exec is not supported: give a token or a certificate");
}

}  // namespace kube
