// What CAs do that RFC 8555 leaves open or does not say, as their users report it: one row each,
// for a first certificate and for its renewal. And each CA as a whole: all its rows together.
#include <gmock/gmock.h>

#include "ca_quirks.h"
#include "issuance_bed.h"

namespace {

using namespace issuance;

class Quirks : public Bed {
 protected:
  // The first certificate, and its renewal.
  void goes_well(int orders_for_each = 1) {
    apply_certificate();
    work(std::chrono::minutes(5));
    EXPECT_TRUE(is_issued()) << condition(api::kIssuing).message
                             << issuer_condition(api::kReady).message;
    const std::string first = tls_secret();
    annotate("sallyport.dev/renew", "1");
    work(std::chrono::minutes(5));
    EXPECT_NE(tls_secret(), first) << condition(api::kIssuing).message;
    EXPECT_LE(ca_.count("newOrder"), 2 * orders_for_each);
    EXPECT_EQ(issuer_condition(api::kReady).status, "True");
  }
};

TEST_F(Quirks, ThereAreMoreThanSixty) { EXPECT_GE(quirks().size(), 60U); }

// The answer to one of them is in the sidecars.
TEST_F(Quirks, DF22_OfSeveralHttp01ChallengesOneIsAnswered) {
  ca_.always("authorization", fakes::changed([this](fakes::CaReply& reply) {
               if (reply.status >= 300 || reply.body.empty()) return;
               const auto object = wire::Object::parse(reply.body);
               std::vector<wire::Writer> all;
               for (const auto& one : object.objects("challenges")) all.emplace_back(one);
               all.push_back(wire::Writer()
                                 .set("type", "http-01")
                                 .set("status", "pending")
                                 .set("url", ca_.url("/challenge/another"))
                                 .set("token", std::string(43, 'B')));
               reply.body = wire::Writer(object).set("challenges", all).text();
             }));
  goes_well();
  for (const auto& request : ca_.requests()) EXPECT_NE(request.id, "another");
}

class EachQuirk : public Quirks, public testing::WithParamInterface<std::size_t> {};

TEST_P(EachQuirk, IsBorne) {
  behave_as(ca_, {&quirks()[GetParam()]});
  goes_well();
}

std::string words_of(std::string name) {
  std::erase_if(name, [](char c) { return c == ','; });
  std::ranges::replace_if(
      name, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Of, EachQuirk, testing::Range(std::size_t{0}, quirks().size()),
                         [](const auto& row) { return words_of(quirks()[row.param].name); });

// ---- Each CA, as its users report it.

struct CaProfile {
  std::string name;
  std::vector<std::string> quirks;
};

const std::vector<CaProfile> kCas = {
    {"Boulder",
     {"an entry that warns of fixed lists", "account with its key",
      "account with the address of the client", "account without contacts", "a link to terms",
      "order with Retry-After", "challenges with records of the validation",
      "other challenges first", "challenge with a link up", "finalize with Retry-After"}},
    {"ZeroSSL", {"no keyChange", "order with Retry-After", "authorization without expires"}},
    {"Google",
     {"account without contacts", "new order with Retry-After", "order with dates", "newAuthz"}},
    {"SSLcom", {"no keyChange", "order with null for an error", "http-01 twice"}},
    {"DigiCert", {"order 200", "newNonce 204", "account 200", "finalize without expires"}},
    {"Sectigo", {"account with an odd list of orders", "order with a certificate of no name"}},
    {"Buypass", {"account without contacts", "certificate without the last line end"}},
    {"Actalis", {"no keyChange", "no meta", "order without expires"}},
    {"GoDaddy", {"order that never expires", "read order without expires", "finalize 201"}},
    {"StepCa", {"no meta", "newNonce 204", "authorization with wildcard false"}},
    {"Ejbca", {"account by a relative Location", "certificate with CR and LF", "leaf last"}},
    {"Nexus", {"challenges without a status", "challenge without a status"}},
    {"Acme2certifier",
     {"newAuthz", "order without expires", "challenge without a body", "certificate as a file"}},
    {"Dogtag", {"account without a body", "order as text", "certificate after words"}},
    {"Serles", {"account with an odd list of orders", "relative endpoints", "finalize 201"}},
};

const Quirk* quirk(const std::string& name) {
  const auto found = std::ranges::find(quirks(), name, &Quirk::name);
  return found == quirks().end() ? nullptr : &*found;
}

class EachCa : public Quirks, public testing::WithParamInterface<std::size_t> {};

TEST_P(EachCa, IssuesAndRenews) {
  std::vector<const Quirk*> all;
  for (const std::string& name : kCas[GetParam()].quirks) {
    ASSERT_NE(quirk(name), nullptr) << name;
    all.push_back(quirk(name));
  }
  behave_as(ca_, all);
  goes_well();
}

INSTANTIATE_TEST_SUITE_P(Of, EachCa, testing::Range(std::size_t{0}, kCas.size()),
                         [](const auto& row) { return kCas[row.param].name; });

// ---- What happens to any request once: it costs no certificate, and no more than one order.

class OnceEverywhere : public Quirks,
                       public testing::WithParamInterface<std::tuple<std::size_t, std::size_t>> {};

TEST_P(OnceEverywhere, CostsNoCertificate) {
  const auto [mishap, endpoint] = GetParam();
  ca_.at(endpoints()[endpoint], 1, mishaps()[mishap].trick());
  goes_well(2);
}

INSTANTIATE_TEST_SUITE_P(Of, OnceEverywhere,
                         testing::Combine(testing::Range(std::size_t{0}, mishaps().size()),
                                          testing::Range(std::size_t{0}, endpoints().size())),
                         [](const auto& row) {
                           return mishaps()[std::get<0>(row.param)].name + "_" +
                                  endpoints()[std::get<1>(row.param)];
                         });

}  // namespace
