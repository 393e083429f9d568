#include "kube/config.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>

#include "base/base64.h"
#include "fakes/fake_clock.h"
#include "folder.h"

namespace kube {
namespace {

using testing::HasSubstr;

class ConfigTest : public testing::Test {
 protected:
  std::filesystem::path write(const std::string& name, const std::string& text) {
    std::ofstream(folder_.path() / name) << text;
    return folder_.path() / name;
  }
  std::string kubeconfig(const std::string& cluster, const std::string& user) {
    return "current-context: here\n"
           "contexts:\n- name: other\n  context: {}\n"
           "- name: here\n  context: {cluster: c, user: u, namespace: team-a}\n"
           "clusters:\n- name: c\n  cluster: " +
           cluster +
           "\n"
           "users:\n- name: u\n  user: " +
           user + "\n";
  }
  Config read(const std::string& cluster, const std::string& user) {
    const auto config = read_kubeconfig(write("config", kubeconfig(cluster, user)));
    EXPECT_TRUE(config) << (config ? "" : config.error());
    return config ? *config : Config();
  }
  std::string refusal(const std::string& text) {
    const auto config = read_kubeconfig(write("config", text));
    EXPECT_FALSE(config);
    return config ? "" : config.error();
  }

  Folder folder_;
};

const std::string kCluster = "{server: 'https://10.0.0.1:6443'}";

TEST_F(ConfigTest, ReadsTheCurrentContext) {
  const Config config = read(kCluster, "{token: abc}");
  EXPECT_EQ(config.server.text(), "https://10.0.0.1:6443/");
  EXPECT_EQ(config.token.reveal(), "abc");
  EXPECT_EQ(config.namespace_, "team-a");
  EXPECT_TRUE(config.tls.verify);
}

TEST_F(ConfigTest, ReadsFilesBesideTheKubeconfigAndDataInIt) {
  write("ca.pem", "the CA");
  write("token", "abc\n");
  const Config config =
      read("{server: 'https://h', certificate-authority: ca.pem, tls-server-name: other}",
           "{tokenFile: token, client-certificate-data: " + base::base64("the cert") +
               ", client-key-data: " + base::base64("the key") + "}");
  EXPECT_EQ(config.tls.ca_pem, "the CA");
  EXPECT_EQ(config.tls.server_name, "other");
  EXPECT_EQ(config.tls.client_certificate_pem, "the cert");
  EXPECT_EQ(config.tls.client_key_pem.reveal(), "the key");
  EXPECT_EQ(config.token_file, folder_.path() / "token");
}

TEST_F(ConfigTest, VerificationIsSkippedOnlyWhenAsked) {
  EXPECT_FALSE(read("{server: 'https://h', insecure-skip-tls-verify: true}", "{}").tls.verify);
  EXPECT_TRUE(read("{server: 'https://h', insecure-skip-tls-verify: false}", "{}").tls.verify);
  EXPECT_THAT(refusal(kubeconfig("{server: 'https://h', insecure-skip-tls-verify: 7}", "{}")),
              HasSubstr("insecure-skip-tls-verify: expected true or false"));
}

TEST_F(ConfigTest, WhatIsNotSupportedIsRefusedByName) {
  EXPECT_THAT(refusal(kubeconfig(kCluster,
                                 "{exec: {apiVersion: client.authentication.k8s.io/v1, "
                                 "command: x}}")),
              HasSubstr(".exec is not supported"));
  for (const char* field : {"auth-provider", "username", "as"}) {
    const std::string why =
        refusal(kubeconfig(kCluster, std::string("{") + field + ": {command: x}}"));
    EXPECT_THAT(why, HasSubstr((folder_.path() / "config").string()));
    EXPECT_THAT(why, HasSubstr(std::string("users[u].user.") + field + " is not supported"));
  }
  EXPECT_THAT(refusal(kubeconfig("{server: 'https://h', proxy-url: 'http://p'}", "{}")),
              HasSubstr("clusters[c].cluster.proxy-url is not supported"));
}

TEST_F(ConfigTest, WhatIsMissingIsSaid) {
  EXPECT_THAT(refusal("{}"), HasSubstr("it has no current-context"));
  EXPECT_THAT(refusal("current-context: x"), HasSubstr("it has no context named \"x\""));
  EXPECT_THAT(refusal("current-context: x\ncontexts: [{name: x, context: {user: u}}]"),
              HasSubstr("contexts[x].context has no cluster"));
  EXPECT_THAT(refusal("current-context: x\ncontexts: [{name: x, context: {cluster: c, user: u}}]"),
              HasSubstr("it has no cluster named \"c\""));
  EXPECT_THAT(refusal("current-context: x\ncontexts: [{name: x, context: {cluster: c, user: u}}]\n"
                      "clusters: [{name: c, cluster: {server: 'https://h'}}]"),
              HasSubstr("it has no user named \"u\""));
  EXPECT_THAT(refusal(kubeconfig("{}", "{}")), HasSubstr("clusters[c].cluster.server is no http"));
}

TEST_F(ConfigTest, AFileThatIsMissingIsNamed) {
  EXPECT_THAT(refusal(kubeconfig("{server: 'https://h', certificate-authority: nowhere}", "{}")),
              HasSubstr((folder_.path() / "nowhere").string()));
  EXPECT_THAT(refusal(kubeconfig(kCluster, "{tokenFile: nowhere}")), HasSubstr("tokenFile"));
  const auto none = read_kubeconfig(folder_.path() / "none");
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error(), HasSubstr("cannot be read"));
  EXPECT_FALSE(read_kubeconfig(folder_.path()));
}

TEST_F(ConfigTest, ACertificateNeedsItsKey) {
  EXPECT_THAT(refusal(kubeconfig(kCluster, "{client-certificate-data: YQ==}")),
              HasSubstr("only one of"));
  EXPECT_THAT(refusal(kubeconfig(kCluster, "{client-key-data: '?'}")),
              HasSubstr("client-key-data is not base64"));
}

TEST_F(ConfigTest, WhatIsNoKubeconfigIsRefused) {
  for (const char* text : {"", "a", "[1, 2]", "{", "current-context: [a]", "a: *b",
                           "current-context: x\ncontexts: 3", "current-context: x\ncontexts: [3]",
                           "current-context: x\ncontexts: [{name: x, context: 3}]"}) {
    EXPECT_THAT(refusal(text), HasSubstr("kubeconfig ")) << text;
  }
}

class InClusterTest : public ConfigTest {
 protected:
  InClusterTest() {
    setenv("KUBERNETES_SERVICE_HOST", "10.0.0.1", 1);
    setenv("KUBERNETES_SERVICE_PORT", "443", 1);
    write("ca.crt", "the CA");
    write("token", "abc");
    write("namespace", "team-a\n");
  }
  ~InClusterTest() override {
    unsetenv("KUBERNETES_SERVICE_HOST");
    unsetenv("KUBERNETES_SERVICE_PORT");
  }
  std::string missing() {
    const auto config = in_cluster_config(folder_.path());
    EXPECT_FALSE(config);
    return config ? "" : config.error();
  }
};

TEST_F(InClusterTest, ReadsTheServiceAccount) {
  const auto config = in_cluster_config(folder_.path());
  ASSERT_TRUE(config);
  EXPECT_EQ(config->server.text(), "https://10.0.0.1/");
  EXPECT_EQ(config->tls.ca_pem, "the CA");
  EXPECT_EQ(config->token_file, folder_.path() / "token");
  EXPECT_EQ(config->namespace_, "team-a");
}

TEST_F(InClusterTest, AnIpv6AddressIsBracketed) {
  setenv("KUBERNETES_SERVICE_HOST", "fd00::1", 1);
  setenv("KUBERNETES_SERVICE_PORT", "6443", 1);
  const auto config = in_cluster_config(folder_.path());
  ASSERT_TRUE(config);
  EXPECT_EQ(config->server.text(), "https://[fd00::1]:6443/");
}

TEST_F(InClusterTest, WhatIsMissingIsSaid) {
  std::filesystem::remove(folder_.path() / "token");
  EXPECT_THAT(missing(), HasSubstr((folder_.path() / "token").string()));
  write("ca.crt", "");
  EXPECT_THAT(missing(), HasSubstr((folder_.path() / "ca.crt").string()));
  setenv("KUBERNETES_SERVICE_PORT", "x", 1);
  EXPECT_THAT(missing(), HasSubstr("make no URL"));
  setenv("KUBERNETES_SERVICE_PORT", "", 1);
  EXPECT_THAT(missing(), HasSubstr("KUBERNETES_SERVICE_PORT is not set"));
  unsetenv("KUBERNETES_SERVICE_HOST");
  EXPECT_THAT(missing(), HasSubstr("KUBERNETES_SERVICE_HOST is not set"));
}

class TokenTest : public ConfigTest {
 protected:
  TokenTest() { config_.token_file = write("token", "one\n"); }

