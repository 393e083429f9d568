// Each manifest of the corpus: NAME.yaml is what cert-manager has, NAME.txt what is said of it and
// what is written. SALLYPORT_UPDATE=1 writes those anew, to be read.
#include <gmock/gmock.h>

#include <cstdlib>

#include "api/certificate.h"
#include "api/issuer.h"
#include "corpus.h"
#include "migration/planner.h"

namespace migration {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string file_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// What a person reads, then each object that is written, one a line.
std::string outcome_of(const Plan& plan) {
  std::string text = plan_text(plan) + "\n";
  for (const auto& each : plan.issuers) {
    if (!each.mapped.refused) text += our_issuer(each).text() + "\n";
  }
  for (const auto& each : plan.certificates) {
    if (!each.mapped.refused) text += our_certificate(each).text() + "\n";
  }
  for (const auto& each : plan.owners) text += each.patch.text() + "\n";
  return text;
}

TEST(CorpusTest, EachManifestBecomesWhatItsFileSays) {
  ASSERT_GE(corpus().size(), 40U);
  for (const std::string& file : corpus()) {
    const auto golden = (kCorpus / file).replace_extension(".txt");
    const std::string text = outcome_of(make_plan(read_corpus(file), kNow));
    if (std::getenv("SALLYPORT_UPDATE") != nullptr) std::ofstream(golden, std::ios::binary) << text;
    EXPECT_EQ(file_text(golden), text) << file;
  }
}

// Accepted, mapped or refused by name: what moves, and every field of it, is ours or is told of.
TEST(CorpusTest, NoFieldIsLostInSilence) {
  int looked_at = 0;
  for (const std::string& file : corpus()) {
    const Seen seen = read_corpus(file);
    const Plan plan = make_plan(seen, kNow);
    for (std::size_t i = 0; i < seen.certificates.size(); ++i) {
      const Mapped& mapped = plan.certificates[i].mapped;
      const std::string ours = mapped.spec.text();
      for (const std::string& field : fields_in(seen.certificates[i], "spec")) {
        const std::string last = field.substr(field.find_last_of('.') + 1);
        const bool is_told = std::ranges::any_of(mapped.findings, [&](const Finding& each) {
          return field.starts_with(each.field) && !each.field.empty();
        });
        const Row* row = row_of(Kind::kCertificate, field);
        const bool is_usual = row != nullptr && row->verdict == Verdict::kByValue;
        EXPECT_TRUE(is_told || is_usual || ours.find("\"" + last + "\"") != ours.npos)
            << file << ": " << field;
        ++looked_at;
      }
    }
  }
  EXPECT_GT(looked_at, 150);
}

// What is written can be read as what the controller reads.
TEST(CorpusTest, WhatIsWrittenIsReadAsOurs) {
  for (const std::string& file : corpus()) {
    const Plan plan = make_plan(read_corpus(file), kNow);
    for (const auto& each : plan.certificates) {
      if (each.mapped.refused) continue;
      const auto ours = api::read_certificate(our_certificate(each).object());
      EXPECT_EQ(ours.meta.key(), each.mapped.key) << file;
      EXPECT_EQ(ours.spec.issuer.text(), each.issuer) << file;
      EXPECT_THAT(
          ours.meta.labels,
          Not(testing::Contains(testing::Pair("app.kubernetes.io/managed-by", testing::_))));
    }
    for (const auto& each : plan.issuers) {
      if (each.mapped.refused) continue;
      EXPECT_FALSE(api::read_issuer(our_issuer(each).object()).spec.solvers.empty()) << file;
    }
  }
}

TEST(FieldsTest, ARowIsAboutItsFieldAndAllBelow) {
  EXPECT_EQ(row_of(Kind::kCertificate, "spec.subject.countries")->field, "spec.subject");
  EXPECT_EQ(row_of(Kind::kCertificate, "spec.subjects"), nullptr);
  EXPECT_EQ(row_of(Kind::kIssuer, "spec.acme.solvers[].dns01.route53.region")->field,
            "spec.acme.solvers[].dns01");
  EXPECT_EQ(row_of(Kind::kAnnotation, "cert-manager.io/subject-countries")->field,
            "cert-manager.io");
  EXPECT_EQ(row_of(Kind::kIssuer, "spec.subject"), nullptr);
}

TEST(FieldsTest, EachRowThatChangesSomethingSaysWhy) {
  for (const Row& row : rows()) {
    EXPECT_TRUE(row.verdict == Verdict::kKept || !row.why.empty()) << row.field;
  }
}

TEST(FieldsTest, FieldsAreFoundWithTheirPaths) {
  const auto object =
      wire::Object::parse(R"({"spec":{"a":[{"b":1},{"c":{"d":"x"}}],"e":["f"],"g":{},"h":null}})");
  EXPECT_THAT(fields_in(object, "spec"),
              testing::ElementsAre("spec.a[].b", "spec.a[].c.d", "spec.e", "spec.g"));
}

// The page has the tables of this very code. SALLYPORT_UPDATE=1 writes them.
TEST(FieldsTest, ThePageHasTheTable) {
  const std::filesystem::path page = SALLYPORT_SOURCE "/docs/from-cert-manager.md";
  std::string text = file_text(page);
  for (const auto& [kind, name] :
       {std::pair{Kind::kCertificate, "certificates"}, std::pair{Kind::kIssuer, "issuers"},
        std::pair{Kind::kAnnotation, "annotations"}}) {
    const std::string begin = std::string("<!-- table of ") + name + " -->\n";
    const std::string end = "<!-- end -->\n";
    const std::size_t from = text.find(begin);
    ASSERT_NE(from, text.npos) << name;
    const std::size_t start = from + begin.size();
    const std::size_t to = text.find(end, start);
    ASSERT_NE(to, text.npos) << name;
    if (std::getenv("SALLYPORT_UPDATE") != nullptr) {
      text.replace(start, to - start, table_text(kind));
      std::ofstream(page, std::ios::binary) << text;
    } else {
      EXPECT_EQ(text.substr(start, to - start), table_text(kind)) << name;
    }
  }
}

// tests/migration/fields.txt lists all that cert-manager's CustomResourceDefinitions have; the
// cluster case `migration` holds it against them.
TEST(FieldsTest, EveryFieldOfTheirDefinitionsHasARow) {
  std::ifstream list(SALLYPORT_SOURCE "/tests/migration/fields.txt");
  std::string kind;
  std::string field;
  int count = 0;
  while (list >> kind >> field) {
    EXPECT_NE(row_of(kind == "Certificate" ? Kind::kCertificate : Kind::kIssuer, field), nullptr)
        << kind << " " << field;
    ++count;
  }
  EXPECT_GT(count, 90);
}

}  // namespace
}  // namespace migration
