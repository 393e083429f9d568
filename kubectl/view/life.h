// The life of one Certificate as a timeline: what was done, at which step it is, what comes next;
// the CA's last words, the next try, and what a person can do. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/certificate.h"
#include "api/challenge.h"
#include "api/issuer.h"
#include "view/words.h"

namespace kubectl {

// An Event of events.k8s.io/v1.
struct EventSeen {
  base::WallTime time;  // the last time that it happened
  bool warning = false;
  std::string reason;
  std::string note;
};
// Throws wire::Malformed.
EventSeen read_event(const wire::Object& object);

// What can be seen of it. What may not be read, or does not exist, is absent.
struct Life {
  api::Certificate certificate;
  std::optional<api::Issuer> issuer;        // of spec.issuerRef, or of the CA that was asked last
  std::optional<api::Challenge> challenge;  // the answers of the order under way
  std::vector<EventSeen> events;            // of the Certificate and its issuer
};

std::string life_text(const Life& life, base::WallTime now, const Paint& paint);

// The shortest answer: one line, and one more where a person can do something.
std::string why_text(const Life& life, base::WallTime now, const Paint& paint);

}  // namespace kubectl
