// What the statuses of issuers say, and how it is written. Any thread.
#pragma once

#include <stop_token>
#include <string>
#include <string_view>

#include "issuers/issuer_desk.h"

namespace controller {

// "Issuer team/ca", for logs.
std::string name_of(const api::Issuer& issuer);

// The condition of this type becomes True or False. The message is cut at 4,000 bytes.
void put_condition(api::Issuer& issuer, std::string_view type, bool holds, std::string_view reason,
                   const std::string& message, base::WallTime now);

// Writes the status, decided from the object as it was seen; what is there now goes into the store.
kube::Result<void> write_issuer(const IssuerDesk& desk, const api::Issuer& issuer,
                                std::stop_token stop);

}  // namespace controller
