// Steps: a client of the API server named by the kubeconfig SALLYPORT_KUBECONFIG, in its namespace
// "conformance"; without that, of a MemoryApi on loopback. What is promised of the one is held
// against the other by the same steps. Each test begins with none of the objects that it makes.
// https://kubernetes.io/docs/reference/using-api/api-concepts/
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "api/certificate.h"
#include "fakes/api/served_api.h"
#include "kube/client.h"

namespace conformance {

using Kind = kube::Error::Kind;
using Data = std::map<std::string, std::string>;

inline const kube::ObjectKey kKey{"conformance", "object"};

class Steps : public testing::Test {
 protected:
  Steps();

  // Bodies, of kKey.
  static wire::Writer certificate(const std::string& name);
  static wire::Writer secret(const Data& data, const std::string& name = kKey.name,
                             const Data& labels = {});
  // A status for the certificate as it was then.
  static wire::Writer status_of(const kube::Meta& meta, int attempts);

  // By force, as "sallyport".
  kube::Result<wire::Object> apply(const wire::Writer& body, std::string_view subresource = "");
  kube::Result<wire::Object> apply_as(std::string_view manager, const wire::Writer& body,
                                      bool force = false);
  kube::Meta applied(const wire::Writer& body, std::string_view subresource = "");
  kube::Result<wire::Object> get() { return client_->get(api::kCertificates, kKey, {}); }
  Data data_now();  // of the Secret kKey
  void remove_secret(const std::string& name);

  static Kind kind_of(const auto& answer) {
    EXPECT_FALSE(answer);
    return answer ? Kind::kStopped : answer.error().kind;
  }

  std::unique_ptr<kube::Client> client_;

 private:
  kube::Result<wire::Object> apply_with(const wire::Writer& body,
                                        const kube::ApplyOptions& options);
  void connect();

  const base::SystemClock clock_;
  fakes::MemoryApi memory_;
  std::unique_ptr<fakes::ServedApi> served_;
  kube::Config config_;
  std::unique_ptr<http::Client> http_;
  std::unique_ptr<kube::Token> token_;
};

}  // namespace conformance
