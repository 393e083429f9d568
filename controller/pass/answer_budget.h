// AnswerBudget: how many answers stand in Challenges, for each namespace and in all. Every replica
// of the sidecar keeps all of them in memory, so a tenant whose Certificates leave their orders
// pending must not fill it. Any thread.
//
// An answer takes up to 1 KiB in a sidecar: 20,000 are 20 MiB of the 64 that the chart allows. They
// go 60 s after an issuance, so 5,000 are some 80 certificates a second of one namespace.
#pragma once

#include <map>
#include <string>

#include "base/guarded.h"
#include "kube_objects/object.h"

namespace controller {

class AnswerBudget {
 public:
  static constexpr std::size_t kMostOfANamespace = 5'000;
  static constexpr std::size_t kMost = 20'000;

  // The Challenge has that many answers for a Certificate of that namespace; 0: it is gone.
  void note(const kube::ObjectKey& challenge, const std::string& namespace_, std::size_t answers);

  // Why the Challenge cannot have that many answers now, or "".
  std::string refusal(const kube::ObjectKey& challenge, const std::string& namespace_,
                      std::size_t answers) const;

  std::size_t size() const;  // Challenges and namespaces that are kept

 private:
  struct Entry {
    std::string namespace_;
    std::size_t answers = 0;
  };
  struct Book {
    std::map<kube::ObjectKey, Entry> by_challenge;
    std::map<std::string, std::size_t> by_namespace;
    std::size_t all = 0;
  };
  base::Guarded<Book> book_;
};

}  // namespace controller
