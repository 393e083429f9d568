#include "records/account_secret.h"

#include "base/base64.h"
#include "records/labels.h"
#include "records/secret_seen.h"

namespace records {
namespace {

wire::Writer body(const kube::ObjectKey& name, const std::string& type, const std::string& field,
                  const AccountKeys& keys) {
  Words data{{field, base::base64(keys.current.pem().reveal())}};
  if (keys.next) data[next_key_field(field)] = base::base64(keys.next->pem().reveal());
  Words annotations;
  if (!keys.served.empty()) annotations[std::string(kRolloverServed)] = keys.served;
  return kube::new_object(kube::kSecrets, name, labels_for(kRoleAccountKey), annotations)
      .set("type", type)
      .set("data", data);
}

// What a Secret of ours with that role holds; "" where it may hold an account's key.
std::string other_use(const wire::Object& secret) {
  const std::string role = value_of(kube::read_meta(secret).labels, kRoleLabel);
  if (role == kRoleCertificate || role == kRolePendingKey) return "the key of a certificate";
  return role == kRoleSeal ? "the key of the seals" : "";
}

}  // namespace

std::string next_key_field(const std::string& field) { return field + ".next"; }

base::Result<AccountKeys, std::string> read_account_keys(const wire::Object& secret,
                                                         const std::string& field) {
  if (const std::string use = other_use(secret); !use.empty())
    return base::unexpected("it holds " + use +
                            ", and is not used for an account: name another one");
  auto current = read_key(secret, field);
  if (!current) return base::unexpected(current.error());
  AccountKeys keys{*std::move(current)};
  keys.served = value_of(kube::read_meta(secret).annotations, kRolloverServed);
  const std::string next_field = next_key_field(field);
  if (!secret.object("data").has(next_field)) return keys;
  auto next = read_key(secret, next_field);
  if (!next) return base::unexpected(next.error());
  keys.next = *std::move(next);
  return keys;
}

wire::Writer account_secret(const kube::ObjectKey& name, const std::string& field,
                            const AccountKeys& keys) {
  return body(name, "Opaque", field, keys);
}

wire::Writer changed_account_secret(const wire::Object& there, const std::string& field,
                                    const AccountKeys& keys) {
  const kube::Meta meta = kube::read_meta(there);
  return kube::conditional(body(meta.key(), there.text_or("type", "Opaque"), field, keys), meta);
}

}  // namespace records
