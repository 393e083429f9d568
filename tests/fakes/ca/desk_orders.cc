// The order's half of a Desk: RFC 8555 sections 7.4 and 7.5.

#include <algorithm>

#include "base/base64.h"
#include "crypto/certificate.h"
#include "crypto/digest.h"
#include "fakes/ca/desk.h"
#include "wire/time.h"

namespace fakes {
namespace {

wire::Writer identifier_json(const acme::Identifier& identifier) {
  const bool dns = identifier.type == acme::Identifier::Type::kDns;
  return wire::Writer().set("type", dns ? "dns" : "ip").set("value", identifier.value);
}

std::vector<acme::Identifier> identifiers_of(const wire::Object& order) {
  std::vector<acme::Identifier> all;
  for (const wire::Object& item : order.objects("identifiers")) {
    const bool dns = item.text("type") == "dns";
    all.push_back(
        {dns ? acme::Identifier::Type::kDns : acme::Identifier::Type::kIp, item.text("value")});
  }
  return all;
}

bool is_open(const std::string& order_status) {
  return order_status == "pending" || order_status == "ready";
}

}  // namespace

void Desk::check_identifiers(const std::vector<acme::Identifier>& identifiers) const {
  std::vector<wire::Writer> parts;
  for (const acme::Identifier& identifier : identifiers) {
    if (!settings.blocked.contains(identifier.value)) continue;
    parts.push_back(problem_json("rejectedIdentifier", "policy forbids this name")
                        .set("identifier", identifier_json(identifier)));
  }
  if (parts.empty()) return;
  wire::Writer problem = problem_json("rejectedIdentifier", "some names are refused");
  throw Refused{problem_reply(400, problem.set("subproblems", parts))};
}

std::string Desk::authorization_for(const std::string& account,
                                    const acme::Identifier& identifier) {
  for (const auto& [id, known] : authorizations) {
    if (settings.reuse_authorizations && known.account == account && known.status == "valid" &&
        known.identifier == identifier)
      return id;
  }
  const std::string id = new_id();
  Authorization& made = authorizations[id];
  made.account = account;
  made.identifier = identifier;
  made.token = settings.token.empty() ? base::base64url(crypto::random_bytes(32)) : settings.token;
  return id;
}

CaReply Desk::new_order(const CaRequest& request) {
  const std::string account = signer(request);
  const wire::Object asked = payload(request);
  const auto identifiers = identifiers_of(asked);
  if (identifiers.empty()) violated("newOrder: no identifiers");
  check_identifiers(identifiers);
  const std::string profile = asked.text_or("profile", "");
  if (!profile.empty() && !settings.profiles.contains(profile))
    refuse(400, "invalidProfile", "no such profile");
  for (const auto& [id, known] : orders) {
    if (settings.reuse_orders && known.account == account && known.identifiers == identifiers &&
        is_open(known.status))
      return show_order(id, 201);
  }
  const std::string id = new_id();
  Order made{account, identifiers, {}, "pending", "", profile, {}, {}, 0};
  made.expires = clock_.wall_now() + settings.order_life;
  for (const auto& identifier : identifiers)
    made.authorizations.push_back(authorization_for(account, identifier));
  move_on(made);
  orders[id] = made;
  if (settings.on_order) settings.on_order(identifiers);
  return show_order(id, 201);
}

void Desk::decide(Authorization& authorization) {
  const Account& owner = accounts.at(authorization.account);
  const std::string key_authorization =
      authorization.token + "." + base::base64url(crypto::sha256(owner.jwk.dump()));
  if (settings.validate) {
    authorization.error =
        settings.validate({authorization.identifier, authorization.token, key_authorization});
  }
  authorization.challenge = authorization.error ? "invalid" : "valid";
  authorization.status = authorization.challenge;
}

// What time has made of the order: each read of it, or of an authorization, is a moment.
void Desk::move_on(Order& order) {
  if (order.status == "processing" && order.reads++ >= settings.reads_while_processing)
    order.status = "valid";
  if (order.status != "pending") return;
  bool all = true;
  for (const std::string& id : order.authorizations) {
    Authorization& part = authorizations.at(id);
    if (part.status == "pending" && part.challenge == "processing" &&
        part.reads++ >= settings.reads_while_validating)
      decide(part);
    if (part.status != "pending" && part.status != "valid") order.status = "invalid";
    all = all && part.status == "valid";
  }
  if (all) order.status = "ready";
}

Desk::Order& Desk::own_order(const CaRequest& request) {
  const auto found = orders.find(request.id);
  if (found == orders.end()) refuse(404, "malformed", "no such order");
  if (found->second.account != signer(request)) refuse(403, "unauthorized", "not your order");
  if (found->second.expires <= clock_.wall_now()) refuse(404, "malformed", "the order expired");
  return found->second;
}

CaReply Desk::order(const CaRequest& request) {
  if (!request.jws->payload.empty()) violated("order: a payload in a POST-as-GET");
  move_on(own_order(request));
  return show_order(request.id, 200);
}

CaReply Desk::finalize(const CaRequest& request) {
  Order& order = own_order(request);
  move_on(order);
  if (order.status != "ready") refuse(403, "orderNotReady", "the order is " + order.status);
  const auto csr = base::from_base64url(payload(request).text("csr"));
  if (!csr) violated("finalize: the csr is not base64url");
  Certificate made{order.account, "", false, 0};
  try {
    made.pem = intermediate_.issue(*csr, settings.validity) + intermediate_.pem();
  } catch (const std::invalid_argument& wrong) {
    refuse(400, "badCSR", wrong.what());
  }
  const auto leaf = crypto::parse_chain(made.pem);
  std::vector<acme::Identifier> names;
  for (const auto& name : leaf->front().dns_names)
    names.push_back({acme::Identifier::Type::kDns, name});
  for (const auto& address : leaf->front().ip_addresses)
    names.push_back({acme::Identifier::Type::kIp, address});
  auto wanted = order.identifiers;
  std::sort(wanted.begin(), wanted.end());
  std::sort(names.begin(), names.end());
  if (names != wanted) refuse(400, "badCSR", "the CSR is for other names than the order");
  order.certificate = new_id();
  certificates[order.certificate] = made;
  order.status = "processing";
  if (settings.reads_while_processing == 0) order.status = "valid";
  CaReply reply = show_order(request.id, 200);
  if (!settings.finalize_tells_location) reply.headers.erase("Location");
  return reply;
}

CaReply Desk::show_order(const std::string& id, int status) const {
  const Order& order = orders.at(id);
  std::vector<wire::Writer> identifiers;
  for (const auto& identifier : order.identifiers)
    identifiers.push_back(identifier_json(identifier));
  std::vector<std::string> urls;
  for (const std::string& part : order.authorizations)
    urls.push_back(url("/authorization/" + part));
  wire::Writer object;
  object.set("status", order.status).set("identifiers", identifiers).set("authorizations", urls);
  object.set("expires", wire::write_time(order.expires)).set("finalize", url("/finalize/" + id));
  object.set_unless_empty("profile", order.profile);
  if (order.status == "valid") object.set("certificate", url("/certificate/" + order.certificate));
  if (order.error) object.set("error", *order.error);
  return json_reply(status, object, {{"Location", url("/order/" + id)}});
}

Desk::Authorization& Desk::own_authorization(const CaRequest& request) {
  const auto found = authorizations.find(request.id);
  if (found == authorizations.end()) refuse(404, "malformed", "no such authorization");
  if (found->second.account != signer(request)) refuse(403, "unauthorized", "not yours");
  return found->second;
}

CaReply Desk::authorization(const CaRequest& request) {
  Authorization& own = own_authorization(request);
  if (!request.jws->payload.empty()) {
    if (payload(request).text("status") != "deactivated") violated("authorization: payload");
    own.status = "deactivated";
  }
  const bool open = own.status == "pending" && own.challenge == "processing";
  if (open && own.reads++ >= settings.reads_while_validating) decide(own);
  return show_authorization(request.id);
}

CaReply Desk::challenge(const CaRequest& request) {
  Authorization& own = own_authorization(request);
  if (request.jws->payload != "{}") violated("challenge: the payload is not {}");
  if (own.status == "pending") {
    own.challenge = "processing";
    if (settings.reads_while_validating == 0) decide(own);
  } else if (own.status != "valid") {
    refuse(400, "malformed", "the authorization is " + own.status);
  }
  CaReply reply = json_reply(200, challenge_json(request.id));
  reply.headers["Link"] = "<" + url("/authorization/" + request.id) + ">;rel=\"up\"";
  return reply;
}

wire::Writer Desk::challenge_json(const std::string& id) const {
  const Authorization& own = authorizations.at(id);
  wire::Writer object;
  object.set("type", "http-01").set("url", url("/challenge/" + id)).set("token", own.token);
  object.set("status", own.challenge);
  if (own.error) object.set("error", *own.error);
  return object;
}

CaReply Desk::show_authorization(const std::string& id) const {
  const Authorization& own = authorizations.at(id);
  wire::Writer object;
  object.set("identifier", identifier_json(own.identifier)).set("status", own.status);
  object.set("expires", wire::write_time(clock_.wall_now() + settings.order_life));
  object.set("challenges", std::vector<wire::Writer>{challenge_json(id)});
  return json_reply(200, object);
}

CaReply Desk::certificate(const CaRequest& request) {
  const auto found = certificates.find(request.id);
  if (found == certificates.end()) refuse(404, "malformed", "no such certificate");
  if (found->second.account != signer(request)) refuse(403, "unauthorized", "not yours");
  return {200, {{"Content-Type", "application/pem-certificate-chain"}}, found->second.pem};
}

}  // namespace fakes
