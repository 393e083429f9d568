// Kubeconfig: which cluster, as whom and in which namespace, found out as kubectl does: several
// files are read as one, in which the first that says something counts, and each names others by
// paths from its own folder.
// https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
//
// Reads files and runs nothing: a user with a plugin for credentials comes with what is to be run.
// Refused with a reason: proxies, auth providers, passwords and impersonation. Any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "kube/config.h"

namespace kube {

// https://kubernetes.io/docs/reference/config-api/client-authentication.v1/
struct ExecPlugin {
  std::string api_version;  // "client.authentication.k8s.io/v1"
  std::string command;      // a path, or what is looked for in PATH
  std::vector<std::string> arguments;
  std::vector<std::pair<std::string, std::string>> environment;
  std::string install_hint;
  bool wants_cluster = false;   // provideClusterInfo
  bool needs_terminal = false;  // interactiveMode: Always
};

struct Chosen {
  Config config;
  std::optional<ExecPlugin> exec;
};

struct KubeconfigChoice {
  std::vector<std::filesystem::path> files;
  bool some_may_be_absent{};  // as those of KUBECONFIG
  std::string context{};      // "" for the current one
};

base::Result<Chosen, std::string> choose_context(const KubeconfigChoice& choice);

}  // namespace kube
