#include "kubectl/directory.h"

#include <cstdlib>

#include "http/proxies.h"
#include "settings/version.h"

namespace kubectl {
namespace {

constexpr base::Millis kPatienceOfDirectory{10'000};

base::Result<wire::Object, std::string> directory_of(const api::Issuer& issuer) {
  const auto url = http::parse_url(issuer.spec.server);
  if (!url) return base::unexpected(issuer.spec.server + " is no URL");
  http::ClientOptions options;
  options.user_agent = settings::user_agent("kubectl-sallyport");
  options.ca_pem = issuer.spec.ca_bundle_pem;
  if (auto found = http::Proxies::read(std::getenv)) {
    options.proxies = std::make_shared<http::Proxies>(*std::move(found));
  }
  http::Request request;
  request.url = *url;
  request.deadline = kPatienceOfDirectory;
  const auto answer = http::make_beast_client(std::move(options))->send(request, {});
  if (!answer) return base::unexpected(answer.error().message);
  try {
    return wire::Object::parse(answer->body);
  } catch (const wire::Malformed&) {
    return base::unexpected(issuer.spec.server + " is no ACME directory");
  }
}

}  // namespace

api::Issuer get_issuer(Session& session, const std::string& name, bool cluster) {
  if (cluster) return api::read_cluster_issuer(session.get(api::kClusterIssuers, {"", name}));
  return api::read_issuer(session.get(api::kIssuers, {session.namespace_(), name}));
}

std::vector<std::string> caa_identities(const Session& session, const api::Issuer& issuer) {
  const auto directory = directory_of(issuer);
  if (!directory) {
    session.tell("warning: the CA cannot be asked from here: " + plain(directory.error()) + "\n");
    return {};
  }
  try {
    return directory->object("meta").texts("caaIdentities");
  } catch (const wire::Malformed&) {
    return {};
  }
}

}  // namespace kubectl
