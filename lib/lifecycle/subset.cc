#include "lifecycle/subset.h"

#include <algorithm>

#include "base/text.h"
#include "names/identifiers.h"

namespace lifecycle {
namespace {

constexpr std::size_t kLongestCommonName = 64;  // RFC 5280 appendix A.1
constexpr std::size_t kMostNamed = 5;           // names

std::vector<acme::Identifier> without(std::vector<acme::Identifier> all, const auto& is_out) {
  std::erase_if(all, [&](const acme::Identifier& one) { return is_out(one.value); });
  return all;
}

void mark(api::RefusedName& name, const api::Certificate& certificate) {
  name.generation = certificate.meta.generation;
  name.renew_request = certificate.renew_request();
  name.left_out = true;
}

bool is_left_out(const api::RefusedName& name, const api::Certificate& certificate) {
  return name.left_out && name.generation == certificate.meta.generation &&
         name.renew_request == certificate.renew_request();
}

}  // namespace

std::vector<acme::Identifier> names_to_order(const api::Certificate& certificate) {
  const auto& refused = certificate.status.refused_names;
  if (!certificate.spec.allow_subset || refused.empty()) return names::identifiers_of(certificate);
  return without(names::identifiers_of(certificate), [&](const std::string& value) {
    const auto found = std::ranges::find(refused, value, &api::RefusedName::name);
    return found != refused.end() && is_left_out(*found, certificate);
  });
}

std::vector<acme::Identifier> names_issued(const api::Certificate& certificate) {
  if (!certificate.spec.allow_subset) return names::identifiers_of(certificate);
  return without(names::identifiers_of(certificate), [&](const std::string& value) {
    return has(certificate.status.refused_names, value);
  });
}

RefusedNames missing_names(const api::Certificate& certificate,
                           const records::StoredCertificate& stored) {
  RefusedNames missing;
  if (!certificate.spec.allow_subset || certificate.status.refused_names.empty()) return missing;
  const auto all = names::identifiers_of(certificate);
  for (const api::RefusedName& one : certificate.status.refused_names) {
    const auto name = std::ranges::find(all, one.name, &acme::Identifier::value);
    if (name == all.end() || records::has_name(stored, *name)) continue;
    missing.push_back(one);
    missing.back().left_out = false;
  }
  return missing;
}

bool lacks_only_refused(const api::Certificate& certificate,
                        const records::StoredCertificate& stored) {
  if (!certificate.spec.allow_subset) return false;
  const auto all = names::identifiers_of(certificate);
  const auto had = static_cast<std::size_t>(std::ranges::count_if(
      all, [&](const auto& name) { return records::has_name(stored, name); }));
  return had > 0 && had == stored.dns_names.size() + stored.ip_addresses.size() &&
         had + missing_names(certificate, stored).size() == all.size();
}

bool is_to_be_completed(const api::Certificate& certificate,
                        const records::StoredCertificate& stored) {
  const RefusedNames missing = missing_names(certificate, stored);
  return std::ranges::any_of(
      missing, [&](const auto& one) { return one.generation != certificate.meta.generation; });
}

bool may_leave_out(const Observed& seen, const RefusedNames& refused) {
  return seen.certificate->spec.allow_subset && !refused.empty() &&
         refused.size() < seen.wanted.size();
}

RefusedNames leaving_out(const Observed& seen, const RefusedNames& refused) {
  const api::Certificate& certificate = *seen.certificate;
  const auto all = names::identifiers_of(certificate);
  RefusedNames names;
  for (const api::RefusedName& before : certificate.status.refused_names) {
    if (has(all, before.name) && !has(refused, before.name)) names.push_back(before);
  }
  for (api::RefusedName one : refused) {
    mark(one, certificate);
    names.push_back(std::move(one));
  }
  return names;
}

RefusedNames falling_back(const Observed& seen, bool due_by_time) {
  const api::Certificate& certificate = *seen.certificate;
  RefusedNames names = certificate.status.refused_names;
  if (!seen.stored || !due_by_time) return names;
  const RefusedNames missing = missing_names(certificate, *seen.stored);
  for (api::RefusedName& one : names) {
    if (has(missing, one.name)) mark(one, certificate);
  }
  return names;
}

RefusedNames at_rest(const Observed& seen) {
  return seen.stored ? missing_names(*seen.certificate, *seen.stored) : RefusedNames{};
}

std::string text_of(const RefusedNames& names) {
  std::vector<std::string> told;
  for (const api::RefusedName& one : names) {
    if (told.size() == kMostNamed) break;
    told.push_back(one.name + " (" + one.reason + (one.message.empty() ? "" : ": ") + one.message +
                   ")");
  }
  const std::size_t more = names.size() - told.size();
  return base::join(told) + (more > 0 ? " and " + std::to_string(more) + " more" : "");
}

std::string common_name_of(const api::CertificateSpec& spec,
                           const std::vector<std::string>& dns_names) {
  const bool is_there = std::ranges::find(dns_names, spec.common_name) != dns_names.end();
  if (spec.common_name.empty() || is_there) return spec.common_name;
  const auto first = std::ranges::find_if(
      dns_names, [](const std::string& name) { return name.size() <= kLongestCommonName; });
  return first == dns_names.end() ? "" : *first;
}

}  // namespace lifecycle
