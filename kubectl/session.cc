#include "kubectl/session.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iterator>

#include "api/installation.h"
#include "base/text.h"
#include "http/proxies.h"
#include "kube/kubeconfig.h"
#include "kubectl/exec_credential.h"
#include "settings/version.h"

namespace kubectl {
namespace {

using Absent = kube::Error::Kind;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// As kubectl: --kubeconfig, else KUBECONFIG, else ~/.kube/config.
kube::KubeconfigChoice choice_of(const Arguments& arguments) {
  kube::KubeconfigChoice choice;
  choice.context = arguments.text("context");
  if (arguments.has("kubeconfig")) {
    choice.files = {arguments.text("kubeconfig")};
    return choice;
  }
  for (const std::string& each : base::split(environment("KUBECONFIG"), ':')) {
    if (!each.empty()) choice.files.emplace_back(each);
  }
  choice.some_may_be_absent = !choice.files.empty();
  if (choice.files.empty()) choice.files = {environment("HOME") + "/.kube/config"};
  return choice;
}

bool is_in_cluster(const kube::KubeconfigChoice& choice, const Arguments& arguments) {
  if (arguments.has("kubeconfig") || arguments.has("context")) return false;
  for (const auto& file : choice.files) {
    if (std::filesystem::exists(file)) return false;
  }
  return !kube::in_cluster_url().empty();
}

void take(Credential credential, kube::Config& config) {
  config.token = std::move(credential.token);
  if (credential.certificate_pem.empty()) return;
  config.tls.client_certificate_pem = std::move(credential.certificate_pem);
  config.tls.client_key_pem = std::move(credential.key_pem);
}

kube::Config config_of(const Arguments& arguments) {
  const kube::KubeconfigChoice choice = choice_of(arguments);
  if (is_in_cluster(choice, arguments)) {
    auto config = kube::in_cluster_config();
    if (!config) throw CommandError(kNotAsked, config.error());
    return *std::move(config);
  }
  auto chosen = kube::choose_context(choice);
  if (!chosen) throw CommandError(kNotAsked, chosen.error());
  if (chosen->exec) {
    auto credential = run_plugin(*chosen->exec, chosen->config, isatty(STDIN_FILENO) == 1);
    if (!credential) throw CommandError(kNotAsked, credential.error());
    take(*std::move(credential), chosen->config);
  }
  return std::move(chosen->config);
}

std::shared_ptr<const http::Proxies> proxies() {
  auto found = http::Proxies::read(std::getenv);
  if (!found) throw CommandError(kNotAsked, found.error());
  return std::make_shared<http::Proxies>(*std::move(found));
}

const std::vector<wire::Object> kNone;

// What counts as there being none; all other errors end the command.
using IsAbsent = bool (*)(Absent);
bool is_never(Absent) { return false; }
bool is_not_there(Absent kind) { return kind == Absent::kNotFound; }
bool is_not_there_or_hidden(Absent kind) {
  return is_not_there(kind) || kind == Absent::kForbidden;
}

template <class T>
std::optional<T> unless_absent(kube::Result<T> answer, IsAbsent is_absent) {
  if (answer) return *std::move(answer);
  if (is_absent(answer.error().kind)) return std::nullopt;
  throw CommandError(kNotAsked, answer.error().message);
}

void write_to(std::FILE* file, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), file);
  std::fflush(file);
}

}  // namespace

Connection::Connection(const Arguments& arguments) : config_(config_of(arguments)) {
  server_ = config_.server.text();
  token_ = std::make_unique<kube::Token>(config_, clock_);
  http::ClientOptions options = config_.tls;
  options.user_agent = settings::user_agent("kubectl-sallyport");
  options.proxies = proxies();
  http_ = http::make_beast_client(std::move(options));
  cluster_ = std::make_unique<kube::Client>(*http_, config_, *token_);
}

Session::Session(Arguments arguments)
    : arguments_(std::move(arguments)),
      paint_{isatty(STDOUT_FILENO) == 1 && environment("NO_COLOR").empty() &&
             environment("TERM") != "dumb"} {}

void Session::print(std::string_view text) const { write_to(stdout, text); }
void Session::tell(std::string_view text) const { write_to(stderr, text); }

Connection& Session::connection() {
  if (!connection_) connection_ = std::make_unique<Connection>(arguments_);
  return *connection_;
}

std::string Session::namespace_() {
  if (arguments_.has("all-namespaces")) return "";
  if (arguments_.has("namespace")) return arguments_.text("namespace");
  return connection().namespace_();
}

kube::Result<std::vector<wire::Object>> Session::pages(const kube::Resource& resource,
                                                       kube::ListOptions options) {
  std::vector<wire::Object> all;
  do {
    auto page = cluster().list(resource, options, {});
    if (!page) return base::unexpected(page.error());
    std::ranges::move(page->items, std::back_inserter(all));
    options.from = page->next;
  } while (!options.from.empty());
  return all;
}

std::vector<wire::Object> Session::list(const kube::Resource& resource,
                                        const std::string& namespace_,
                                        const std::string& label_selector) {
  kube::ListOptions options;
  options.namespace_ = namespace_;
  options.label_selector = label_selector;
  return unless_absent(pages(resource, options), is_never).value();
}

std::vector<wire::Object> Session::list_if_served(const kube::Resource& resource,
                                                  const std::string& namespace_) {
  kube::ListOptions options;
  options.namespace_ = namespace_;
  return unless_absent(pages(resource, options), is_not_there).value_or(kNone);
}

std::vector<wire::Object> Session::list_if_allowed(const kube::Resource& resource,
                                                   const std::string& namespace_,
                                                   const std::string& field_selector) {
  kube::ListOptions options;
  options.namespace_ = namespace_;
  options.field_selector = field_selector;
  return unless_absent(pages(resource, options), is_not_there_or_hidden).value_or(kNone);
}

std::optional<wire::Object> Session::find(const kube::Resource& resource,
                                          const kube::ObjectKey& key) {
  return unless_absent(cluster().get(resource, key, {}), is_not_there);
}

std::optional<wire::Object> Session::find_if_allowed(const kube::Resource& resource,
                                                     const kube::ObjectKey& key) {
  return unless_absent(cluster().get(resource, key, {}), is_not_there_or_hidden);
}

wire::Object Session::get(const kube::Resource& resource, const kube::ObjectKey& key) {
  return unless_absent(cluster().get(resource, key, {}), is_never).value();
}

std::string Session::system_namespace() {
  if (arguments_.has("system-namespace")) return arguments_.text("system-namespace");
  const auto installation = find_if_allowed(api::kInstallations, {"", api::kInstallation});
  const std::string home =
      installation ? installation->object("spec").text_or("holderIdentity", "") : "";
  return home.empty() ? "sallyport-system" : home;
}

}  // namespace kubectl
