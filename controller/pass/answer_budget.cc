#include "pass/answer_budget.h"

namespace controller {
namespace {

std::size_t of(const auto& map, const auto& key) {
  const auto found = map.find(key);
  return found == map.end() ? 0 : found->second;
}

std::string too_many(const std::string& whose, std::size_t there, std::size_t most) {
  return whose + " have " + std::to_string(there) +
         " answers to challenges in the sidecars, of at most " + std::to_string(most) +
         ": this goes on by itself once there are fewer; orders that stay pending keep theirs";
}

}  // namespace

void AnswerBudget::note(const kube::ObjectKey& challenge, const std::string& namespace_,
                        std::size_t answers) {
  book_.with([&](Book& book) {
    const auto before = book.by_challenge.find(challenge);
    if (before != book.by_challenge.end()) {
      const auto share = book.by_namespace.find(before->second.namespace_);
      share->second -= before->second.answers;
      book.all -= before->second.answers;
      if (share->second == 0) book.by_namespace.erase(share);
      book.by_challenge.erase(before);
    }
    if (answers == 0) return;
    book.by_challenge[challenge] = {namespace_, answers};
    book.by_namespace[namespace_] += answers;
    book.all += answers;
  });
}

std::size_t AnswerBudget::size() const {
  return book_.with(
      [](const Book& book) { return book.by_challenge.size() + book.by_namespace.size(); });
}

std::string AnswerBudget::refusal(const kube::ObjectKey& challenge, const std::string& namespace_,
                                  std::size_t answers) const {
  return book_.with([&](const Book& book) -> std::string {
    const auto own = book.by_challenge.find(challenge);
    const std::size_t before = own == book.by_challenge.end() ? 0 : own->second.answers;
    const std::size_t share = of(book.by_namespace, namespace_);
    const bool is_ours = before > 0 && own->second.namespace_ == namespace_;
    if (share - (is_ours ? before : 0) + answers > kMostOfANamespace)
      return too_many("the Certificates of namespace " + namespace_, share, kMostOfANamespace);
    if (book.all - before + answers > kMost)
      return too_many("the Certificates of all namespaces", book.all, kMost);
    return "";
  });
}

}  // namespace controller
