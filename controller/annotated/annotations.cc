#include "annotated/annotations.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/ip.h"
#include "base/text.h"
#include "records/labels.h"

namespace controller {
namespace {

enum class As { kText, kNumber, kList };

// The annotations that are fields of the spec.
struct Field {
  std::string_view annotation;
  std::string_view parent;  // "" for the spec itself
  std::string_view name;
  As as = As::kText;
};
constexpr std::array kFields = {
    Field{"common-name", "", "commonName"},
    Field{"duration", "", "duration"},
    Field{"renew-before", "", "renewBefore"},
    Field{"renew-before-percentage", "", "renewBeforePercentage", As::kNumber},
    Field{"usages", "", "usages", As::kList},
    Field{"names-policy", "", "namesPolicy"},
    Field{"private-key-algorithm", "privateKey", "algorithm"},
    Field{"private-key-encoding", "privateKey", "encoding"},
    Field{"private-key-size", "privateKey", "size", As::kNumber},
    Field{"private-key-rotation-policy", "privateKey", "rotationPolicy"},
};
// What others read, or what is read elsewhere, is no mistake.
constexpr std::array kOthers = std::to_array<std::string_view>(
    {"issuer", "cluster-issuer", "issuer-kind", "issuer-group", "alt-names", "ip-sans",
     "secret-template", "placeholder", "issue-temporary-certificate", "ignore-tls-listeners",
     "allow-direct-injection", "before-migration"});

bool is_known(std::string_view name) {
  return std::ranges::find(kOthers, name) != kOthers.end() ||
         std::ranges::find(kFields, name, &Field::annotation) != kFields.end();
}

// What is wrong with an annotation.
class Refused {
 public:
  Refused(std::string annotation, const std::string& value, const std::string& expected)
      : text("annotation " + std::move(annotation) + " is \"" + base::cut(value, 80) +
             "\": expected " + expected) {}
  std::string text;
};

std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> all;
  for (const std::string& one : base::split(text, ',')) {
    if (const auto word = base::trimmed(one); !word.empty()) all.emplace_back(word);
  }
  return all;
}

// The annotations of one prefix, as they are read. Throws Refused.
class Reader {
 public:
  Reader(const AnnotatedObject& object, std::string_view prefix)
      : object_(object), prefix_(prefix) {}

  AskedFor read() {
    asked_.issuer = issuer();
    for (const Field& field : kFields) read_field(field);
    if (!private_key_.empty()) asked_.spec.set("privateKey", private_key_);
    asked_.dns_names = base::canonical_names(words(value("alt-names")));
    asked_.ip_addresses = addresses();
    read_template();
    const bool awaits_secrets = object_.kind != AnnotatedKind::kIngress;
    asked_.placeholder = is_on("placeholder", is_on("issue-temporary-certificate", awaits_secrets));
    read_unserved();
    return std::move(asked_);
  }

 private:
  std::string value(std::string_view name) const { return object_.annotation(prefix_, name); }
  std::string full(std::string_view name) const { return std::string(prefix_).append(name); }

  api::IssuerRef issuer() const {
    const std::string own = value("issuer");
    const std::string of_all = value("cluster-issuer");
    if (!own.empty() && !of_all.empty()) {
      throw Refused(full("cluster-issuer"), of_all, "it or " + full("issuer") + ", not both");
    }
    const std::string group = value("issuer-group");
    if (!group.empty() && group != "cert-manager.io" && group != "sallyport.dev") {
      throw Refused(full("issuer-group"), group,
                    "sallyport.dev, because issuers of other programs are served by those");
    }
    const std::string kind = value("issuer-kind");
    if (!kind.empty() && kind != "Issuer" && kind != "ClusterIssuer")
      throw Refused(full("issuer-kind"), kind, "Issuer or ClusterIssuer");
    if (!of_all.empty()) return {of_all, "ClusterIssuer"};
    return {own, kind.empty() ? "Issuer" : kind};
  }

