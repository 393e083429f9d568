// What only a person can end: it is a warning Event, once each time that it begins, and the CA is
// not asked meanwhile.
#include <gmock/gmock.h>

#include "account_bed.h"

namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class EventsForPeople : public issuance::AccountBed {
 protected:
  std::vector<std::string> all_events() {
    api_.on_change({});
    program_.reset();  // it tells what it has to tell first
    return api_.notes();
  }
};

TEST_F(EventsForPeople, OnACertificateWhoseIssuerDoesNotExist) {
  apply_certificate({"a.example"}, [](wire::Writer& spec) {
    spec.set("issuerRef", wire::Writer().set("name", "nobody").set("kind", "Issuer"));
  });
  work(std::chrono::hours(1));
  const auto events = all_events();
  EXPECT_THAT(events, Contains(HasSubstr("Issuer nobody does not exist: create it")));
  EXPECT_THAT(events, SizeIs(1));
}

TEST_F(EventsForPeople, OnAnIssuerWhoseServerIsNoCa) {
  ca_.always("directory", fakes::says({200, {}, "{\"hello\":\"world\"}"}));
  work(std::chrono::hours(1));
  EXPECT_EQ(ready_reason(), api::kNotAnAcmeServer);
  const auto events = all_events();
  EXPECT_THAT(events, Contains(HasSubstr("not an ACME directory")));
  EXPECT_THAT(events, SizeIs(1));
}

TEST_F(EventsForPeople, OnAnIssuerWhoseProfileTheCaDoesNotList) {
  apply_issuer([](wire::Writer& acme) { acme.set("profile", "nowhere"); });
  work(std::chrono::hours(20));
  EXPECT_EQ(issuer_condition(api::kProfileNotOffered).status, "True");
  const auto events = all_events();
  EXPECT_THAT(events, Contains(HasSubstr("change spec.acme.profile of the issuer")));
  EXPECT_THAT(events, SizeIs(1));
}

TEST_F(EventsForPeople, OnAnIssuerWhoseKeyTheCaDoesNotChange) {
  ca_.always("directory", fakes::changed([](fakes::CaReply& reply) {
               wire::Writer without(wire::Object::parse(reply.body));
               without.remove("keyChange");
               reply.body = without.text();
             }));
  work();
  annotate_issuer("sallyport.dev/rollover-account-key", "2026-11-24");
  work(std::chrono::hours(1));
  EXPECT_EQ(issuer_condition(api::kAccountKeyChanged).reason, api::kAccountKeyKept);
  const auto events = all_events();
  EXPECT_THAT(events, Contains(HasSubstr("the key of the account stays")));
  EXPECT_THAT(events, SizeIs(1));
}

TEST_F(EventsForPeople, NotOfWhatEndsByItself) {
  ca_.always("directory", fakes::drops_before());
  work(std::chrono::hours(1));
  EXPECT_EQ(ready_reason(), api::kCaUnreachable);
  EXPECT_THAT(all_events(), IsEmpty());
}

TEST_F(EventsForPeople, TR21_ACaThatWantsAContactIsNotAskedAgainBeforeThereIsOne) {
  apply_issuer([](wire::Writer& acme) { acme.remove("email"); });
  ca_.always("newAccount", [](fakes::Turn& turn) {
    const std::string& payload = turn.request.jws->payload;
    const bool good = payload.find("onlyReturn") != std::string::npos ||
                      payload.find("mailto:") != std::string::npos;
    if (good) return turn.send(turn.serve());
    fakes::says_problem(400, "malformed", "Accounts must have at least one contact.")(turn);
  });
  EXPECT_GE(asked_within_hours(), 1);
  EXPECT_EQ(asked_within_hours(), 0);
  EXPECT_EQ(ready_reason(), api::kAccountRefused);
  EXPECT_TRUE(is_stalled());
  EXPECT_THAT(ready_message(), HasSubstr("at least one contact."));
  EXPECT_THAT(ready_message(), HasSubstr("set spec.acme.email"));
  apply_issuer();
  work();
  EXPECT_TRUE(is_ready()) << ready_message();
}

// Its directory does not say so beforehand.
TEST_F(EventsForPeople, A8_ACaThatTellsAStrangerSoLaterIsToldOfAsTheSame) {
  refuse_every_new_account("externalAccountRequired");
  work();
  EXPECT_EQ(ready_reason(), api::kExternalAccountRequired);
  EXPECT_THAT(ready_message(), HasSubstr("a person must go there"));
  EXPECT_THAT(ready_message(), HasSubstr("set spec.acme.externalAccountBinding"));
  EXPECT_TRUE(is_stalled());
  EXPECT_EQ(asked_within_hours(), 0);
}

// What the woken user reads beside it.
TEST_F(EventsForPeople, WhatIsNotGivenUpSaysWhereToReadOn) {
  ca_.always("directory", fakes::says({200, {}, "{\"hello\":\"world\"}"}));
  apply_certificate();
  work();
  EXPECT_THAT(issuer_condition(api::kStalled).message, HasSubstr("the condition Ready says"));
  EXPECT_THAT(condition(api::kStalled).message, HasSubstr("the condition Issuing says"));
  EXPECT_THAT(ready_message(), HasSubstr("name the URL of the CA's directory"));
  ca_.behave();
  work(std::chrono::hours(1));
  EXPECT_EQ(issuer_condition(api::kStalled).message, "nothing is given up");
  EXPECT_EQ(condition(api::kStalled).message, "nothing for a person to do");
}

TEST_F(EventsForPeople, OnAnIssuerWhoseBundleIsNotTheCas) {
  const fakes::TlsAuthority stranger;
  apply_issuer(
      [&](wire::Writer& acme) { acme.set("caBundle", base::base64(stranger.certificate_pem())); });
  work(std::chrono::hours(1));
  EXPECT_EQ(ready_reason(), api::kServerNotTrusted) << ready_message();
  const auto events = all_events();
  EXPECT_THAT(events, Contains(HasSubstr("no certificate in spec.acme.caBundle is its root")));
  EXPECT_THAT(events, SizeIs(1));
}

// An account that is refused is no matter of names.
TEST_F(EventsForPeople, OfAProfileThatIsNotOfferedNoNameIsBlamed) {
  apply_issuer([](wire::Writer& acme) { acme.set("profile", "nowhere"); });
  apply_certificate();
  work(base::Seconds(30));
  EXPECT_EQ(condition(api::kIssuing).reason, api::kProfileNotOffered);
  EXPECT_THAT(condition(api::kIssuing).message, testing::Not(HasSubstr("it was asked for")));
}

TEST_F(EventsForPeople, TheCasOwnWordsAreSaidOnce) {
  const auto refused = fakes::problem_json("unauthorized", "the answer is not the right one");
  ca_.desk([&](fakes::Desk& desk) {
    desk.settings.validate = [=](const fakes::Asked&) { return std::optional(refused); };
  });
  ca_.always("order", fakes::changed([=](fakes::CaReply& reply) {
               if (reply.status >= 300) return;
               const auto order = wire::Object::parse(reply.body);
               if (order.text_or("status", "") == "invalid")
                 reply.body = wire::Writer(order).set("error", refused).text();
             }));
  apply_certificate();
  work(base::Seconds(30));
  const std::string told = condition(api::kIssuing).message;
  EXPECT_THAT(told, HasSubstr("not the right one"));
  EXPECT_EQ(fakes::said_twice(told), "");
}

}  // namespace
