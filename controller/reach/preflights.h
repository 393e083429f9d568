// Preflights: the looks at the names of each Certificate before its order, as they stand: due,
// under way, found, waiting for the next one, or passed. The looking is done by a crew of its own,
// since a dead name takes seconds and the workers have others to serve; whoever asked is woken.
// A look that comes to nothing faster than StrangerPace allows keeps its thread of its namespace
// for a while longer.
//
// Only in memory: a restart looks again. It remembers, too, the hosts of a Certificate that a CA
// could not connect to although all was well from inside. Any thread.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/crew.h"
#include "base/guarded.h"
#include "kube_objects/object.h"
#include "lifecycle/observed.h"
#include "preflight/validator.h"
#include "reach/stranger_pace.h"

namespace controller {

class Preflights {
 public:
  using Reports = std::map<std::string, preflight::Report>;  // by host

  // `wake` is called, from a thread of the crew, when something was found for a Certificate.
  Preflights(const preflight::Validator& validator, const base::Clock& clock,
             std::function<void(const kube::ObjectKey&)> wake);

  // Where the look stands. `subject` is all that it depends on: of another one nothing is known.
  lifecycle::LookSeen seen(const kube::ObjectKey& certificate, const std::string& subject) const;
  // By the last look that was finished, or so far.
  Reports found(const kube::ObjectKey& certificate) const;

  // What follows is about this subject; how long it has been looked at.
  base::Millis begin(const kube::ObjectKey& certificate, const std::string& subject);
  void look(const kube::ObjectKey& certificate, const std::vector<preflight::Question>& questions,
            const preflight::CaaSubject& caa);
  void look_again_after(const kube::ObjectKey& certificate, base::Millis pause);
  // `doubt`: what is worth telling nevertheless, or "".
  void pass(const kube::ObjectKey& certificate, const std::string& doubt);
  std::string doubt(const kube::ObjectKey& certificate) const;
  void forget(const kube::ObjectKey& certificate);
  // It is gone.
  void forget_all_of(const kube::ObjectKey& certificate);

  // A CA could not connect to the host, or could.
  void outside_fails(const kube::ObjectKey& certificate, const std::string& host);
  void outside_works(const kube::ObjectKey& certificate, const std::string& host);

  // Certificates of which something is kept; what was dropped is looked at again.
  static constexpr std::size_t kMost = 100'000;
  // Of one Certificate, which has 120 names at most; more are of earlier specs.
  static constexpr std::size_t kMostHosts = 240;
  std::size_t size() const;

 private:
  using State = lifecycle::LookSeen::State;
  struct Look {
    std::string subject;
    State state = State::kDue;
    base::MonoTime begun;
    base::MonoTime due;      // kWaits
    base::MonoTime passed;   // kPassed
    std::size_t left = 0;    // kRunning: names not looked at yet
    std::size_t number = 0;  // of this look, so that a late answer to an earlier one is dropped
    Reports found;
    std::string doubt;
  };
  struct Book {
    std::map<kube::ObjectKey, Look> looks;
    std::map<kube::ObjectKey, std::set<std::string>> unseen_hosts;

    Look& look_of(const kube::ObjectKey& certificate);
    std::size_t looked = 0;
  };

  void take(const kube::ObjectKey& certificate, std::size_t number, const std::string& host,
            preflight::Report report);

  const preflight::Validator& validator_;
  const base::Clock& clock_;
  const std::function<void(const kube::ObjectKey&)> wake_;
  StrangerPace pace_;
  base::Guarded<Book> book_;
  base::Crew crew_;  // last, so that it ends first
};

}  // namespace controller
