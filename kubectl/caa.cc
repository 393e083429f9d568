// caa: the records for an issuer's account.
#include <algorithm>

#include "api/certificate.h"
#include "kubectl/command.h"
#include "kubectl/directory.h"
#include "view/caa_records.h"

namespace kubectl {
namespace {

std::vector<std::string> names_of(Session& session, const api::Issuer& issuer) {
  const std::string where = issuer.cluster_scoped ? session.namespace_() : issuer.meta.namespace_;
  const api::IssuerRef ref{issuer.meta.name, std::string(issuer.resource().kind)};
  std::vector<std::string> names;
  for (const wire::Object& each : session.list(api::kCertificates, where)) {
    const api::Certificate certificate = api::read_certificate(each);
    const auto issuers = certificate.issuers();
    if (std::ranges::find(issuers, ref) == issuers.end()) continue;
    const auto all = certificate.all_dns_names();
    names.insert(names.end(), all.begin(), all.end());
  }
  return names;
}

// Those that may stand in a record.
std::vector<std::string> sound_identities(const Session& session, const api::Issuer& issuer) {
  std::vector<std::string> sound;
  for (const std::string& each : caa_identities(session, issuer)) {
    if (is_caa_identity(each)) {
      sound.push_back(each);
    } else {
      session.tell("warning: the CA's directory names \"" + plain(each) +
                   "\" among its caaIdentities, which is no DNS name: it is left out\n");
    }
  }
  return sound;
}

}  // namespace

int run_caa(Session& session) {
  const auto& words = session.words();
  const api::Issuer issuer = get_issuer(session, words.front(), session.arguments().has("cluster"));
  CaaWanted wanted{sound_identities(session, issuer),
                   issuer.status.account_url,
                   {words.begin() + 1, words.end()}};
  if (wanted.account.empty()) {
    throw CommandError(kAnswerIsNo, "the issuer has no account yet: see its condition Ready");
  }
  if (!is_caa_account(wanted.account)) {
    throw CommandError(kAnswerIsNo, "the account's URL has bytes that may not stand in a record: " +
                                        plain(wanted.account));
  }
  if (wanted.identities.empty()) {
    throw CommandError(kAnswerIsNo, "the CA names no caaIdentities by which records could know it");
  }
  if (words.size() == 1) wanted.names = names_of(session, issuer);
  if (wanted.names.empty()) {
    throw CommandError(kAnswerIsNo, "no Certificate is of this issuer: name the hosts");
  }
  session.print(caa_text(wanted));
  return kGood;
}

}  // namespace kubectl
