// Whether an account is still what it was, when a CA's answer to an order makes one doubt that.
#pragma once

#include "acme_objects/error.h"
#include "pass/pass.h"

namespace controller {

// Whether an order's error may mean that the account is not what it was.
bool doubts_account(const acme::Error& error);

// Asks the CA for the account. Only when it says that the account is gone, the issuer is not ready
// any more, and has its account looked up anew, or made again, before anything else is asked of the
// CA: a CA also says `unauthorized` of one name, which must stop nobody else. False: the account is
// there, or cannot be asked for, or was asked for a moment ago; the error is about something else.
bool look_up_anew(const Pass& pass, const acme::Error& error);

}  // namespace controller
