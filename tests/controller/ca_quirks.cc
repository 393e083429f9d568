#include "controller/ca_quirks.h"

#include <algorithm>

#include "crypto/certificate.h"
#include "fakes/pkcs7.h"
#include "wire/object.h"
#include "wire/writer.h"

namespace issuance {
namespace {

using fakes::CaReply;
using Change = std::function<void(CaReply&)>;

// ---- Changes of an answer. An answer without the field stays as it is.

void edit(CaReply& reply, const std::function<void(wire::Writer&, const wire::Object&)>& change) {
  if (reply.status >= 300 || reply.body.empty()) return;
  const auto object = wire::Object::parse(reply.body);
  wire::Writer body(object);
  change(body, object);
  reply.body = body.text();
}
Change without(const std::string& field) {
  return [=](CaReply& reply) {
    edit(reply, [&](wire::Writer& body, const auto&) { body.remove(field); });
  };
}
Change with(const std::string& field, const auto& value) {
  return [=](CaReply& reply) {
    edit(reply, [&](wire::Writer& body, const auto&) { body.set(field, value); });
  };
}
Change with_null(const std::string& field) {
  return [=](CaReply& reply) {
    edit(reply, [&](wire::Writer& body, const auto&) { body.set_null(field); });
  };
}
Change replaced(const std::string& from, const std::string& to) {
  return [=](CaReply& reply) {
    for (std::size_t at = 0; (at = reply.body.find(from, at)) != std::string::npos; at += to.size())
      reply.body.replace(at, from.size(), to);
  };
}
Change header(const std::string& name, const std::string& value) {
  return [=](CaReply& reply) { reply.headers[name] = value; };
}
Change status(int code) {
  return [=](CaReply& reply) {
    if (reply.status < 300) reply.status = code;
  };
}
Change no_body() {
  return [](CaReply& reply) {
    if (reply.status < 300) reply.body.clear();
  };
}
// https://127.0.0.1:PORT goes from all URLs.
Change relative_urls() {
  return [](CaReply& reply) {
    const auto at = reply.body.find("https://127.0.0.1:");
    if (at == std::string::npos) return;
    replaced(reply.body.substr(at, reply.body.find('/', at + 8) - at), "")(reply);
  };
}
Change relative_location() {
  return [](CaReply& reply) {
    const auto found = reply.headers.find("Location");
    if (found != reply.headers.end())
      found->second.erase(0, found->second.find('/', std::string("https://").size()));
  };
}
// Of each challenge of an authorization.
Change challenges(const std::function<void(std::vector<wire::Writer>&)>& change) {
  return [=](CaReply& reply) {
    edit(reply, [&](wire::Writer& body, const wire::Object& object) {
      std::vector<wire::Writer> all;
      for (const auto& one : object.objects("challenges")) all.emplace_back(one);
      change(all);
      body.set("challenges", all);
    });
  };
}
Change each_challenge(const std::function<void(wire::Writer&)>& change) {
  return challenges([=](auto& all) {
    for (wire::Writer& one : all) change(one);
  });
}
wire::Writer challenge_of(const std::string& type) { return wire::Writer().set("type", type); }

}  // namespace

const std::vector<Quirk>& quirks() {
  static const std::vector<Quirk> table = {
      {"no keyChange", "directory", without("keyChange")},
      {"no revokeCert", "directory", without("revokeCert")},
      {"no meta", "directory", without("meta")},
      {"an entry that warns of fixed lists", "directory",
       with("Xq7_random", "https://ca.example/x")},
      {"newAuthz", "directory", with("newAuthz", "https://ca.example/new-authz")},
      {"relative endpoints", "directory", relative_urls()},
      {"a directory as text", "directory", header("Content-Type", "text/html; charset=utf-8")},
      {"newNonce 204", "newNonce", status(204)},
      {"account 200", "newAccount", status(200)},
      {"account without a body", "newAccount", no_body()},
      {"account by a relative Location", "newAccount", relative_location()},
      {"account without contacts", "newAccount", without("contact")},
      {"account without a status", "newAccount", without("status")},
      {"account with its key", "newAccount", with("key", wire::Writer().set("kty", "EC"))},
      {"account with the address of the client", "newAccount", with("initialIp", "192.0.2.1")},
      {"account with an odd list of orders", "newAccount", with("orders", "none")},
      {"a link to terms", "newAccount",
       header("Link", "<https://ca.example/t>;rel=\"terms-of-service\"")},
      {"order 200", "newOrder", status(200)},
      {"order 202", "newOrder", status(202)},
      {"order without a body", "newOrder", no_body()},
      {"order by a relative Location", "newOrder", relative_location()},
      {"order without expires", "newOrder", without("expires")},
      {"order that never expires", "newOrder", with("expires", "")},
      {"order with null for an error", "newOrder", with_null("error")},
      {"order with a certificate of no name", "newOrder", with("certificate", "")},
      {"order with dates", "newOrder", with("notBefore", "2026-11-30T00:00:00Z")},
      {"order with a profile", "newOrder", with("profile", "classic")},
      {"order with relative URLs", "newOrder", relative_urls()},
      {"names in capitals", "newOrder", replaced("\"a.example\"", "\"A.Example\"")},
      {"new order with Retry-After", "newOrder", header("Retry-After", "1")},
      {"order as text", "order", header("Content-Type", "text/plain")},
      {"order with Retry-After", "order", header("Retry-After", "2")},
      {"order with a date in Retry-After", "order",
       header("Retry-After", "Sat, 01 Jan 2000 00:00:00 GMT")},
      {"order with Retry-After of no number", "order", header("Retry-After", "soon")},
      {"read order without expires", "order", without("expires")},
      {"read order with fields of its own", "order", with("orderStatus", "1")},
      {"read order with relative URLs", "order", relative_urls()},
      {"read names in capitals", "order", replaced("\"a.example\"", "\"A.EXAMPLE\"")},
      {"challenges without a status", "authorization",
       each_challenge([](wire::Writer& one) { one.remove("status"); })},
      {"authorization without expires", "authorization", without("expires")},
      {"authorization with wildcard false", "authorization", with("wildcard", false)},
      {"authorization of a name in capitals", "authorization",
       replaced("\"a.example\"", "\"A.example\"")},
      {"authorization with relative URLs", "authorization", relative_urls()},
      {"other challenges first", "authorization", challenges([](auto& all) {
         for (const char* type : {"dns-01", "tls-alpn-01", "dns-account-01", "dns-persist-01"})
           all.insert(all.begin(), challenge_of(type));
       })},
      {"challenges of no form", "authorization", challenges([](auto& all) {
         all.push_back(challenge_of("email-reply-00").set("from", "ca@example.com"));
         all.push_back(challenge_of("http-02").set("url", "nowhere"));
       })},
      {"http-01 twice", "authorization", challenges([](auto& all) { all.push_back(all.front()); })},
      {"challenges with null for an error", "authorization",
       each_challenge([](wire::Writer& one) { one.set_null("error"); })},
      {"challenges with records of the validation", "authorization",
       each_challenge([](wire::Writer& one) {
         one.set("validationRecord",
                 std::vector<wire::Writer>{wire::Writer().set("url", "http://a")});
       })},
      {"challenge 202", "challenge", status(202)},
      {"challenge without a body", "challenge", no_body()},
      {"challenge without a status", "challenge", without("status")},
      {"challenge with a word that nobody knows", "challenge", with("status", "queued")},
      {"challenge with a link up", "challenge",
       header("Link", "<https://ca.example/a>;rel=\"up\"")},
      {"finalize 201", "finalize", status(201)},
      {"finalize without a body", "finalize", no_body()},
      {"finalize with Retry-After", "finalize", header("Retry-After", "3")},
      {"finalize without expires", "finalize", without("expires")},
      {"finalize with relative URLs", "finalize", relative_urls()},
      {"certificate as a file", "certificate", header("Content-Type", "application/x-pem-file")},
      {"certificate with CR and LF", "certificate", replaced("\n", "\r\n")},
      {"certificate with empty lines", "certificate",
       replaced("-----END CERTIFICATE-----\n", "-----END CERTIFICATE-----\n\n\n")},
      {"certificate without the last line end", "certificate",
       [](CaReply& reply) {
         while (reply.status < 300 && reply.body.ends_with('\n')) reply.body.pop_back();
       }},
      {"certificate after words", "certificate",
       replaced("-----BEGIN CERTIFICATE-----", "subject=/CN=a\n-----BEGIN CERTIFICATE-----")},
      {"certificate twice", "certificate",
       [](CaReply& reply) {
         if (reply.status < 300) reply.body += reply.body;
       }},
      {"one certificate in DER", "certificate",
       [](CaReply& reply) {
         if (reply.status >= 300) return;
         const auto chain = crypto::parse_chain(reply.body);
         if (!chain) return;  // an error, by another quirk
         reply.body = chain->front().der;
         reply.headers["Content-Type"] = "application/pkix-cert";
       }},
      {"certificates in PKCS7", "certificate",
       [](CaReply& reply) {
         if (reply.status >= 300) return;
         reply.body = fakes::pkcs7_of(reply.body);
         reply.headers["Content-Type"] = "application/pkcs7-mime; smime-type=certs-only";
       }},
      {"leaf last", "certificate",
       [](CaReply& reply) {
         const auto second = reply.body.find("-----BEGIN", 1);
         if (second != std::string::npos)
           reply.body = reply.body.substr(second) + reply.body.substr(0, second);
       }},
  };
  return table;
}

const std::vector<Mishap>& mishaps() {
  static const std::vector<Mishap> all = {
      {"TooFast",
       [] {
         return fakes::says({429, {{"Content-Type", "text/html"}}, "<html/>"});
       }},
      {"TooFastInJson",
       [] {
         return fakes::says({429, {}, R"({"message":"slow down"})"});
       }},
      {"Down",
       [] {
         return fakes::says({503, {{"Retry-After", "1"}}, ""});
       }},
      {"BadGateway",
       [] {
         return fakes::says({502, {}, "<html>502</html>"});
       }},
      {"Oops", [] { return fakes::says_problem(500, "serverInternal", "oops"); }},
      {"BadNonce", [] { return fakes::says_problem(400, "badNonce", "stale"); }},
      {"DropsBefore", [] { return fakes::drops_before(); }},
      {"DropsAfter", [] { return fakes::drops_after(); }},
      {"DropsInside", [] { return fakes::drops_inside(); }},
  };
  return all;
}

const std::vector<std::string>& endpoints() {
  static const std::vector<std::string> all = {"directory", "newNonce", "newAccount",
                                               "newOrder",  "order",    "authorization",
                                               "challenge", "finalize", "certificate"};
  return all;
}

void behave_as(fakes::ScriptedCa& ca, const std::vector<const Quirk*>& all) {
  std::map<std::string, std::vector<Change>> changes;
  for (const Quirk* one : all) changes[one->endpoint].push_back(one->change);
  for (const auto& [endpoint, of_it] : changes) {
    ca.always(endpoint, fakes::changed([of_it](CaReply& reply) {
                for (const Change& change : of_it) change(reply);
              }));
  }
}

}  // namespace issuance
