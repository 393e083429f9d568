#include "kube/rereading_client.h"

#include "base/log.h"

namespace kube {
namespace {

bool is_same(const http::ClientOptions& left, const http::ClientOptions& right) {
  return left.ca_pem == right.ca_pem &&
         left.client_certificate_pem == right.client_certificate_pem &&
         left.client_key_pem.reveal() == right.client_key_pem.reveal();
}

}  // namespace

RereadingClient::RereadingClient(const Config& first, Read read, Make make)
    : read_(std::move(read)), make_(std::move(make)), made_(Made{first.tls, make_(first.tls)}) {}

// Whether there is another client now than the one that failed; of several threads that saw it fail
// one makes it.
bool RereadingClient::made_anew(const std::shared_ptr<http::Client>& failed) {
  auto config = read_();
  if (!config) {
    base::log_warning("CredentialsUnreadable", {{"message", config.error()}});
    return false;
  }
  return made_.with([&](Made& made) {
    if (made.client != failed) return true;
    http::ClientOptions next = made.from;
    next.ca_pem = config->tls.ca_pem;
    next.client_certificate_pem = config->tls.client_certificate_pem;
    next.client_key_pem = config->tls.client_key_pem;
    if (is_same(next, made.from)) return false;
    try {
      made = {next, make_(next)};
    } catch (const std::exception& e) {  // half written, perhaps
      base::log_warning("CredentialsUnreadable", {{"message", e.what()}});
      return false;
    }
    base::log_info("CredentialsReread");
    return true;
  });
}

template <class Call>
RereadingClient::Reply RereadingClient::call(Call once) {
  const auto client = made_.with([](const Made& made) { return made.client; });
  Reply reply = once(*client);
  if (reply || reply.error().kind != http::ErrorKind::kTls || !made_anew(client)) return reply;
  return once(*made_.with([](const Made& made) { return made.client; }));
}

base::Result<http::Response, http::Error> RereadingClient::send(const http::Request& request,
                                                                std::stop_token stop) {
  return call([&](http::Client& client) { return client.send(request, stop); });
}

base::Result<http::Response, http::Error> RereadingClient::stream(const http::Request& request,
                                                                  base::Millis idle,
                                                                  const http::Sink& sink,
                                                                  std::stop_token stop) {
  return call([&](http::Client& client) { return client.stream(request, idle, sink, stop); });
}

}  // namespace kube
