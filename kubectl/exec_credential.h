// Credentials by a plugin: the program that a kubeconfig names is run, and says as whom we come
// (a token, or a certificate with its key), as for kubectl. What it says is a base::Secret and is
// printed nowhere; what it writes to standard error is for the user.
// https://kubernetes.io/docs/reference/config-api/client-authentication.v1/
//
// Waits for the program's end, because it may ask the user something. Main's thread.
#pragma once

#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "kube/kubeconfig.h"
#include "wire/object.h"

namespace kubectl {

struct Credential {
  base::Secret token;
  std::string certificate_pem;
  base::Secret key_pem;
};

// `config` is the cluster's, `interactive`: standard input is a terminal.
base::Result<Credential, std::string> run_plugin(const kube::ExecPlugin& plugin,
                                                 const kube::Config& config, bool interactive);

// An ExecCredential of that version. The error never has what it holds.
base::Result<Credential, std::string> read_credential(const base::Secret& text,
                                                      const std::string& api_version);

}  // namespace kubectl
