#include "kubectl/exec_credential.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

namespace kubectl {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr char kV1[] = "client.authentication.k8s.io/v1";

kube::ExecPlugin shell(const std::string& script) {
  kube::ExecPlugin plugin;
  plugin.api_version = kV1;
  plugin.command = "sh";
  plugin.arguments = {"-c", script};
  return plugin;
}

std::string says(const std::string& status) {
  return std::string("echo '{\"apiVersion\":\"") + kV1 +
         "\",\"kind\":\"ExecCredential\",\"status\":" + status + "}'";
}

std::string refusal(const kube::ExecPlugin& plugin, bool interactive = false) {
  const auto found = run_plugin(plugin, {}, interactive);
  EXPECT_FALSE(found);
  return found ? "" : found.error();
}

TEST(ExecCredentialTest, TheTokenOrTheCertificateThatThePluginSaysIsTaken) {
  const auto token = run_plugin(shell(says(R"({"token":"abc"})")), {}, false);
  ASSERT_TRUE(token) << token.error();
  EXPECT_EQ(token->token.reveal(), "abc");
  const auto pair = run_plugin(
      shell(says(R"({"clientCertificateData":"the cert","clientKeyData":"the key"})")), {}, false);
  ASSERT_TRUE(pair) << pair.error();
  EXPECT_EQ(pair->certificate_pem, "the cert");
  EXPECT_EQ(pair->key_pem.reveal(), "the key");
}

// Its own environment, and the cluster where it wants that.
TEST(ExecCredentialTest, ThePluginIsToldOfTheClusterAndItsEnvironment) {
  kube::Config config;
  config.server = *http::parse_url("https://api.example:6443");
  config.tls.ca_pem = "the CA";
  config.tls.server_name = "other";
  kube::ExecPlugin plugin = shell(
      "case \"$KUBERNETES_EXEC_INFO\" in *api.example:6443*other*) ;; *) exit 3 ;; esac; "
      "[ \"$REGION\" = north ] || exit 4; " +
      says(R"({"token":"abc"})"));
  plugin.environment = {{"REGION", "north"}};
  plugin.wants_cluster = true;
  EXPECT_TRUE(run_plugin(plugin, config, false));
  plugin.wants_cluster = false;
  EXPECT_THAT(refusal(plugin), HasSubstr("ended with 3"));
}

TEST(ExecCredentialTest, WhatGoesWrongIsSaidWithTheHintAndWithoutTheSecret) {
  kube::ExecPlugin plugin = shell("exit 7");
  plugin.install_hint = "install it so";
  EXPECT_THAT(refusal(plugin),
              AllOf(HasSubstr("credential plugin sh: ended with 7"), HasSubstr("install it so")));
  plugin.command = "/nowhere/at-all";
  EXPECT_THAT(refusal(plugin), AllOf(HasSubstr("/nowhere/at-all"), HasSubstr("No such file")));
  for (const std::string& script :
       {std::string("echo hunter2"), says("{}"), says(R"({"clientKeyData":"hunter2"})"),
        std::string(R"(echo '{"apiVersion":"v1","kind":"Secret","status":{"token":"hunter2"}}')"),
        std::string("head -c 2000000 /dev/zero | tr '\\0' h")}) {
    EXPECT_THAT(refusal(shell(script)), AllOf(HasSubstr("its answer"), Not(HasSubstr("hunter2"))));
  }
}

TEST(ExecCredentialTest, OneThatAsksAtATerminalIsNotRunWithoutOne) {
  kube::ExecPlugin plugin = shell(says(R"({"token":"abc"})"));
  plugin.needs_terminal = true;
  EXPECT_THAT(refusal(plugin), HasSubstr("terminal"));
}

}  // namespace
}  // namespace kubectl
