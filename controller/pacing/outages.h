// Outages: which CAs do not answer, so that they are not asked in vain: while one is down, all
// certificates of all its issuers wait; when the wait is over one of them asks, and the others go
// on once that was answered.
//
// A CA is known by its directory's URL, by the roots that it is trusted by, and by the way there:
// who trusts the wrong roots must not make others wait, and what a namespace's own Issuer may not
// connect to, a ClusterIssuer may reach through a proxy. Of all that a hash is kept. Only in
// memory: a restart asks once, and so does whoever comes a day after the last trouble. Of more
// than kMostCas at a time, those are forgotten that may be asked soonest. Any thread.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "api/issuer.h"
#include "base/clock.h"
#include "base/guarded.h"
#include "kube_objects/object.h"

namespace controller {

class Outages {
 public:
  struct Wait {
    base::Millis pause;
    std::string why;  // the same for as long as the outage lasts
  };
  struct Trouble {
    bool whole = false;     // of the CA, not perhaps of what was asked for
    base::Millis asked{0};  // how long the CA would have us wait, within bounds
    std::string why;
  };

  static constexpr std::size_t kMostCas = 1'000;

  // A hash.
  static std::string ca_of(const api::Issuer& issuer);

  // Nothing: `who` may ask now. After an outage that makes it the one that tries, until it has
  // told what came of it or gives it back.
  std::optional<Wait> wait(const std::string& ca, const kube::ObjectKey& who, base::MonoTime now);
  void give_back(const std::string& ca, const kube::ObjectKey& who);

  // All wait at once for whole troubles, and at the third in a row for others. How long; zero when
  // they need not.
  base::Millis failed(const std::string& ca, const Trouble& trouble, base::MonoTime now);
  void answered(const std::string& ca);
  // Troubles in a row, up to now.
  int failures(const std::string& ca) const;
  // All wait, or might try again only now: who can ask another CA does. A minute after the wait it
  // is worth a try again.
  bool is_down(const std::string& ca, base::MonoTime now) const;
  std::size_t size() const;

 private:
  struct Outage {
    int failures = 0;
    base::MonoTime last{};  // trouble
    bool open = false;      // all wait until then, and then for the one that tries
    base::MonoTime until{};
    std::optional<kube::ObjectKey> probe;
    std::string why;
  };
  using Book = std::map<std::string, Outage>;
  static void make_room(Book& book, base::MonoTime now);

  base::Guarded<Book> outages_;
};

}  // namespace controller
