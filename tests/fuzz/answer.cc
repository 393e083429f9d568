// The JSON of a CA's answers, each read as every object of RFC 8555 and RFC 9773: read, or refused
// as Malformed. What was read keeps the promises of acme/decode.h.

#include "acme/decode.h"
#include "fuzz/input.h"
#include "http/url.h"

namespace {

constexpr std::size_t kMaxContacts = 20;
constexpr std::size_t kMoreAuthorizations = 10;
constexpr std::size_t kMaxKept = 6 * 1024;  // bytes of an authorization

void is_https(const std::string& text) {
  const auto url = http::parse_url(text);
  fuzz::must(url && url->tls, "a URL that was read is https");
  fuzz::must(url->text() == text, "a URL that was read is the text that will be asked");
}

void check(const acme::Directory& directory) {
  for (const auto* url : {&directory.new_nonce, &directory.new_account, &directory.new_order})
    is_https(*url);
}

void check(const acme::Account& account) {
  fuzz::must(account.contact.size() <= kMaxContacts, "no list is without end");
}

void check(const acme::Order& order) {
  is_https(order.finalize);
  for (const std::string& url : order.authorizations) is_https(url);
  fuzz::must(!order.identifiers.empty(), "an order has a name");
  fuzz::must(order.authorizations.size() <= order.identifiers.size() + kMoreAuthorizations,
             "an order has no more authorizations than names, and a few");
  if (order.status == acme::OrderStatus::kValid) is_https(order.certificate);
}

std::size_t kept(const acme::Challenge& challenge) {
  return challenge.type.size() + challenge.url.size() + challenge.token.size() +
         challenge.status.size() + (challenge.error ? challenge.error->text().size() : 0);
}

void check(const acme::Authorization& authorization) {
  std::size_t all = authorization.identifier.value.size();
  for (const acme::Challenge& one : authorization.challenges) all += kept(one);
  fuzz::must(all <= kMaxKept, "little is kept of an authorization");
  fuzz::must(!authorization.identifier.value.empty(), "an authorization has a name");
  if (const auto* challenge = authorization.http01()) is_https(challenge->url);
}

void check(const acme::Challenge& challenge) { is_https(challenge.url); }

void check(const acme::RenewalInfo& info) {
  fuzz::must(info.start < info.end, "a window ends after it starts");
}

// What is read of the answer to a request.
auto asked(auto read) {
  return [read](const wire::Object& object) {
    return read(object, *http::parse_url("https://ca.example/asked"));
  };
}

template <class Read>
void read_or_refused(const wire::Object& object, Read&& read) {
  try {
    check(read(object));
  } catch (const wire::Malformed&) {
    // That is an answer, too.
  }
}

}  // namespace

void fuzz::try_input(std::string_view input) {
  try {
    const auto object = wire::Object::parse(input);
    read_or_refused(object, asked(acme::read_directory));
    read_or_refused(object, acme::read_account);
    read_or_refused(object, asked(acme::read_order));
    read_or_refused(object, asked(acme::read_authorization));
    read_or_refused(object, asked(acme::read_challenge));
    read_or_refused(object, acme::read_renewal_info);
  } catch (const wire::Malformed&) {
    // Not even JSON.
  }
}
