// RereadingClient: the HTTP client for the API server, made anew when what it was made from has
// changed: a cluster's authority, or a client certificate, is replaced while we run. It is read
// again when TLS failed, which is before anything was sent; so the request is sent again, once, if
// there was news. Any thread may call.
#pragma once

#include <functional>
#include <memory>

#include "base/guarded.h"
#include "http/client.h"
#include "kube/config.h"

namespace kube {

class RereadingClient final : public http::Client {
 public:
  using Read = std::function<base::Result<Config, std::string>()>;
  using Make = std::function<std::unique_ptr<http::Client>(http::ClientOptions)>;
  // `read` says what the files say now, `first` what they said.
  RereadingClient(const Config& first, Read read, Make make);
  // By load_config() of this kubeconfig.
  RereadingClient(const Config& first, const std::string& kubeconfig, Make make)
      : RereadingClient(
            first, [kubeconfig] { return load_config(kubeconfig); }, std::move(make)) {}

  base::Result<http::Response, http::Error> send(const http::Request& request,
                                                 std::stop_token stop) override;
  base::Result<http::Response, http::Error> stream(const http::Request& request, base::Millis idle,
                                                   const http::Sink& sink,
                                                   std::stop_token stop) override;

 private:
  using Reply = base::Result<http::Response, http::Error>;
  struct Made {
    http::ClientOptions from;
    std::shared_ptr<http::Client> client;
  };

  template <class Call>
  Reply call(Call once);
  bool made_anew(const std::shared_ptr<http::Client>& failed);

  const Read read_;
  const Make make_;
  base::Guarded<Made> made_;
};

}  // namespace kube
