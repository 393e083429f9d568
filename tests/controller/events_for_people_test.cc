// What only a person can end is a warning Event, once each time that it begins.
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

}  // namespace
