// version: of this program, and of what runs in the cluster.
#include "settings/version.h"

#include "kubectl/command.h"
#include "view/versions.h"
#include "view/yaml.h"

namespace kubectl {
namespace {

constexpr kube::Resource kDeployments{"apps", "v1", "deployments", "Deployment"};

struct Running {
  std::string name;
  std::string version;
  std::string image;
};

// By the label that the manifests and the chart give them, whatever the release is called.
std::vector<Running> running_in(Session& session, const std::string& namespace_) {
  std::vector<Running> all;
  for (const wire::Object& each : session.list_if_allowed(kDeployments, namespace_)) {
    const auto labels = each.object("metadata").text_map("labels");
    const auto name = labels.find("app.kubernetes.io/name");
    if (name == labels.end() || name->second != "sallyport") continue;
    const auto containers =
        each.object("spec").object("template").object("spec").objects("containers");
    if (containers.empty()) continue;
    const std::string image = containers.front().text_or("image", "");
    all.push_back({each.object("metadata").text("name"), version_in(image), image});
  }
  return all;
}

wire::Object object_of(const std::vector<Running>& running) {
  std::vector<wire::Writer> programs;
  for (const Running& each : running) {
    programs.push_back(wire::Writer()
                           .set("name", each.name)
                           .set("version", each.version)
                           .set("image", each.image));
  }
  return wire::Writer()
      .set("client",
           wire::Writer().set("version", settings::version()).set("revision", settings::revision()))
      .set("cluster", programs)
      .object();
}

}  // namespace

int run_version(Session& session) {
  const std::string format = session.arguments().text("output");
  if (!format.empty() && format != "json" && format != "yaml") {
    throw CommandError(kBadUsage, "--output: expected json or yaml");
  }
  std::vector<Running> running;
  const bool client_only = session.arguments().has("client");
  const std::string home = client_only ? "" : session.system_namespace();
  if (!client_only) running = running_in(session, home);
  if (format == "json") session.print(object_of(running).dump() + "\n");
  if (format == "yaml") session.print(yaml_of(object_of(running)));
  if (!format.empty()) return kGood;
  session.print(settings::version_text("kubectl-sallyport") + "\n");
  for (const Running& each : running) {
    session.print(plain(each.name + " " + each.version + " (" + each.image + ")") + "\n");
  }
  if (!client_only && running.empty()) {
    session.tell("No Deployment of Sallyport can be seen in " + home +
                 ": it is installed elsewhere (--system-namespace), or you may not see it.\n");
  }
  return kGood;
}

}  // namespace kubectl
