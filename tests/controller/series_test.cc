// What is shown of metrics is bounded by what exists: a tenant who makes and deletes objects under
// ever new names, and a CA that answers with ever new words, leave no series behind. What is left
// of a CA's limits has a series for each issuer and limit, whatever the domains.

#include "controller/issuance_bed.h"

namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

using Texts = std::set<std::string>;

class Series : public issuance::Bed {
 protected:
  void apply_for(const std::string& id, const std::string& server = "") {
    apply_issuer("ca-" + id, ca_, [&](wire::Writer& acme) {
      if (!server.empty()) acme.set("server", server);
    });
    apply_named("web-" + id, {"host-" + id + ".example"}, [&](wire::Writer& spec) {
      spec.set("issuerRef", wire::Writer().set("name", "ca-" + id));
    });
    work();
  }
  void remove(const std::string& id) {
    api_.remove(api::kCertificates, {"team", "web-" + id});
    api_.remove(api::kIssuers, {"team", "ca-" + id});
    work();
  }
  // One that is issued, one that its CA refuses, one whose name it cannot validate, and one whose
  // CA there is not.
  void live(const std::string& id) {
    apply_for("good-" + id);
    EXPECT_TRUE(is_issued("web-good-" + id));
    EXPECT_THAT(program_->series(), Contains(HasSubstr("web-good-" + id)));
    ca_.always("newOrder", fakes::says_problem(400, "type-" + id, "words-" + id));
    apply_for("refused-" + id);
    ca_.behave();
    const auto good = ca_.desk([](fakes::Desk& desk) { return desk.settings.validate; });
    validate_by([&](const auto&) { return fakes::problem_json("type-" + id, "words-" + id); });
    apply_for("invalid-" + id);
    validate_by(good);
    apply_for("nowhere-" + id, "https://127.0.0.1:1/directory-" + id);
    for (const char* kind : {"good-", "refused-", "invalid-", "nowhere-"}) remove(kind + id);
  }
  void validate_by(const std::function<std::optional<wire::Writer>(const fakes::Asked&)>& judge) {
    ca_.desk([&](fakes::Desk& desk) { desk.settings.validate = judge; });
  }
};

TEST_F(Series, NothingIsLeftOfObjectsThatAreGoneWhateverTheirNamesAndTheWordsOfTheirCa) {
  live("0");
  const Texts before = program_->series();
  for (int i = 1; i <= 5; ++i) live(std::to_string(i));
  const Texts after = program_->series();
  Texts more;
  std::set_difference(after.begin(), after.end(), before.begin(), before.end(),
                      std::inserter(more, more.end()));
  EXPECT_THAT(more, IsEmpty());
}

class LimitsLeft : public issuance::Bed {
 protected:
  LimitsLeft() {
    apply_issuer([](wire::Writer& acme) {
      const auto limit = [](int count) {
        return wire::Writer().set("count", count).set("period", "1h");
      };
      acme.set("rateLimits", wire::Writer()
                                 .set("ordersPerAccount", limit(9))
                                 .set("certificatesPerRegisteredDomain", limit(5)));
    });
  }
  std::vector<std::string> left() {
    const std::string of =
        "sallyport_issuer_limit_left{issuer_kind=\"Issuer\",issuer_name=\"ca\","
        "namespace=\"team\",limit=";
    std::vector<std::string> found;
    std::istringstream text(program_->exposition());
    for (std::string line; std::getline(text, line);) {
      if (line.starts_with("sallyport_issuer_limit_left")) {
        EXPECT_THAT(line, StartsWith(of));
        found.push_back(line.substr(of.size()));
      }
    }
    return found;
  }
};

TEST_F(LimitsLeft, AreThoseOfTheAccountAndOfTheDomainWithTheFewest) {
  EXPECT_THAT(left(),
              ElementsAre("\"ordersPerAccount\"} 9", "\"certificatesPerRegisteredDomain\"} 5"));
  apply_named("one", {"a.shop.example"});
  apply_named("two", {"b.shop.example", "c.other.example"});
  work();
  ASSERT_TRUE(is_issued("two"));
  EXPECT_THAT(left(),
              ElementsAre("\"ordersPerAccount\"} 7", "\"certificatesPerRegisteredDomain\"} 3"));
  start();
  EXPECT_THAT(left(),
              ElementsAre("\"ordersPerAccount\"} 7", "\"certificatesPerRegisteredDomain\"} 3"))
      << "they are known after a restart";
}

TEST_F(LimitsLeft, OfAnIssuerThatIsGoneThereAreNone) {
  api_.remove(api::kIssuers, {"team", "ca"});
  EXPECT_THAT(left(), IsEmpty());
}

}  // namespace
