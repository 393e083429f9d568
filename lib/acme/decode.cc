#include "acme/decode.h"

#include <algorithm>
#include <initializer_list>

#include "base/ip.h"
#include "base/text.h"
#include "crypto/certificate.h"
#include "http/reference.h"

namespace acme {
namespace {

// Entries of lists. A Certificate has 121 names at most, and the largest CAs allow 250.
constexpr std::size_t kMaxNames = 250;
constexpr std::size_t kMoreAuthorizations = 10;  // than names: a CA may ask for a zone besides
constexpr std::size_t kMaxChallenges = 20;       // of an authorization; CAs offer up to five
constexpr std::size_t kMaxForeign = 5;           // of them, those whose types are told
constexpr std::size_t kMaxFew = 20;              // algorithms, contacts, names in CAA records
constexpr std::size_t kMaxProfiles = 100;
constexpr std::size_t kMaxOfChallenge = 3;  // subproblems

// Bytes of texts.
constexpr std::size_t kMaxText = 2000;  // of what a CA says to people
constexpr std::size_t kMaxPart = 500;   // of that, where it is one of many
constexpr std::size_t kMaxType = 128;   // of a problem's type; the longest known one has 25
constexpr std::size_t kMaxWord = 40;    // of a word that is none of ours
constexpr std::size_t kMaxName = 253;
// Of a challenge: base::is_token() takes no longer one, so that with a byte more it is none.
constexpr std::size_t kMaxToken = 128;
constexpr std::size_t kMaxProfile = 64;      // as spec.acme.profile of an issuer
constexpr std::size_t kMaxUrlOfMany = 1024;  // of authorizations and challenges; CAs need some 200
constexpr std::string_view kErrorPrefix = "urn:ietf:params:acme:error:";

std::string at(const wire::Object& object, std::string_view field) {
  const std::string& path = object.path();
  return path.empty() ? std::string(field) : path + "." + std::string(field);
}

[[noreturn]] void refuse(const std::string& where, const std::string& why) {
  throw wire::Malformed(where + ": " + why);
}

void check_bound(const std::string& where, std::size_t found, std::size_t most, const char* of) {
  if (found <= most) return;
  throw wire::TooMuch(where + ": " + std::to_string(found) + " " + of + ", of which at most " +
                      std::to_string(most) + " are taken");
}

// Not too long, and with nothing that moves a terminal's cursor.
std::string for_people(std::string text, std::size_t max = kMaxText) {
  if (text.size() > max) text = base::cut(text, max) + "...";
  std::ranges::replace_if(
      text, [](unsigned char c) { return c < ' ' || c == 0x7f; }, ' ');
  // U+0080 to U+009F, of which a terminal takes one for ESC [.
  for (std::size_t at = text.find('\xc2'); at < text.size(); at = text.find('\xc2', at + 1)) {
    if (at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0xa0)
      text.replace(at, 2, "  ");
  }
  return text;
}

// RFC 8555 section 6.1: all communication is over https. The text is that of the request that will
// be made, so that the `url` of every JWS is the same (section 6.4).
std::string checked_url(const std::string& where, const std::string& text, const http::Url& asked) {
  const auto url = text.empty() ? std::nullopt : http::resolved(asked, text);
  if (!url) refuse(where, "not a URL");
  if (!url->tls) refuse(where, "not an https URL");
  return url->text();
}

std::string url(const wire::Object& object, std::string_view field, const http::Url& asked) {
  return checked_url(at(object, field), object.text(field), asked);
}

std::string url_or_none(const wire::Object& object, std::string_view field,
                        const http::Url& asked) {
  return object.has(field) ? url(object, field, asked) : std::string();
}

// One of many, of which all are kept.
std::string short_url(const wire::Object& object, std::string_view field, const http::Url& asked) {
  std::string text = url(object, field, asked);
  check_bound(at(object, field), text.size(), kMaxUrlOfMany, "bytes");
  return text;
}

std::vector<wire::Object> objects(const wire::Object& object, std::string_view field,
                                  std::size_t most) {
  check_bound(at(object, field), object.count(field), most, "entries");
  return object.objects(field);
}

std::vector<std::string> texts(const wire::Object& object, std::string_view field,
                               std::size_t most) {
  check_bound(at(object, field), object.count(field), most, "entries");
  return object.texts(field);
}

template <class T>
std::vector<T> first(std::vector<T> list, std::size_t most) {
  if (list.size() > most) list.erase(list.begin() + static_cast<std::ptrdiff_t>(most), list.end());
  return list;
}

std::string word(const wire::Object& object, std::string_view field,
                 std::initializer_list<std::string_view> known) {
  std::string text = object.text(field);
  if (std::ranges::find(known, text) == known.end())
    refuse(at(object, field), "\"" + for_people(text, kMaxWord) + "\" is unknown");
  return text;
}

std::string dns_name(const wire::Object& object) {
  std::string name = object.text("value");
  const bool plain = std::ranges::all_of(name, [](char c) { return c > ' ' && c < 0x7f; });
  if (name.empty() || name.size() > kMaxName || !plain)
    refuse(at(object, "value"), "not a DNS name");
  return base::lower(std::move(name));
}

Identifier read_identifier(const wire::Object& object) {
  if (word(object, "type", {"dns", "ip"}) == "dns")
    return {Identifier::Type::kDns, dns_name(object)};
  const auto address = base::canonical_ip(object.text("value"));
  if (!address) refuse(at(object, "value"), "not an IP address");
  return {Identifier::Type::kIp, *address};
}

std::string problem_type(const wire::Object& object) {
  std::string type = object.text_or("type", "about:blank");
  if (type.starts_with(kErrorPrefix)) type.erase(0, kErrorPrefix.size());
  return for_people(type, kMaxType);
}

// 0 for what is no status of HTTP.
int problem_status(const wire::Object& object) {
  const auto status = object.integer("status").value_or(0);
  return status >= 100 && status <= 599 ? static_cast<int>(status) : 0;
}

Problem::Subproblem read_subproblem(const wire::Object& object) {
  Problem::Subproblem part;
  part.type = problem_type(object);
  part.detail = for_people(object.text_or("detail", ""));
  if (object.has("identifier")) part.identifier = read_identifier(object.object("identifier"));
  return part;
}

// A page about it, where it is told in full.
std::string instance_of(const wire::Object& object) {
  const auto url = http::parse_url(object.text_or("instance", ""));
  return url && url->tls ? for_people(url->text()) : "";
}

std::optional<Problem> problem_or_none(const wire::Object& object, std::string_view field) {
  if (!object.has(field)) return std::nullopt;
  return read_problem(object.object(field));
}

// A word that we do not know is that of a CA which works on it.
OrderStatus read_order_status(const wire::Object& object) {
  const std::string status = object.text("status");
  if (status == "pending") return OrderStatus::kPending;
  if (status == "ready") return OrderStatus::kReady;
  if (status == "valid") return OrderStatus::kValid;
  return status == "invalid" ? OrderStatus::kInvalid : OrderStatus::kProcessing;
}

// The status, or `otherwise` where it is none of those that are known.
std::string status_or(const wire::Object& object, std::initializer_list<std::string_view> known,
                      const char* otherwise) {
  std::string status = object.text_or("status", "");
  return std::ranges::find(known, status) == known.end() ? otherwise : status;
}

// Nobody has answered a challenge of which nothing is said.
std::string challenge_status(const wire::Object& object) {
  if (!object.has("status")) return "pending";
  return status_or(object, {"pending", "processing", "valid", "invalid"}, "processing");
}

base::WallTime window_time(const wire::Object& window, std::string_view field) {
  const auto time = window.time(field);
  if (!time) refuse(at(window, field), "missing");
  return std::chrono::floor<base::Seconds>(*time);
}

// Some CAs write "" for what has no end.
std::optional<base::WallTime> expires_in(const wire::Object& object) {
  if (object.text_or("expires", "").empty()) return std::nullopt;
  return object.time("expires");
}

// The error of one challenge of many.
void shorten(Problem& problem) {
  problem.detail = for_people(std::move(problem.detail), kMaxPart);
  problem.instance.clear();
  problem.subproblems = first(std::move(problem.subproblems), kMaxOfChallenge);
  for (Problem::Subproblem& part : problem.subproblems)
    part.detail = for_people(std::move(part.detail), kMaxPart);
}

std::vector<std::string> read_authorization_urls(const wire::Object& order, std::size_t names,
                                                 const http::Url& asked) {
  std::vector<std::string> urls;
  const std::string where = at(order, "authorizations");
  for (const auto& text : texts(order, "authorizations", names + kMoreAuthorizations)) {
    urls.push_back(checked_url(where, text, asked));
    check_bound(where, urls.back().size(), kMaxUrlOfMany, "bytes of a URL");
  }
  return urls;
}

// A challenge of a type that we don't do may have any form: its type is told to people.
Challenge foreign_challenge(std::string type) {
  Challenge challenge;
  challenge.type = for_people(std::move(type), kMaxWord);
  return challenge;
}

// The first that we can answer, and the first few others.
std::vector<Challenge> read_challenges(const wire::Object& authorization, const http::Url& asked) {
  std::vector<Challenge> foreign;
  std::vector<Challenge> ours;
  for (const auto& item : objects(authorization, "challenges", kMaxChallenges)) {
    const std::string type = item.text("type");
    if (type == "http-01" && ours.empty()) ours.push_back(read_challenge(item, asked));
    if (type != "http-01" && foreign.size() < kMaxForeign)
      foreign.push_back(foreign_challenge(type));
  }
  ours.insert(ours.end(), foreign.begin(), foreign.end());
  return ours;
}

std::vector<std::string> read_profiles(const wire::Object& meta) {
  std::vector<std::string> names = meta.object("profiles").fields();
  check_bound("meta.profiles", names.size(), kMaxProfiles, "entries");
  for (std::string& name : names) name = for_people(std::move(name), kMaxProfile);
  return names;
}

std::vector<std::string> read_caa_identities(const wire::Object& meta) {
  std::vector<std::string> names = texts(meta, "caaIdentities", kMaxFew);
  for (const std::string& name : names)
    check_bound("meta.caaIdentities", name.size(), kMaxName, "bytes of a name");
  return names;
}

}  // namespace

Directory read_directory(const wire::Object& object, const http::Url& asked) {
  Directory directory;
  directory.new_nonce = url(object, "newNonce", asked);
  directory.new_account = url(object, "newAccount", asked);
  directory.new_order = url(object, "newOrder", asked);
  directory.revoke_cert = url_or_none(object, "revokeCert", asked);
  directory.key_change = url_or_none(object, "keyChange", asked);
  directory.renewal_info = url_or_none(object, "renewalInfo", asked);
  const wire::Object meta = object.object("meta");
  directory.terms_of_service = for_people(meta.text_or("termsOfService", ""));
  directory.external_account_required = meta.flag("externalAccountRequired");
  directory.caa_identities = read_caa_identities(meta);
  directory.profiles = read_profiles(meta);
  return directory;
}

Account read_account(const wire::Object& object) {
  Account account;
  if (object.has("status")) {
    account.status = word(object, "status", {"valid", "deactivated", "revoked"});
  }
  account.contact = texts(object, "contact", kMaxFew);
  return account;
}

Order read_order(const wire::Object& object, const http::Url& asked) {
  Order order;
  order.status = read_order_status(object);
  for (const auto& item : objects(object, "identifiers", kMaxNames))
    order.identifiers.push_back(read_identifier(item));
  if (order.identifiers.empty()) refuse(at(object, "identifiers"), "missing");
  order.authorizations = read_authorization_urls(object, order.identifiers.size(), asked);
  order.finalize = url(object, "finalize", asked);
  order.expires = expires_in(object);
  // RFC 8555 section 7.1.3 gives these two a meaning in one status each.
  if (order.status == OrderStatus::kValid) order.certificate = url(object, "certificate", asked);
  if (order.status == OrderStatus::kInvalid) order.error = problem_or_none(object, "error");
  return order;
}

Authorization read_authorization(const wire::Object& object, const http::Url& asked) {
  Authorization authorization;
  authorization.identifier = read_identifier(object.object("identifier"));
  // RFC 8555 section 7.1.4: the name below the wildcard, which is another name.
  if (object.flag("wildcard")) authorization.identifier.value.insert(0, "*.");
  authorization.status = status_or(
      object, {"pending", "valid", "invalid", "deactivated", "expired", "revoked"}, "pending");
  authorization.challenges = read_challenges(object, asked);
  authorization.expires = expires_in(object);
  return authorization;
}

Challenge read_challenge(const wire::Object& object, const http::Url& asked) {
  Challenge challenge;
  challenge.type = for_people(object.text("type"), kMaxWord);
  challenge.url = short_url(object, "url", asked);
  challenge.token = object.text_or("token", "").substr(0, kMaxToken + 1);
  challenge.status = challenge_status(object);
  challenge.error = problem_or_none(object, "error");
  if (challenge.error) shorten(*challenge.error);
  return challenge;
}

RenewalInfo read_renewal_info(const wire::Object& object) {
  const wire::Object window = object.object("suggestedWindow");
  RenewalInfo info;
  info.start = window_time(window, "start");
  info.end = window_time(window, "end");
  // RFC 9773 section 4.2: such an object is invalid.
  if (info.end <= info.start) refuse("suggestedWindow", "it ends before it starts");
  // Shown to people, so nothing but a plain https URL; without it the window is still good.
  const auto page = http::parse_url(object.text_or("explanationURL", ""));
  if (page && page->tls && page->text().size() <= kMaxText) info.explanation_url = page->text();
  return info;
}

Problem read_problem(const wire::Object& object) {
  Problem problem;
  try {
    problem.type = problem_type(object);
    problem.detail = for_people(object.text_or("detail", ""));
    problem.status = problem_status(object);
    problem.instance = instance_of(object);
    for (std::string& name : first(object.texts("algorithms"), kMaxFew))
      problem.algorithms.push_back(for_people(std::move(name), kMaxWord));
    for (const auto& part : first(object.objects("subproblems"), kMaxNames))
      problem.subproblems.push_back(read_subproblem(part));
  } catch (const wire::Malformed&) {
    // What was read so far stands.
  }
  return problem;
}

}  // namespace acme