  Config config_;
  fakes::FakeClock clock_;
};

TEST_F(TokenTest, IsReadAgainOnceAMinute) {
  Token token(config_, clock_);
  write("token", "two\n");
  clock_.advance(base::Seconds(59));
  EXPECT_EQ(token.current().reveal(), "one");
  clock_.advance(base::Seconds(1));
  EXPECT_EQ(token.current().reveal(), "two");
}

TEST_F(TokenTest, IsReadAgainWhenRefused) {
  Token token(config_, clock_);
  write("token", "two\n");
  token.refused();
  EXPECT_EQ(token.current().reveal(), "two");
}

TEST_F(TokenTest, TheOldOneIsKeptWhenTheFileCannotBeRead) {
  Token token(config_, clock_);
  write("token", "");
  token.refused();
  EXPECT_EQ(token.current().reveal(), "one");
  std::filesystem::remove(config_.token_file);
  clock_.advance(base::Seconds(60));
  EXPECT_EQ(token.current().reveal(), "one");
}

// As the kubelet changes it: `..data` is a link to a folder, and is replaced.
TEST_F(TokenTest, IsFoundThroughALinkThatChanged) {
  namespace fs = std::filesystem;
  for (const char* version : {"v1", "v2"}) {
    fs::create_directory(folder_.path() / version);
    std::ofstream(folder_.path() / version / "token") << version;
  }
  fs::create_symlink("v1", folder_.path() / "..data");
  config_.token_file = folder_.path() / "..data" / "token";
  Token token(config_, clock_);
  EXPECT_EQ(token.current().reveal(), "v1");
  fs::create_symlink("v2", folder_.path() / "..new");
  fs::rename(folder_.path() / "..new", folder_.path() / "..data");
  clock_.advance(base::Seconds(60));
  EXPECT_EQ(token.current().reveal(), "v2");
}

TEST_F(TokenTest, OneInTheKubeconfigItselfStays) {
  Config config;
  config.token = base::Secret("inline");
  Token token(config, clock_);
  token.refused();
  EXPECT_EQ(token.current().reveal(), "inline");
  EXPECT_TRUE(Token(Config(), clock_).current().empty());
}

}  // namespace
}  // namespace kube
