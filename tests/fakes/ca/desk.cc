#include "fakes/ca/desk.h"

#include "base/base64.h"
#include "crypto/digest.h"

namespace fakes {

const std::map<std::string, Desk::Action>& Desk::actions() {
  static const std::map<std::string, Action> all{
      {"newAccount", &Desk::new_account}, {"account", &Desk::account},
      {"keyChange", &Desk::key_change},   {"revokeCert", &Desk::revoke},
      {"newOrder", &Desk::new_order},     {"order", &Desk::order},
      {"finalize", &Desk::finalize},      {"authorization", &Desk::authorization},
      {"challenge", &Desk::challenge},    {"certificate", &Desk::certificate}};
  return all;
}

void Desk::refuse(int status, const std::string& type, const std::string& detail,
                  http::Headers headers) {
  throw Refused{problem_reply(status, type, detail, std::move(headers))};
}

// What no client may do: the request is refused, and the test fails.
void Desk::violated(const std::string& what) {
  violations.push_back(what);
  refuse(400, "malformed", what);
}

std::string Desk::new_nonce() {
  return *nonces_.insert(base::base64url(crypto::random_bytes(16))).first;
}

CaReply Desk::answer(const CaRequest& request) {
  if (request.headers.find("User-Agent") == request.headers.end())
    violations.push_back(request.endpoint + ": no User-Agent");
  if (request.endpoint == "directory") return directory();
  if (request.endpoint == "newNonce") {
    return {request.method == "HEAD" ? 200 : 204,
            {{"Replay-Nonce", new_nonce()}, {"Cache-Control", "no-store"}},
            ""};
  }
  CaReply reply;
  try {
    reply = post(request);
  } catch (const Refused& refused) {
    reply = refused.reply;
  } catch (const wire::Malformed& wrong) {
    violations.push_back(request.endpoint + ": " + wrong.what());
    reply = problem_reply(400, "malformed", wrong.what());
  }
  reply.headers["Replay-Nonce"] = new_nonce();
  // RFC 8555 section 7.1: on all resources but the directory.
  std::string& link = reply.headers["Link"];
  link += (link.empty() ? "<" : ", <") + url("/dir") + ">;rel=\"index\"";
  return reply;
}

CaReply Desk::directory() const {
  wire::Writer directory;
  directory.set("newNonce", url("/new-nonce")).set("newAccount", url("/new-account"));
  directory.set("newOrder", url("/new-order")).set("revokeCert", url("/revoke-cert"));
  directory.set("keyChange", url("/key-change"));
  wire::Writer meta;
  if (settings.terms) meta.set("termsOfService", url("/terms"));
  meta.set("externalAccountRequired", !settings.mac_keys.empty());
  wire::Writer profiles;
  for (const std::string& name : settings.profiles) profiles.set(name, "a profile");
  if (!profiles.empty()) meta.set("profiles", profiles);
  return json_reply(200, directory.set("meta", meta));
}

CaReply Desk::post(const CaRequest& request) {
  const auto action = actions().find(request.endpoint);
  if (action == actions().end()) refuse(404, "malformed", "no such resource");
  check_form(request);
  check_nonce(*request.jws);
  check_signature(request);
  return (this->*action->second)(request);
}

void Desk::check_form(const CaRequest& request) {
  const auto header = [&](const char* name) {
    const auto found = request.headers.find(name);
    return found == request.headers.end() ? std::string() : found->second;
  };
  const std::string& what = request.endpoint;
  if (request.method != "POST") violated(what + ": not a POST");
  if (header("Content-Type") != "application/jose+json") violated(what + ": wrong content type");
  if (header("Content-Length").empty() || !header("Transfer-Encoding").empty())
    violated(what + ": no Content-Length");
  if (!header("Replay-Nonce").empty()) violated(what + ": a nonce as a header");
  if (!request.jws) violated(what + ": not a flattened JWS");
  const wire::Object& protected_ = request.jws->header;
  if (protected_.fields().size() != 4)
    violated(what + ": other fields than alg, nonce, url and key");
  if (protected_.text("url") != url(request.target)) violated(what + ": another url in the header");
  const bool may_be_jwk = what == "newAccount" || what == "revokeCert";
  const bool must_be_jwk = what == "newAccount";
  if (protected_.has("jwk") == protected_.has("kid") || (protected_.has("jwk") && !may_be_jwk) ||
      (protected_.has("kid") && must_be_jwk))
    violated(what + ": jwk and kid");
}

void Desk::check_nonce(const Jws& jws) {
  if (nonces_.erase(jws.header.text("nonce")) == 0)
    refuse(400, "badNonce", "this nonce is unknown or was used");
}

void Desk::check_signature(const CaRequest& request) {
  const wire::Object& header = request.jws->header;
  if (!settings.algorithms.contains(header.text("alg"))) {
    wire::Writer problem = problem_json("badSignatureAlgorithm", "this algorithm is not taken");
    problem.set("algorithms",
                std::vector<std::string>(settings.algorithms.begin(), settings.algorithms.end()));
    throw Refused{problem_reply(400, problem)};
  }
  const wire::Object jwk =
      header.has("jwk") ? header.object("jwk") : accounts.at(signer(request)).jwk;
  if (!verifies(*request.jws, jwk)) {
    if (header.has("kid")) refuse(401, "malformed", "the signature is not the account's");
    violated(request.endpoint + ": bad signature");
  }
}

std::string Desk::signer(const CaRequest& request) {
  const std::string kid = request.jws->header.text_or("kid", "");
  const std::string prefix = url("/account/");
  const std::string id = kid.starts_with(prefix) ? kid.substr(prefix.size()) : "";
  const auto found = accounts.find(id);
  if (found == accounts.end()) refuse(400, "accountDoesNotExist", "no such account");
  if (found->second.status != "valid")
    refuse(401, "unauthorized", "the account is " + found->second.status);
  return id;
}

wire::Object Desk::payload(const CaRequest& request) {
  return wire::Object::parse(request.jws->payload);
}

}  // namespace fakes
