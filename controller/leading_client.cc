#include "controller/leading_client.h"

namespace controller {

base::Result<http::Response, http::Error> LeadingClient::send(const http::Request& request,
                                                              std::stop_token stop) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (reads || leads_()) return inner_.send(request, stop);
  return base::unexpected(
      http::Error{http::ErrorKind::kStopped,
                  request.url.text() + ": held back: another replica leads, or may soon", false});
}

base::Result<http::Response, http::Error> LeadingClient::stream(const http::Request& request,
                                                                base::Millis idle,
                                                                const http::Sink& sink,
                                                                std::stop_token stop) {
  return inner_.stream(request, idle, sink, stop);
}

}  // namespace controller
