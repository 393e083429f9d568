// Config: where the API server is and as whom we talk to it: in the cluster (the ServiceAccount's
// files) or by a kubeconfig file.
//
// A bearer token is read again from its file at most once a minute, and when told that it was
// refused; the old one is kept when the file cannot be read. Any thread may ask for the token.
#pragma once

#include <filesystem>
#include <string>

#include "base/clock.h"
#include "base/guarded.h"
#include "base/result.h"
#include "base/secret.h"
#include "http/client.h"
#include "http/url.h"

namespace kube {

struct Config {
  http::Url server;
  http::ClientOptions tls;
  std::filesystem::path token_file;  // "" when there is none
  base::Secret token;                // given in the kubeconfig itself
  std::string namespace_;            // the context's or the pod's; "default" when not said
};

inline constexpr char kServiceAccountFolder[] = "/var/run/secrets/kubernetes.io/serviceaccount";

// Where the API server is, as every pod is told by KUBERNETES_SERVICE_HOST and _PORT; "" where one
// of them is not set. It need not be a URL.
std::string in_cluster_url();

// The same and the files of the ServiceAccount. The error says which of
// them is missing.
base::Result<Config, std::string> in_cluster_config(
    const std::filesystem::path& folder = kServiceAccountFolder);

// The current context of one kubeconfig file (files by path relative to it; data inline). Refused
// with a reason: exec plugins, auth providers, proxies, which a controller has no use for.
base::Result<Config, std::string> read_kubeconfig(const std::filesystem::path& file);

// By this file, or in the cluster when it is "".
base::Result<Config, std::string> load_config(const std::string& kubeconfig);
// Likewise. Throws std::runtime_error with the reason.
Config find_config(const std::string& kubeconfig, const std::string& user_agent);

class Token {
 public:
  Token(const Config& config, const base::Clock& clock);
  // "" when the configuration has none (client certificate).
  base::Secret current();
  // The server answered 401: read the file again now.
  void refused();

 private:
  struct State {
    base::Secret value;
    base::MonoTime read_at;
  };
  base::Secret read();
  const std::filesystem::path file_;
  const base::Clock& clock_;
  base::Guarded<State> state_;
};

}  // namespace kube
