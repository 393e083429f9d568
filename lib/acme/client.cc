#include "acme/client.h"

#include "acme/decode.h"
#include "acme/exchange.h"
#include "acme/jws.h"
#include "base/base64.h"
#include "http/url.h"
#include "wire/object.h"
#include "wire/writer.h"

namespace acme {
namespace {

// What `read` makes of the answer's JSON; it may throw wire::Malformed.
template <class Read>
auto read_json(const Result<Answer>& answer, Read&& read)
    -> Result<decltype(read(*answer, wire::Object()))> {
  if (!answer) return base::unexpected(answer.error());
  try {
    return read(*answer, wire::Object::parse(answer->response.body));
  } catch (const wire::Malformed& wrong) {
    return base::unexpected(malformed(answer->call, answer->response.status, wrong.what()));
  }
}

// The URL of an account or an order stands nowhere but here (RFC 8555 sections 7.3 and 7.4).
std::string location(const Answer& answer) {
  std::string text(answer.response.header("Location"));
  const auto url = http::parse_url(text);
  if (!url || !url->tls) throw wire::Malformed("Location: not an https URL");
  return text;
}

Account account_at(const Answer& answer, const wire::Object& object) {
  Account account = read_account(object);
  account.url = location(answer);
  return account;
}

Order order_of(const Answer& answer, const wire::Object& object, std::string url) {
  Order order = read_order(object);
  order.url = std::move(url);
  order.retry_after = answer.retry_after;
  return order;
}

wire::Writer identifier_json(const Identifier& identifier) {
  const char* type = identifier.type == Identifier::Type::kDns ? "dns" : "ip";
  return wire::Writer().set("type", type).set("value", identifier.value);
}

std::string order_json(const NewOrder& wanted) {
  std::vector<wire::Writer> all;
  all.reserve(wanted.identifiers.size());
  for (const Identifier& identifier : wanted.identifiers)
    all.push_back(identifier_json(identifier));
  return wire::Writer()
      .set("identifiers", all)
      .set_unless_empty("profile", wanted.profile)
      .set_unless_empty("replaces", wanted.replaces)
      .text();
}

}  // namespace

bool Error::is(std::string_view problem_type) const {
  return problem && problem->type == problem_type;
}

Client::Client(http::Client& http, const base::Clock& clock, std::string directory_url)
    : exchange_(std::make_unique<Exchange>(http, clock, std::move(directory_url))) {}
Client::~Client() = default;

Result<Directory> Client::directory(std::stop_token stop) { return exchange_->directory(stop); }

Result<Account> Client::find_account(const crypto::PrivateKey& key, std::stop_token stop) {
  const auto known = directory(stop);
  if (!known) return base::unexpected(known.error());
  const std::string payload = wire::Writer().set("onlyReturnExisting", true).text();
  const Post post{{"newAccount", known->new_account}, {key, ""}, payload, ""};
  return read_json(exchange_->post(post, stop), account_at);
}

Result<Account> Client::new_account(const crypto::PrivateKey& key, const NewAccount& wanted,
                                    std::stop_token stop) {
  const auto known = directory(stop);
  if (!known) return base::unexpected(known.error());
  wire::Writer payload;
  payload.set("termsOfServiceAgreed", true);
  if (!wanted.contact.empty()) payload.set("contact", wanted.contact);
  if (wanted.external_account) {
    payload.set("externalAccountBinding",
                external_account_binding(*wanted.external_account, key.jwk(), known->new_account));
  }
  const Post post{{"newAccount", known->new_account}, {key, ""}, payload.text(), ""};
  return read_json(exchange_->post(post, stop), account_at);
}

Result<Account> Client::update_contact(const Signer& signer,
                                       const std::vector<std::string>& contact,
                                       std::stop_token stop) {
  const std::string payload = wire::Writer().set("contact", contact).text();
  const Post post{{"account", signer.account_url}, signer, payload, ""};
  return read_json(exchange_->post(post, stop), [&](const Answer&, const wire::Object& object) {
    Account account = read_account(object);
    account.url = signer.account_url;
    return account;
  });
}

Result<Order> Client::new_order(const Signer& signer, const NewOrder& wanted,
                                std::stop_token stop) {
  const auto known = directory(stop);
  if (!known) return base::unexpected(known.error());
  const Post post{{"newOrder", known->new_order}, signer, order_json(wanted), ""};
  return read_json(exchange_->post(post, stop),
                   [](const Answer& answer, const wire::Object& object) {
                     return order_of(answer, object, location(answer));
                   });
}

Result<Order> Client::order(const Signer& signer, const std::string& url, std::stop_token stop) {
  const Post post{{"order", url}, signer, "", ""};
  return read_json(exchange_->post(post, stop),
                   [&](const Answer& answer, const wire::Object& object) {
                     return order_of(answer, object, url);
                   });
}

Result<Authorization> Client::authorization(const Signer& signer, const std::string& url,
                                            std::stop_token stop) {
  const Post post{{"authorization", url}, signer, "", ""};
  return read_json(exchange_->post(post, stop), [&](const Answer&, const wire::Object& object) {
    Authorization authorization = read_authorization(object);
    authorization.url = url;
    return authorization;
  });
}

Result<Challenge> Client::answer(const Signer& signer, const std::string& challenge_url,
                                 std::stop_token stop) {
  const Post post{{"challenge", challenge_url}, signer, "{}", ""};
  return read_json(exchange_->post(post, stop), [](const Answer&, const wire::Object& object) {
    return read_challenge(object);
  });
}

Result<Order> Client::finalize(const Signer& signer, const Order& order, const std::string& csr_der,
                               std::stop_token stop) {
  const std::string payload = wire::Writer().set("csr", base::base64url(csr_der)).text();
  const Post post{{"finalize", order.finalize}, signer, payload, ""};
  // Not every CA repeats the order's Location here.
  return read_json(exchange_->post(post, stop),
                   [&](const Answer& answer, const wire::Object& object) {
                     return order_of(answer, object, order.url);
                   });
}

Result<std::string> Client::certificate(const Signer& signer, const std::string& url,
                                        std::stop_token stop) {
  const Post post{{"certificate", url}, signer, "", "application/pem-certificate-chain"};
  auto answer = exchange_->post(post, stop);
  if (!answer) return base::unexpected(answer.error());
  return std::move(answer->response.body);
}

Result<RenewalInfo> Client::renewal_info(const std::string& certificate_id, std::stop_token stop) {
  const auto known = directory(stop);
  if (!known) return base::unexpected(known.error());
  std::string base = known->renewal_info;
  while (base.ends_with('/')) base.pop_back();
  return read_json(exchange_->get({"renewalInfo", base + "/" + certificate_id}, stop),
                   [](const Answer& answer, const wire::Object& object) {
                     RenewalInfo info = read_renewal_info(object);
                     info.retry_after = answer.retry_after;
                     return info;
                   });
}

std::string key_authorization(const std::string& token, const crypto::PrivateKey& account_key) {
  return token + "." + account_key.thumbprint();
}

}  // namespace acme
