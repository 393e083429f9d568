#include "api/certificate.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "api/status.h"
#include "base/ip.h"
#include "wire/time.h"

namespace api {
namespace {

int default_size(const std::string& algorithm) { return algorithm == "RSA" ? 2048 : 256; }

PrivateKeySpec read_private_key(const wire::Object& object) {
  PrivateKeySpec key;
  key.algorithm = object.text_or("algorithm", key.algorithm);
  key.size = object.integer<int>("size").value_or(default_size(key.algorithm));
  key.encoding = object.text_or("encoding", key.encoding);
  key.rotate = object.text_or("rotationPolicy", "Always") == "Always";
  return key;
}

std::optional<base::Seconds> read_seconds(const wire::Object& object, std::string_view field) {
  if (!object.has(field)) return std::nullopt;
  const auto value = read_duration(object.text(field));
  if (!value) {
    throw wire::Malformed(object.path() + "." + std::string(field) +
                          ": expected a duration such as 720h");
  }
  return value;
}

RenewalWindow read_renewal_window(const wire::Object& object) {
  const std::string start = object.text("start");  // "22:30", as the CRD has it
  if (start.size() != 5) throw wire::Malformed(object.path() + ".start: expected HH:MM");
  const int minutes = std::atoi(start.substr(0, 2).c_str()) * 60 + std::atoi(start.c_str() + 3);
  return {object.texts("days"), std::chrono::minutes(minutes),
          read_seconds(object, "duration").value_or(base::Seconds(0))};
}

void read_outputs(const wire::Object& object, CertificateSpec& spec) {
  for (const wire::Object& format : object.objects("additionalOutputFormats")) {
    const std::string type = format.text("type");
    spec.der = spec.der || type == "DER";
    spec.combined_pem = spec.combined_pem || type == "CombinedPEM";
  }
  const wire::Object pkcs12 = object.object("keystores").object("pkcs12");
  const wire::Object password = pkcs12.object("passwordSecretRef");
  spec.pkcs12 = {pkcs12.flag("create"), password.text_or("name", ""),
                 password.text_or("key", "password")};
}

IssuerRef read_issuer_ref(const wire::Object& object) {
  return {object.text("name"), object.text_or("kind", "Issuer")};
}

std::optional<IssuerRef> read_issuer_in(const wire::Object& status) {
  if (!status.has("issuerRef")) return std::nullopt;
  return read_issuer_ref(status.object("issuerRef"));
}

CertificateSpec read_spec(const wire::Object& object) {
  const wire::Object secret_template = object.object("secretTemplate");
  CertificateSpec spec;
  spec.secret_name = object.text("secretName");
  spec.common_name = base::canonical_name(object.text_or("commonName", ""));
  spec.dns_names = base::canonical_names(object.texts("dnsNames"));
  spec.ip_addresses = base::canonical_names(object.texts("ipAddresses"));
  spec.allow_subset = object.text_or("namesPolicy", "All") == "AllowSubset";
  spec.issuer = read_issuer_ref(object.object("issuerRef"));
  for (const wire::Object& issuer : object.objects("fallbackIssuerRefs")) {
    spec.fallback_issuers.push_back(read_issuer_ref(issuer));
  }
  spec.private_key = read_private_key(object.object("privateKey"));
  spec.renew_before = read_seconds(object, "renewBefore");
  spec.renew_before_percentage = object.integer<int>("renewBeforePercentage");
  for (const wire::Object& window : object.objects("renewalWindows")) {
    spec.renewal_windows.push_back(read_renewal_window(window));
  }
  spec.duration = read_seconds(object, "duration");
  spec.usages = object.texts("usages");
  read_outputs(object, spec);
  spec.disable_renewal_info = object.flag("disableRenewalInfo");
  spec.secret_labels = secret_template.text_map("labels");
  spec.secret_annotations = secret_template.text_map("annotations");
  return spec;
}

OrderRecord read_order(const wire::Object& object) {
  return {object.text("url"), object.text_or("account", ""), object.text_or("reason", ""),
          object.text_or("renewRequest", ""), object.time("started").value_or(base::WallTime())};
}

Failure read_failure(const wire::Object& object) {
  Failure failure;
  // Bounded, since it is counted on, and a hand may have written any.
  failure.attempts = std::clamp(object.integer<int>("attempts").value_or(1), 1, 1'000'000);
  failure.failed_validations =
      std::clamp(object.integer<int>("failedValidations").value_or(0), 0, 1'000'000);
  failure.issuer = read_issuer_in(object);
  failure.rehearsed = object.flag("rehearsed");
  failure.reason = object.text_or("reason", "");
  failure.message = object.text_or("message", "");
  failure.at = object.time("at").value_or(base::WallTime());
  failure.next_try = object.time("nextTry").value_or(base::WallTime());
  failure.generation = object.integer("generation").value_or(0);
  failure.renew_request = object.text_or("renewRequest", "");
  failure.stalled = object.flag("stalled");
  return failure;
}

RenewalInfo read_renewal_info(const wire::Object& object) {
  const wire::Object window = object.object("suggestedWindow");
  const auto time = [](const wire::Object& from, std::string_view field) {
    return from.time(field).value_or(base::WallTime());
  };
  return {object.text_or("certificateID", ""), time(window, "start"), time(window, "end"),
          time(object, "selectedTime"), object.text_or("explanationURL", "")};
}

RefusedName read_refused_name(const wire::Object& object) {
  return {object.text("name"),
          object.text_or("reason", ""),
          object.text_or("message", ""),
          object.integer("generation").value_or(0),
          object.text_or("renewRequest", ""),
          object.flag("leftOut")};
}

CertificateStatus read_certificate_status(const wire::Object& object) {
  CertificateStatus status;
  status.observed_generation = read_observed_generation(object);
  status.conditions = read_conditions(object);
  status.not_before = object.time("notBefore");
  status.not_after = object.time("notAfter");
  status.renewal_time = object.time("renewalTime");
  status.issuer = read_issuer_in(object);
  status.renew_request = object.text_or("renewRequest", "");
  if (object.has("renewalInfo")) {
    status.renewal_info = read_renewal_info(object.object("renewalInfo"));
  }
  if (object.has("order")) status.order = read_order(object.object("order"));
  if (object.has("failure")) status.failure = read_failure(object.object("failure"));
  if (object.has("revocation")) {
    const wire::Object revocation = object.object("revocation");
    status.revocation =
        Revocation{revocation.text_or("request", ""), revocation.text_or("serial", "")};
  }
  for (const wire::Object& refused : object.objects("refusedNames")) {
    status.refused_names.push_back(read_refused_name(refused));
  }
  status.remaining = object.text_or("remaining", "");
  return status;
}

wire::Writer write_order(const OrderRecord& order) {
  return wire::Writer()
      .set("url", order.url)
      .set("account", order.account)
      .set("reason", order.reason)
      .set_unless_empty("renewRequest", order.renew_request)
      .set("started", wire::write_time(order.started));
}

void set_issuer(wire::Writer& writer, const std::optional<IssuerRef>& issuer) {
  if (!issuer) return;
  writer.set("issuerRef", wire::Writer().set("name", issuer->name).set("kind", issuer->kind));
}

wire::Writer write_failure(const Failure& failure) {
  wire::Writer writer;
  set_issuer(writer, failure.issuer);
  if (failure.rehearsed) writer.set("rehearsed", true);
  if (failure.failed_validations > 0) writer.set("failedValidations", failure.failed_validations);
  return writer.set("attempts", failure.attempts)
      .set("reason", failure.reason)
      .set("message", failure.message)
      .set("at", wire::write_time(failure.at))
      .set("nextTry", wire::write_time(failure.next_try))
      .set("generation", failure.generation)
      .set_unless_empty("renewRequest", failure.renew_request)
      .set("stalled", failure.stalled);
}

wire::Writer write_renewal_info(const RenewalInfo& info) {
  return wire::Writer()
      .set("certificateID", info.certificate_id)
      .set("suggestedWindow", wire::Writer()
                                  .set("start", wire::write_time(info.window_start))
                                  .set("end", wire::write_time(info.window_end)))
      .set("selectedTime", wire::write_time(info.selected))
      .set_unless_empty("explanationURL", info.explanation_url);
}

std::vector<wire::Writer> write_refused_names(const std::vector<RefusedName>& all) {
  std::vector<wire::Writer> list;
  for (const RefusedName& one : all) {
    list.push_back(wire::Writer()
                       .set("name", one.name)
                       .set("reason", one.reason)
                       .set_unless_empty("message", one.message)
                       .set("generation", one.generation)
                       .set_unless_empty("renewRequest", one.renew_request)
                       .set("leftOut", one.left_out));
  }
  return list;
}

void set_time(wire::Writer& writer, std::string_view field,
              const std::optional<base::WallTime>& time) {
  if (time) writer.set(field, wire::write_time(*time));
}

}  // namespace

std::vector<std::string> Certificate::all_dns_names() const {
  std::vector<std::string> names = spec.dns_names;
  if (!spec.common_name.empty()) names.push_back(spec.common_name);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::string Certificate::renew_request() const { return annotation(meta, kRenewAnnotation); }
std::string Certificate::revoke_request() const { return annotation(meta, kRevokeAnnotation); }

bool Certificate::revocation_due() const {
  const std::string asked = revoke_request();
  const bool served = status.revocation && status.revocation->request == asked;
  // A Certificate that is seen for the first time may be restored from a backup.
  return !asked.empty() && !served && status.observed_generation != 0;
}

std::vector<IssuerRef> Certificate::issuers() const {
  std::vector<IssuerRef> all{spec.issuer};
  all.insert(all.end(), spec.fallback_issuers.begin(), spec.fallback_issuers.end());
  return all;
}

const IssuerRef& Certificate::asked_last() const {
  return status.issuer ? *status.issuer : spec.issuer;
}

bool Certificate::wants_placeholder() const {
  const auto found = meta.annotations.find(std::string(kPlaceholderAnnotation));
  return found != meta.annotations.end() && found->second == "true";
}

bool Certificate::is_revoked(const std::string& serial) const {
  return status.revocation && !serial.empty() && status.revocation->serial == serial;
}

Certificate read_certificate(const wire::Object& object) {
  return {kube::read_meta(object), read_spec(object.object("spec")),
          read_certificate_status(object.object("status"))};
}

wire::Writer write_status(const Certificate& certificate) {
  const CertificateStatus& from = certificate.status;
  wire::Writer status;
  status.set("observedGeneration", from.observed_generation)
      .set("conditions", write_conditions(from.conditions));
  set_time(status, "notBefore", from.not_before);
  set_time(status, "notAfter", from.not_after);
  set_time(status, "renewalTime", from.renewal_time);
  set_issuer(status, from.issuer);
  status.set_unless_empty("renewRequest", from.renew_request);
  if (from.renewal_info) status.set("renewalInfo", write_renewal_info(*from.renewal_info));
  if (from.order) status.set("order", write_order(*from.order));
  if (from.failure) status.set("failure", write_failure(*from.failure));
  if (from.revocation) {
    status.set("revocation", wire::Writer()
                                 .set("request", from.revocation->request)
                                 .set_unless_empty("serial", from.revocation->serial));
  }
  if (!from.refused_names.empty()) {
    status.set("refusedNames", write_refused_names(from.refused_names));
  }
  status.set_unless_empty("remaining", from.remaining);
  return status_body(kCertificates, certificate.meta, status);
}

std::optional<base::Seconds> read_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::int64_t total = 0;
  while (!text.empty()) {
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc() || count < 0 || count > 100'000'000) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const std::size_t unit = std::string_view("smh").find(text.empty() ? '?' : text[0]);
    if (unit == std::string_view::npos) return std::nullopt;
    constexpr std::int64_t kSeconds[] = {1, 60, 3600};
    total += count * kSeconds[unit];
    text.remove_prefix(1);
  }
  return base::Seconds(total);
}

}  // namespace api
