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

}  // namespace
