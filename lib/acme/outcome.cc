#include "acme/outcome.h"

#include <algorithm>
#include <array>

#include "acme/error_of.h"

namespace acme {
namespace {

// RFC 8555 section 6.7, RFC 8738, RFC 9773 section 7.4, and invalidProfile of the profiles draft.
constexpr std::array kProblemTypes = std::to_array<std::string_view>({"accountDoesNotExist",
                                                                      "alreadyReplaced",
                                                                      "alreadyRevoked",
                                                                      "badCSR",
                                                                      "badNonce",
                                                                      "badPublicKey",
                                                                      "badRevocationReason",
                                                                      "badSignatureAlgorithm",
                                                                      "caa",
                                                                      "compound",
                                                                      "connection",
                                                                      "dns",
                                                                      "externalAccountRequired",
                                                                      "incorrectResponse",
                                                                      "invalidContact",
                                                                      "invalidProfile",
                                                                      "malformed",
                                                                      "orderNotReady",
                                                                      "rateLimited",
                                                                      "rejectedIdentifier",
                                                                      "serverInternal",
                                                                      "tls",
                                                                      "unauthorized",
                                                                      "unsupportedContact",
                                                                      "unsupportedIdentifier",
                                                                      "userActionRequired"});

std::string_view class_of(int status) {
  if (status >= 500) return "http_5xx";
  if (status >= 400) return "http_4xx";
  return status >= 300 ? "http_3xx" : "http_1xx";
}

}  // namespace

std::string_view outcome(const base::Result<http::Response, http::Error>& answer) {
  if (!answer) {
    return answer.error().kind == http::ErrorKind::kStopped ? "stopped" : "unreachable";
  }
  if (answer->status >= 200 && answer->status < 300) return "ok";
  const Error error = error_of({}, *answer, {});
  const auto known = std::find(kProblemTypes.begin(), kProblemTypes.end(),
                               error.problem ? error.problem->type : std::string());
  return known == kProblemTypes.end() ? class_of(answer->status) : *known;
}

}  // namespace acme
