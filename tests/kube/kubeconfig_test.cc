#include "kube/kubeconfig.h"

#include <gmock/gmock.h>

#include <fstream>

#include "folder.h"

namespace kube {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

class KubeconfigTest : public testing::Test {
 protected:
  std::filesystem::path write(const std::string& name, const std::string& text) {
    std::filesystem::create_directories((folder_.path() / name).parent_path());
    std::ofstream(folder_.path() / name) << text;
    return folder_.path() / name;
  }
  static Chosen chosen(const KubeconfigChoice& choice) {
    const auto found = choose_context(choice);
    EXPECT_TRUE(found) << (found ? "" : found.error());
    return found ? *found : Chosen();
  }
  static std::string refusal(const KubeconfigChoice& choice) {
    const auto found = choose_context(choice);
    EXPECT_FALSE(found);
    return found ? "" : found.error();
  }
  std::filesystem::path with_exec(const std::string& exec) {
    return write("exec",
                 "current-context: a\n"
                 "contexts: [{name: a, context: {cluster: c, user: u}}]\n"
                 "clusters: [{name: c, cluster: {server: 'https://c'}}]\n"
                 "users: [{name: u, user: {exec: " +
                     exec + "}}]\n");
  }

  Folder folder_;
};

const char kContexts[] =
    "contexts:\n"
    "- {name: a, context: {cluster: c, user: u}}\n"
    "- {name: b, context: {cluster: c, user: u, namespace: team-b}}\n";

TEST_F(KubeconfigTest, SeveralFilesAreOneInWhichTheFirstCounts) {
  const auto first = write("1/config", std::string(kContexts) +
                                           "current-context: a\n"
                                           "users: [{name: u, user: {tokenFile: token}}]\n");
  write("1/token", "of the first");
  const auto second = write("2/config",
                            "current-context: b\n"
                            "users: [{name: u, user: {token: second}}]\n"
                            "clusters: [{name: c, cluster: {server: 'https://c'}}]\n");
  const Chosen found = chosen({.files = {first, second}});
  EXPECT_EQ(found.config.server.text(), "https://c/");
  EXPECT_EQ(found.config.token_file, folder_.path() / "1/token");
  EXPECT_EQ(found.config.namespace_, "default");
  EXPECT_EQ(chosen({.files = {first, second}, .context = "b"}).config.namespace_, "team-b");
  EXPECT_THAT(refusal({.files = {first, second}, .context = "d"}),
              HasSubstr("no context named \"d\""));
}

TEST_F(KubeconfigTest, OneThatIsAbsentIsPassedOverWhereItMayBe) {
  const auto there = write("config", std::string(kContexts) +
                                         "current-context: a\n"
                                         "users: [{name: u, user: {token: t}}]\n"
                                         "clusters: [{name: c, cluster: {server: 'https://c'}}]\n");
  const auto absent = folder_.path() / "absent";
  EXPECT_EQ(chosen({.files = {absent, there}, .some_may_be_absent = true}).config.token.reveal(),
            "t");
  EXPECT_THAT(refusal({.files = {absent, there}}), HasSubstr("cannot be read"));
}

TEST_F(KubeconfigTest, APluginComesWithWhatIsToBeRun) {
  const auto file = with_exec(
      "{apiVersion: client.authentication.k8s.io/v1, command: ./get, args: [a, b], "
      "env: [{name: N, value: v}], installHint: install it, provideClusterInfo: true, "
      "interactiveMode: Always}");
  const auto plugin = chosen({.files = {file}}).exec;
  ASSERT_TRUE(plugin);
  EXPECT_EQ(plugin->command, (folder_.path() / "./get").string());
  EXPECT_THAT(plugin->arguments, ElementsAre("a", "b"));
  EXPECT_THAT(plugin->environment, ElementsAre(Pair("N", "v")));
  EXPECT_EQ(plugin->install_hint, "install it");
  EXPECT_TRUE(plugin->wants_cluster);
  EXPECT_TRUE(plugin->needs_terminal);
}

TEST_F(KubeconfigTest, APluginThatCannotBeRunIsRefused) {
  EXPECT_THAT(refusal({.files = {with_exec("{command: get}")}}), HasSubstr("exec.apiVersion"));
  EXPECT_THAT(
      refusal({.files = {with_exec("{apiVersion: client.authentication.k8s.io/v1alpha1}")}}),
      HasSubstr("exec.apiVersion"));
  EXPECT_THAT(refusal({.files = {with_exec("{apiVersion: client.authentication.k8s.io/v1}")}}),
              HasSubstr("has no command"));
  for (const char* wrong : {"args: a", "args: [[a]]", "env: a", "env: [a]", "env: [{value: v}]"}) {
    const auto file = with_exec(
        std::string("{apiVersion: client.authentication.k8s.io/v1, command: x, ") + wrong + "}");
    EXPECT_THAT(refusal({.files = {file}}), HasSubstr("users[u].user.exec")) << wrong;
  }
}

}  // namespace
}  // namespace kube
