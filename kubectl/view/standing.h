// Standing: how a Certificate stands, by its conditions: what all commands say of it. Pure; any
// thread.
#pragma once

#include <optional>
#include <string>

#include "api/certificate.h"
#include "kube_objects/object.h"
#include "view/words.h"

namespace kubectl {

struct Standing {
  enum class Kind {
    kUnseen,    // no controller has looked at it, or not at its last change
    kReady,     // and nothing is wanted
    kRenewing,  // ready, and another one is on its way
    kIssuing,   // not ready, and on its way
    kHindered,  // something is in the way that the controller watches, or tries again
    kStalled,   // only a person can help
  };
  Kind kind = Kind::kUnseen;
  bool ready = false;  // the Secret serves
  std::string reason;  // of the condition that says most
  std::string message;
};

Standing standing_of(const api::Certificate& certificate);

std::string_view word_of(Standing::Kind kind);  // "ready", "hindered", ...
Colour colour_of(const Standing& standing);

// Whether a person should read of it.
bool is_trouble(Standing::Kind kind);

// What a person can do about a condition's reason, of the Certificate of that name or of its
// issuer; "" where nothing.
std::string advice_for(std::string_view reason, const std::string& name);

}  // namespace kubectl
