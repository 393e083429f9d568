// Whether an account is still what it was, when a CA's answer to an order makes one doubt that.
#pragma once

#include "acme_objects/error.h"
#include "pass/pass.h"

namespace controller {

// Whether an order's error may mean that the account is not what it was.
bool doubts_account(const acme::Error& error);

// Has the issuer's account looked up anew, or made again, before anything else is asked of the CA.
// False: that was done a moment ago, and the error is about something else.
bool look_up_anew(const Pass& pass, const acme::Error& error);

}  // namespace controller
