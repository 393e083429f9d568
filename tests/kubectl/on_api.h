// The program on an API server in memory, over HTTP, by a kubeconfig.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "fakes/api/memory_api.h"
#include "fakes/api/served_api.h"
#include "kubectl/command.h"

namespace kubectl {

struct Said {
  int code = 0;
  std::string out;
  std::string error;
};

inline Said run_on(fakes::MemoryApi& api, std::vector<std::string> words) {
  const fakes::ServedApi served(api);
  const auto config = std::filesystem::temp_directory_path() /
                      ("kubectl_test." + std::to_string(::getpid()) + ".kubeconfig");
  std::ofstream(config) << "current-context: a\n"
                           "contexts: [{name: a, context: {cluster: c, user: u, namespace: "
                           "team-a}}]\nclusters: [{name: c, cluster: {server: '"
                        << served.url().text() << "'}}]\nusers: [{name: u, user: {}}]\n";
  words.insert(words.end(), {"--kubeconfig", config.string()});
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  Said said{run(words), "", ""};
  said.out = testing::internal::GetCapturedStdout();
  said.error = testing::internal::GetCapturedStderr();
  std::filesystem::remove(config);
  return said;
}

}  // namespace kubectl
