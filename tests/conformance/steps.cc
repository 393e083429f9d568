#include "conformance/steps.h"

#include <cstdlib>

namespace conformance {

Steps::Steps() {
  connect();
  static_cast<void>(client_->remove(api::kCertificates, kKey, {}, {}));
  kube::ListOptions ours;
  ours.namespace_ = kKey.namespace_;
  const auto left = client_->list(kube::kSecrets, ours, {});
  if (!left) throw std::runtime_error(left.error().message);
  for (const wire::Object& each : left->items) remove_secret(kube::read_meta(each).name);
}

void Steps::connect() {
  const char* file = std::getenv("SALLYPORT_KUBECONFIG");
  if (file != nullptr) {
    config_ = kube::find_config(file, "sallyport-conformance");
  } else {
    served_ = std::make_unique<fakes::ServedApi>(memory_);
    config_.server = served_->url();
  }
  http_ = http::make_api_client(config_.tls);
  token_ = std::make_unique<kube::Token>(config_, clock_);
  client_ = std::make_unique<kube::Client>(*http_, config_, *token_);
}

wire::Writer Steps::certificate(const std::string& name) {
  return kube::new_object(api::kCertificates, kKey)
      .set("spec", wire::Writer()
                       .set("secretName", "tls")
                       .set("dnsNames", std::vector<std::string>{name})
                       .set("issuerRef", wire::Writer().set("name", "ca")));
}

wire::Writer Steps::secret(const Data& data, const std::string& name, const Data& labels) {
  return kube::new_object(kube::kSecrets, {kKey.namespace_, name}, labels).set("data", data);
}

wire::Writer Steps::status_of(const kube::Meta& meta, int attempts) {
  api::Certificate one;
  one.meta = meta;
  one.status.observed_generation = meta.generation;
  one.status.failure = api::Failure{};
  one.status.failure->attempts = attempts;
  one.status.failure->reason = "OrderFailed";
  one.status.failure->message = "refused";
  return api::write_status(one);
}

kube::Result<wire::Object> Steps::apply(const wire::Writer& body, std::string_view subresource) {
  kube::ApplyOptions options;
  options.force = true;
  options.subresource = subresource;
  return apply_with(body, options);
}

kube::Result<wire::Object> Steps::apply_as(std::string_view manager, const wire::Writer& body,
                                           bool force) {
  kube::ApplyOptions options;
  options.field_manager = manager;
  options.force = force;
  return apply_with(body, options);
}

kube::Result<wire::Object> Steps::apply_with(const wire::Writer& body,
                                             const kube::ApplyOptions& options) {
  const auto object = wire::Object::parse(body.text());
  const bool is_secret = object.text("kind") == "Secret";
  return client_->apply(is_secret ? kube::kSecrets : api::kCertificates,
                        kube::read_meta(object).key(), body, options, {});
}

kube::Meta Steps::applied(const wire::Writer& body, std::string_view subresource) {
  const auto answer = apply(body, subresource);
  EXPECT_TRUE(answer) << answer.error().message;
  return answer ? kube::read_meta(*answer) : kube::Meta();
}

Data Steps::data_now() {
  const auto now = client_->get(kube::kSecrets, kKey, {});
  EXPECT_TRUE(now) << now.error().message;
  return now ? now->text_map("data") : Data();
}

void Steps::remove_secret(const std::string& name) {
  EXPECT_TRUE(client_->remove(kube::kSecrets, {kKey.namespace_, name}, {}, {}));
}

}  // namespace conformance
