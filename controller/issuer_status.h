// What the statuses of issuers say, and how it is written. Any thread.
#pragma once

#include <stop_token>
#include <string>
#include <string_view>

#include "controller/pass.h"

namespace controller {

// "Issuer team/ca", for logs.
std::string name_of(const api::Issuer& issuer);

// The condition of this type becomes True or False.
void put_condition(api::Issuer& issuer, std::string_view type, bool holds, std::string_view reason,
                   const std::string& message, base::WallTime now);

// Writes the status, decided from the object as it was seen; what is there now goes into the store.
kube::Result<void> write_issuer(World& world, const api::Issuer& issuer, std::stop_token stop);

// Whether an order's error may mean that the account is not what it was.
bool doubts_account(const acme::Error& error);

// Has the issuer's account looked up anew, or made again, before anything else is asked of the CA.
// False: that was done a moment ago, and the error is about something else.
bool look_up_anew(const Pass& pass, const acme::Error& error);

}  // namespace controller