  void read_field(const Field& field) {
    const std::string text = value(field.annotation);
    if (text.empty()) return;
    wire::Writer& into = field.parent.empty() ? asked_.spec : private_key_;
    if (field.as == As::kText) into.set(field.name, text);
    if (field.as == As::kList) into.set(field.name, words(text));
    if (field.as == As::kNumber) into.set(field.name, number(field.annotation, text));
  }

  std::int64_t number(std::string_view name, const std::string& text) const {
    int number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || stop != end) throw Refused(full(name), text, "a whole number");
    return number;
  }

  std::vector<std::string> addresses() const {
    std::vector<std::string> all;
    for (const std::string& one : words(value("ip-sans"))) {
      const auto ip = base::canonical_ip(one);
      if (!ip) throw Refused(full("ip-sans"), one, "IP addresses with commas between them");
      all.push_back(*ip);
    }
    return all;
  }

  void read_template() {
    const std::string text = value("secret-template");
    if (text.empty()) return;
    try {
      const wire::Object object = wire::Object::parse(text, 1'000);
      wire::Writer made;
      for (const std::string& field : object.fields()) {
        if (field != "labels" && field != "annotations") throw wire::Malformed(field);
        made.set(field, object.text_map(field));
      }
      asked_.spec.set("secretTemplate", made);
    } catch (const wire::Malformed&) {
      throw Refused(full("secret-template"), text,
                    R"(JSON such as {"labels": {"a": "b"}, "annotations": {"c": "d"}})");
    }
  }

  bool is_on(std::string_view name, bool otherwise) const {
    const std::string text = value(name);
    if (text.empty()) return otherwise;
    if (text != "true" && text != "false") throw Refused(full(name), text, "true or false");
    return text == "true";
  }

  void read_unserved() {
    for (const auto& [name, text] : object_.meta.annotations) {
      const std::string_view whole(name);
      const bool of_acme = prefix_ == kTheirPrefix && whole.starts_with("acme.cert-manager.io/");
      const bool ours = whole.starts_with(prefix_) && !is_known(whole.substr(prefix_.size()));
      if (of_acme || ours) asked_.unserved.push_back(name);
    }
  }

  const AnnotatedObject& object_;
  const std::string_view prefix_;
  AskedFor asked_;
  wire::Writer private_key_;
};

}  // namespace

base::Result<HeededAnnotations, std::string> HeededAnnotations::parse(const std::string& text) {
  HeededAnnotations heeded;
  for (const std::string& part : base::split(text, ',')) {
    if (part == "everywhere") {
      heeded.everywhere_ = true;
      continue;
    }
    const std::size_t slash = part.find('/');
    const std::string what = part.substr(0, slash);
    const std::string name = slash == std::string::npos ? "" : part.substr(slash + 1);
    const bool good = (what == "namespace" || what == "class") && !name.empty();
    if (!good) {
      return base::unexpected(
          "expected everywhere, or namespace/NAME and class/NAME with commas between them, not " +
          text);
    }
    (what == "class" ? heeded.classes_ : heeded.namespaces_).push_back(name);
  }
  return heeded;
}

bool HeededAnnotations::of(const AnnotatedObject& object) const {
  const auto has = [](const auto& all, const auto& one) {
    return std::ranges::find(all, one) != all.end();
  };
  return everywhere_ || has(namespaces_, object.meta.namespace_) ||
         (!object.class_name.empty() && has(classes_, object.class_name));
}

Wish asked_by(const AnnotatedObject& object, const HeededAnnotations& heeded) {
  const bool by_ours = names_issuer(object.meta, kOurPrefix);
  const bool by_theirs = names_issuer(object.meta, kTheirPrefix);
  if (by_ours && by_theirs) {
    return BadAnnotation{
        "it has annotations of sallyport.dev and of cert-manager.io that name an issuer: take one "
        "of them off, so that only one program writes its Secrets"};
  }
  if (!by_ours && !by_theirs) return NotAsked{};
  if (!by_ours && !heeded.of(object)) return NotHeeded{};
  if (!object.problem.empty()) return BadAnnotation{object.problem};
  try {
    return Reader(object, by_ours ? kOurPrefix : kTheirPrefix).read();
  } catch (const Refused& refused) {
    return BadAnnotation{refused.text};
  }
}

}  // namespace controller
