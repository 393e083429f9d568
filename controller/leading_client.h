// LeadingClient: an http::Client that only reads unless we lead, so that of what is under way when
// leadership is lost no further request leaves: neither a write to the cluster nor an order at a
// CA. A request held back is answered kStopped. Any thread.
#pragma once

#include <functional>
#include <memory>

#include "http/client.h"

namespace controller {

class LeadingClient final : public http::Client {
 public:
  using Leads = std::function<bool()>;

  LeadingClient(std::unique_ptr<http::Client> inner, Leads leads)
      : owned_(std::move(inner)), inner_(*owned_), leads_(std::move(leads)) {}
  LeadingClient(http::Client& inner, Leads leads) : inner_(inner), leads_(std::move(leads)) {}

  base::Result<http::Response, http::Error> send(const http::Request& request,
                                                 std::stop_token stop) override;
  base::Result<http::Response, http::Error> stream(const http::Request& request, base::Millis idle,
                                                   const http::Sink& sink,
                                                   std::stop_token stop) override;

 private:
  const std::unique_ptr<http::Client> owned_;
  http::Client& inner_;
  const Leads leads_;
};

}  // namespace controller
