// A builder of Observed for readable cases: a Certificate team-a/web for www.example.com, whose
// ready issuer has a solver, and nothing else. Each method adds one thing.
#pragma once

#include <memory>

#include "api/reasons.h"
#include "lifecycle/observed.h"

namespace fakes {

inline const base::WallTime kToday{std::chrono::sys_days(std::chrono::year(2026) / 11 / 24)};
constexpr std::chrono::hours kDay{24};

inline acme::Identifier dns_name(const std::string& name) {
  return {acme::Identifier::Type::kDns, name};
}

class ObservedBuilder {
 public:
  ObservedBuilder() {
    certificate_.meta.name = "web";
    certificate_.meta.namespace_ = "team-a";
    certificate_.meta.uid = "uid-1";
    certificate_.meta.generation = 1;
    certificate_.status.observed_generation = 1;
    certificate_.spec.secret_name = "web-tls";
    certificate_.spec.dns_names = {"www.example.com"};
    certificate_.spec.issuer = {"le", "Issuer"};
    seen_.wanted = {dns_name("www.example.com")};
    seen_.asked = {"le", "Issuer"};
    seen_.issuer = lifecycle::IssuerState::kReady;
    seen_.account = "https://ca/a/1";
    seen_.look.state = lifecycle::LookSeen::State::kPassed;
  }

  // A certificate of 90 days that has this much of its life left.
  ObservedBuilder& stored(std::chrono::hours left) {
    records::StoredCertificate have;
    have.dns_names = {"www.example.com"};
    have.not_after = kToday + left;
    have.not_before = have.not_after - 90 * kDay;
    have.key_matches = true;
    have.issuer = "Issuer/le";
    seen_.stored = have;
    seen_.secret = lifecycle::SecretState::kOurs;
    return *this;
  }
  ObservedBuilder& order(acme::OrderStatus status) {
    certificate_.status.order =
        api::OrderRecord{"https://ca/o/1", "https://ca/a/1", "DoesNotExist", "", kToday};
    lifecycle::OrderSeen order;
    order.fetched = true;
    order.status = status;
    order.identifiers = seen_.wanted;
    seen_.order = order;
    seen_.key_in_place = true;
    return *this;
  }
  ObservedBuilder& failed(base::Millis next_try_in) {
    api::Failure failure;
    failure.attempts = 1;
    failure.reason = api::kOrderFailed;
    failure.message = "newOrder: refused";
    failure.at = kToday;
    failure.next_try = kToday + next_try_in;
    failure.generation = certificate_.meta.generation;
    certificate_.status.failure = failure;
    return *this;
  }
  ObservedBuilder& with(auto&& change) {
    change(seen_, certificate_);
    return *this;
  }

  lifecycle::Observed build() const {
    lifecycle::Observed seen = seen_;
    seen.certificate = std::make_shared<api::Certificate>(certificate_);
    return seen;
  }

 private:
  api::Certificate certificate_;
  lifecycle::Observed seen_;
};

}  // namespace fakes
