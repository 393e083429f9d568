// What c-ares brings, as an Answer. For this room alone. Pure.
#pragma once

#include <span>

#include "dns/answer.h"

namespace dns {

Outcome outcome_of(int status);  // of c-ares, but success
Answer read_reply(Type type, std::span<const unsigned char> message);

}  // namespace dns
