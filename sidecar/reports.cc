#include "sidecar/reports.h"

#include "api/preflight.h"
#include "wire/writer.h"

namespace sidecar {
namespace {

http::ServerResponse text_answer(int status, std::string body) {
  http::ServerResponse response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

std::string text(const ChallengeReport& report) {
  wire::Writer hits;
  for (const auto& [token, count] : report.hits) hits.set(token, count);
  return wire::Writer()
      .set("resourceVersion", report.resource_version)
      .set("answers", static_cast<std::int64_t>(report.answers))
      .set("hits", hits)
      .text();
}

}  // namespace

http::ServerResponse report(const http::ServerRequest& request, const AnswerTable& table,
                            const std::string& word) {
  constexpr std::string_view kPath = "/challenges/";
  const bool preflight = request.target == api::kPreflightPath;
  if (!preflight && !request.target.starts_with(kPath)) return text_answer(404, "not found\n");
  if (request.method != "GET") {
    http::ServerResponse refusal = text_answer(405, "method not allowed\n");
    refusal.headers = {{"Allow", "GET, HEAD"}};
    return refusal;
  }
  if (preflight) return text_answer(200, word);
  const auto known = table.report(request.target.substr(kPath.size()));
  if (!known) return text_answer(404, "no such challenge here\n");
  http::ServerResponse response = text_answer(200, text(*known));
  response.content_type = "application/json";
  return response;
}

}  // namespace sidecar
