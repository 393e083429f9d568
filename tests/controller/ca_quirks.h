// What CAs do that RFC 8555 leaves open or does not say, as their users report it, one row each;
// and what may happen to any request once. For a ScriptedCa.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "fakes/ca/scripted_ca.h"
#include "fakes/ca/tricks.h"

namespace issuance {

struct Quirk {
  std::string name;
  std::string endpoint;
  std::function<void(fakes::CaReply&)> change;
};
const std::vector<Quirk>& quirks();

// It costs no certificate, and no more than one order.
struct Mishap {
  std::string name;
  std::function<fakes::Trick()> trick;
};
const std::vector<Mishap>& mishaps();

// Those that a certificate needs.
const std::vector<std::string>& endpoints();

// All quirks of an endpoint, one after the other.
void behave_as(fakes::ScriptedCa& ca, const std::vector<const Quirk*>& all);

}  // namespace issuance
