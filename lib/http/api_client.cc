// In a file of its own, so that a program that talks to no API server by cpprestsdk links none of
// it.

#include "http/client.h"

namespace http {

#ifdef SALLYPORT_CPPREST
namespace {

// cpprestsdk cannot use an IPv6 address, which is all that an IPv6-only cluster tells us of its API
// server.
class ApiClient final : public Client {
 public:
  explicit ApiClient(const ClientOptions& options)
      : cpprest_(make_cpprest_client(options)), beast_(make_beast_client(options)) {}

  base::Result<Response, Error> send(const Request& request, std::stop_token stop) override {
    return client_for(request.url).send(request, std::move(stop));
  }

  base::Result<Response, Error> stream(const Request& request, base::Millis idle, const Sink& sink,
                                       std::stop_token stop) override {
    return client_for(request.url).stream(request, idle, sink, std::move(stop));
  }

 private:
  Client& client_for(const Url& url) {
    return url.host.find(':') == std::string::npos ? *cpprest_ : *beast_;
  }

  const std::unique_ptr<Client> cpprest_;
  const std::unique_ptr<Client> beast_;
};

}  // namespace

std::unique_ptr<Client> make_api_client(ClientOptions options) {
  return std::make_unique<ApiClient>(options);
}
#else
std::unique_ptr<Client> make_api_client(ClientOptions options) {
  return make_beast_client(std::move(options));
}

void prepare_process() {}
#endif

}  // namespace http
