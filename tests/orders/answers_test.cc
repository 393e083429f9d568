#include "orders/answers.h"

#include <gmock/gmock.h>

namespace controller {
namespace {

constexpr base::WallTime kNow{std::chrono::hours(24 * 365 * 56)};

acme::Identifier dns(const std::string& name) { return {acme::Identifier::Type::kDns, name}; }

acme::Authorization pending(const std::string& name, char of) {
  const acme::Challenge http01{
      "http-01", "https://ca.example/c", std::string(43, of), "pending", {}};
  return {"https://ca.example/a", dns(name), "pending", {http01}, {}};
}

std::vector<std::string> hosts_and_tokens(const std::vector<api::Answer>& answers) {
  std::vector<std::string> all;
  for (const api::Answer& answer : answers) all.push_back(answer.host + " " + answer.token[0]);
  return all;
}

class OrderAnswers : public testing::Test {
 protected:
  std::vector<std::string> answered(const std::vector<acme::Identifier>& wanted) const {
    return hosts_and_tokens(answers_for(progress_, wanted, key_, kNow));
  }
  Progress progress_;
  const crypto::PrivateKey key_ = crypto::PrivateKey::generate({});
};

TEST_F(OrderAnswers, AreForEachNameThatIsStillToBeProved) {
  progress_.to_validate = {pending("a.example", 'a'), pending("b.example", 'b')};
  EXPECT_THAT(answered({dns("a.example"), dns("b.example")}),
              testing::ElementsAre("a.example a", "b.example b"));
}

TEST_F(OrderAnswers, ANameThatIsProvedHasOneToWhichARedirectMayLead) {
  progress_.to_validate = {pending("www.example", 'w')};
  EXPECT_THAT(answered({dns("apex.example"), dns("www.example")}),
              testing::ElementsAre("www.example w", "apex.example w"));
  progress_.to_validate.clear();
  EXPECT_THAT(answered({dns("apex.example")}), testing::IsEmpty());
}

}  // namespace
}  // namespace controller
