#include "acme/client.h"

#include "acme/decode.h"
#include "acme/exchange.h"
#include "acme/read_json.h"
#include "base/base64.h"
#include "crypto/der_chain.h"
#include "http/link.h"
#include "http/reference.h"
#include "http/url.h"
#include "wire/object.h"
#include "wire/time.h"
#include "wire/writer.h"

namespace acme {
namespace {

Order order_of(const Answer& answer, const wire::Object& object, std::string url) {
  Order order = read_order(object, answer.at);
  order.url = std::move(url);
  order.retry_after = answer.retry_after;
  return order;
}

Authorization authorization_of(const Answer& answer, const wire::Object& object) {
  Authorization authorization = read_authorization(object, answer.at);
  authorization.url = answer.call.url;
  return authorization;
}

// It is there, and to be read.
Order made_at(const std::string& url) {
  Order order;
  order.url = url;
  return order;
}

// The CA has done what it was asked for; what became of it is to be asked.
bool says_nothing(const Result<Answer>& answer) { return answer && answer->response.body.empty(); }

Challenge under_way(const std::string& url) {
  Challenge challenge;
  challenge.type = "http-01";
  challenge.url = url;
  challenge.status = "processing";
  return challenge;
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
  wire::Writer order;
  order.set("identifiers", all)
      .set_unless_empty("profile", wanted.profile)
      .set_unless_empty("replaces", wanted.replaces);
  if (wanted.not_after) order.set("notAfter", wire::write_time(*wanted.not_after));
  return order.text();
}

// Of the server that was asked: where a hostile CA could have us go, or go on without end, we do
// not.
std::vector<std::string> linked(const Answer& answer, const std::string& relation,
                                std::size_t most) {
  std::vector<std::string> urls;
  for (const http::Link& link : http::read_links(answer.response.header("Link"))) {
    if (link.relation != relation || urls.size() == most) continue;
    const auto url = http::resolved(answer.at, link.target);
    const bool same_server =
        url && url->tls && url->host == answer.at.host && url->port == answer.at.port;
    if (same_server && *url != answer.at) urls.push_back(url->text());
  }
  return urls;
}

Result<std::string> pem_of(const Answer& answer) {
  const std::string& sent = answer.response.body;
  if (auto pem = crypto::pem_of_certificate(sent)) return *std::move(pem);
  if (auto pem = crypto::pem_of_pkcs7(sent)) return *std::move(pem);
  if (!crypto::is_der(sent)) return sent;
  return base::unexpected(
      malformed(answer.call, answer.response.status,
                "neither a PEM chain, nor a certificate or a PKCS #7 with certificates in DER"));
}

}  // namespace

Client::Client(http::Client& http, const base::Clock& clock, std::string directory_url,
               Options options)
    : exchange_(
          std::make_unique<Exchange>(http, clock, std::move(directory_url), std::move(options))) {}
Client::~Client() = default;

Result<Directory> Client::directory(std::stop_token stop) { return exchange_->directory(stop); }

Result<Order> Client::new_order(const Signer& signer, const NewOrder& wanted,
                                std::stop_token stop) {
  const auto known = directory(stop);
  if (!known) return base::unexpected(known.error());
  const Post post{{"newOrder", known->new_order}, signer, order_json(wanted), ""};
  const auto answer = exchange_->post(post, stop);
  if (!answer) return base::unexpected(answer.error());
  const auto url = location_of(*answer);
  if (!url) return base::unexpected(url.error());
  // Some CAs say where it is, and no more.
  auto made = says_nothing(answer)
                  ? order(signer, *url, stop)
                  : read_json(answer, [&](const Answer& told, const wire::Object& object) {
                      return order_of(told, object, *url);
                    });
  return made ? std::move(made) : made_at(*url);
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
  return read_json(exchange_->post(post, stop), authorization_of);
}

Result<Authorization> Client::deactivate_authorization(const Signer& signer, const std::string& url,
                                                       std::stop_token stop) {
  const std::string payload = wire::Writer().set("status", "deactivated").text();
  const Post post{{"authorization", url}, signer, payload, ""};
  return read_json(exchange_->post(post, stop), authorization_of);
}

Result<Challenge> Client::answer(const Signer& signer, const std::string& challenge_url,
                                 std::stop_token stop) {
  const Post post{{"challenge", challenge_url}, signer, "{}", ""};
  const auto answer = exchange_->post(post, stop);
  if (says_nothing(answer)) return under_way(challenge_url);
  return read_json(answer, [](const Answer& told, const wire::Object& object) {
    return read_challenge(object, told.at);
  });
}

Result<Order> Client::finalize(const Signer& signer, const Order& order, const std::string& csr_der,
                               std::stop_token stop) {
  const std::string payload = wire::Writer().set("csr", base::base64url(csr_der)).text();
  const Post post{{"finalize", order.finalize}, signer, payload, ""};
  const auto answer = exchange_->post(post, stop);
  if (says_nothing(answer)) return this->order(signer, order.url, stop);
  // Not every CA repeats the order's Location here.
  return read_json(answer, [&](const Answer& told, const wire::Object& object) {
    return order_of(told, object, order.url);
  });
}

Result<Chain> Client::certificate(const Signer& signer, const std::string& url,
                                  std::stop_token stop) {
  constexpr std::size_t kMostAlternates = 8;
  constexpr int kMostAbove = 5;
  Chain chain;
  std::string at = url;
  for (int above = 0;; ++above) {
    const Post post{
        {"certificate", at}, signer, "", "application/pem-certificate-chain", kMaxChain};
    const auto answer = exchange_->post(post, stop);
    if (!answer) return base::unexpected(answer.error());
    if (above == 0) chain.alternates = linked(*answer, "alternate", kMostAlternates);
    const auto pem = pem_of(*answer);
    if (!pem) return base::unexpected(pem.error());
    chain.pem += *pem;
    // DER holds one certificate, and a link leads to the one above it.
    const bool is_one = crypto::pem_of_certificate(answer->response.body).has_value();
    const auto up = is_one ? linked(*answer, "up", 1) : std::vector<std::string>();
    if (up.empty() || above == kMostAbove) return chain;
    at = up.front();
  }
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

std::optional<CaClock::Time> Client::time() const { return exchange_->time(); }

Result<void> Client::ask_time(std::stop_token stop) { return exchange_->ask_time(stop); }

std::string key_authorization(const std::string& token, const crypto::PrivateKey& account_key) {
  return token + "." + account_key.thumbprint();
}

}  // namespace acme
