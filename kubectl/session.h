// Session: what a command works with: its words, the cluster as the user's kubeconfig gives it, and
// where the text goes. Main's thread.
#pragma once

#include <memory>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "http/client.h"
#include "kube/client.h"
#include "kube/config.h"
#include "kubectl/arguments.h"
#include "view/words.h"

namespace kubectl {

// What a script can tell apart.
inline constexpr int kGood = 0;
inline constexpr int kAnswerIsNo = 1;  // not ready, not whole, not renewed
inline constexpr int kBadUsage = 2;    // the command line is wrong; nothing was asked or changed
inline constexpr int kNotAsked = 3;    // the cluster could not be asked, or refused

// Ends the command with a message and that exit code.
class CommandError : public std::runtime_error {
 public:
  CommandError(int code, const std::string& message) : std::runtime_error(message), code_(code) {}
  int code() const { return code_; }

 private:
  int code_;
};

// Who talks to the API server, as its kubeconfig says.
class Connection {
 public:
  explicit Connection(const Arguments& arguments);
  kube::Client& cluster() { return *cluster_; }
  const std::string& namespace_() const { return config_.namespace_; }
  const std::string& server() const { return server_; }

 private:
  const base::SystemClock clock_;
  kube::Config config_;
  std::string server_;
  std::unique_ptr<kube::Token> token_;
  std::unique_ptr<http::Client> http_;
  std::unique_ptr<kube::Client> cluster_;
};

class Session {
 public:
  explicit Session(Arguments arguments);

  const Arguments& arguments() const { return arguments_; }
  const std::vector<std::string>& words() const { return arguments_.words(); }
  base::WallTime now() const { return clock_.wall_now(); }
  const Paint& paint() const { return paint_; }
  void print(std::string_view text) const;  // to standard output
  void tell(std::string_view text) const;   // to standard error: progress, remarks

  // Connected at the first call; throws CommandError.
  kube::Client& cluster() { return connection().cluster(); }
  const std::string& server() { return connection().server(); }
  // That of -n, or of the context; "" with -A.
  std::string namespace_();

  // All objects of a kind, page by page. Throws CommandError.
  std::vector<wire::Object> list(const kube::Resource& resource, const std::string& namespace_,
                                 const std::string& label_selector = "");
  // The same of a kind that the cluster may not have: none then.
  std::vector<wire::Object> list_if_served(const kube::Resource& resource,
                                           const std::string& namespace_);
  // And where it is no error either that this user may not read it.
  std::vector<wire::Object> list_if_allowed(const kube::Resource& resource,
                                            const std::string& namespace_,
                                            const std::string& field_selector = "");
  wire::Object get(const kube::Resource& resource, const kube::ObjectKey& key);
  // Nothing where there is none; and where this user may not read it.
  std::optional<wire::Object> find(const kube::Resource& resource, const kube::ObjectKey& key);
  std::optional<wire::Object> find_if_allowed(const kube::Resource& resource,
                                              const kube::ObjectKey& key);

  // Of the controller: --system-namespace, or what the Installation object says.
  std::string system_namespace();

 private:
  Connection& connection();
  kube::Result<std::vector<wire::Object>> pages(const kube::Resource& resource,
                                                kube::ListOptions options);

  const Arguments arguments_;
  const base::SystemClock clock_;
  const Paint paint_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace kubectl
