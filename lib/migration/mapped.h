// One object of cert-manager as ours: what to write, and what a person should know of it. Pure; any
// thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kube_objects/object.h"
#include "migration/fields.h"
#include "wire/object.h"
#include "wire/writer.h"

namespace migration {

struct Mapped {
  kube::ObjectKey key;
  bool refused = false;  // a finding says why
  wire::Writer spec;     // of ours
  std::vector<Finding> findings;
};

Mapped map_issuer(const wire::Object& theirs, bool cluster_scoped);

// `issuer` is theirs, that it names; nothing where there is none.
Mapped map_certificate(const wire::Object& theirs, const std::optional<wire::Object>& issuer);

// Their issuer that would prove a name of this Certificate by DNS-01, by cert-manager's choice.
bool is_proved_by_dns(const wire::Object& issuer, const std::string& name,
                      const kube::Meta& certificate);

}  // namespace migration
