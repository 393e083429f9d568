// In a file of its own, so that a program that talks to no API server by cpprestsdk links none of
// it.

#include "http/client.h"

namespace http {

std::unique_ptr<Client> make_api_client(ClientOptions options) {
#ifdef SALLYPORT_CPPREST
  return make_cpprest_client(std::move(options));
#else
  return make_beast_client(std::move(options));
#endif
}

#ifndef SALLYPORT_CPPREST
void prepare_process() {}
#endif

}  // namespace http
