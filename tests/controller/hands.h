// Hands: a bed with a certificate that was issued, whose Secret has a template and further forms;
// and what people do to it.
#pragma once

#include "base/base64.h"
#include "controller/issuance_bed.h"
#include "records/labels.h"
#include "records/tls_secret.h"

namespace issuance {

inline const kube::ObjectKey kKey{"team", "web-tls"};

class Hands : public Bed {
 protected:
  Hands() {
    apply_certificate({"a.example"}, with_template);
    work(std::chrono::minutes(2));
    issued_ = tls_secret();
  }

 public:
  static void with_template(wire::Writer& spec) {
    const auto words = wire::Writer().set("team", "shop");
    spec.set("secretTemplate", wire::Writer().set("labels", words).set("annotations", words));
    spec.set("additionalOutputFormats",
             std::vector<wire::Writer>{wire::Writer().set("type", "DER"),
                                       wire::Writer().set("type", "CombinedPEM")});
  }

  wire::Object secret() const { return api_.get(kube::kSecrets, kKey).value(); }
  std::string read(const std::string& field) const { return secret().text_or(field, ""); }
  std::string data(const std::string& field) const {
    return base::from_base64(secret().object("data").text_or(field, "")).value();
  }
  void set(const std::string& field, const std::string& text) {
    edit_data([&](wire::Writer& data) { data.set(field, base::base64(text)); });
  }
  void unset(const std::string& field) {
    edit_data([&](wire::Writer& data) { data.remove(field); });
  }
  void pair(const crypto::PrivateKey& key, const std::string& chain) {
    edit_data([&](wire::Writer& data) {
      data.set("tls.key", base::base64(key.pem().reveal())).set("tls.crt", base::base64(chain));
    });
  }
  void label(std::string_view name, const std::string& value) { word_in("labels", name, value); }
  void annotation(std::string_view name, const std::string& value) {
    word_in("annotations", name, value);
  }
  void own(const wire::Writer& owner) {
    edit_meta(
        [&](wire::Writer& meta) { meta.set("ownerReferences", std::vector<wire::Writer>{owner}); });
  }
  void fix() { api_.put(kube::kSecrets, wire::Writer(secret()).set("immutable", true)); }
  void remove() { api_.remove(kube::kSecrets, kKey); }
  // Deleted, and made anew by hand.
  void replace(const std::string& type, const std::function<void(wire::Writer&)>& change = {}) {
    wire::Writer next(secret());
    next.set("type", type);
    if (change) change(next);
    remove();
    api_.put(kube::kSecrets, next);
  }
  void status(const std::function<void(wire::Writer&)>& change) {
    const auto there = api_.get(api::kCertificates, {"team", "web"}).value();
    wire::Writer status(there.object("status"));
    change(status);
    api_.put(api::kCertificates, wire::Writer(there).set("status", status));
  }
  void renew(const std::string& value = "1") {
    annotate("sallyport.dev/renew", value);
    work();
  }
  void other_certificate() {
    apply_named("zoo", {"zoo.example"}, [](auto& spec) { spec.set("secretName", "web-tls"); });
  }
  void make_again() {
    api_.remove(api::kCertificates, {"team", "web"});
    apply_certificate({"a.example"}, with_template);
  }
  void before_the_write(const std::function<void()>& change) {
    api_.before_write([this, change](const std::string& what) {
      if (what != "PATCH secrets web-tls") return;
      api_.before_write({});
      change();
    });
  }

  const std::string& issued() const { return issued_; }
  // As we write it, of this key and chain, and with all our words.
  bool is_whole() const {
    const records::SecretSeen seen = records::read_secret(secret());
    return seen.certificate && seen.certificate->key_matches &&
           records::is_laid_out(seen, certificate()) &&
           records::value_of(seen.meta.labels, "team") == "shop" &&
           records::value_of(seen.meta.annotations, "team") == "shop";
  }
  using Bed::start;
  using Bed::work;

 private:
  void edit_data(const std::function<void(wire::Writer&)>& change) {
    wire::Writer data(secret().object("data"));
    change(data);
    api_.put(kube::kSecrets, wire::Writer(secret()).set("data", data));
  }
  void edit_meta(const std::function<void(wire::Writer&)>& change) {
    wire::Writer meta(secret().object("metadata"));
    change(meta);
    api_.put(kube::kSecrets, wire::Writer(secret()).set("metadata", meta));
  }
  void word_in(const std::string& field, std::string_view name, const std::string& value) {
    edit_meta([&](wire::Writer& meta) {
      wire::Writer words(secret().object("metadata").object(field));
      words.remove(name).set_unless_empty(name, value);
      meta.set(field, words);
    });
  }

  std::string issued_;
};

}  // namespace issuance
