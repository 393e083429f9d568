// AccountKeys: what the Secret of an issuer's account holds: the account's key and, while it is
// being changed, the next one beside it. The next one may be the account's already: the CA knows.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "crypto/key.h"
#include "kube_objects/object.h"
#include "wire/object.h"
#include "wire/writer.h"

namespace records {

struct AccountKeys {
  crypto::PrivateKey current;
  std::optional<crypto::PrivateKey> next{};
  std::string served{};  // the rollover request that made the current key
};

// The field of the next key, beside that of the current one.
std::string next_key_field(const std::string& field);

// The error says what is wrong with the Secret; one with the key of a certificate is no account's.
base::Result<AccountKeys, std::string> read_account_keys(const wire::Object& secret,
                                                         const std::string& field);

// A new Secret, for create; and one that is there, for apply: refused when it has changed since.
wire::Writer account_secret(const kube::ObjectKey& name, const std::string& field,
                            const AccountKeys& keys);
wire::Writer changed_account_secret(const wire::Object& there, const std::string& field,
                                    const AccountKeys& keys);

}  // namespace records
