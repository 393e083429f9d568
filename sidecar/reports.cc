#include "sidecar/reports.h"

#include "wire/writer.h"

namespace sidecar {

http::ServerResponse report(const http::ServerRequest& request, const AnswerTable& table) {
  constexpr std::string_view kPath = "/challenges/";
  http::ServerResponse response;
  if (request.method != "GET" || !request.target.starts_with(kPath)) {
    response.status = 404;
    return response;
  }
  const auto known = table.report(std::string(request.target.substr(kPath.size())));
  if (!known) {
    response.status = 404;
    return response;
  }
  wire::Writer hits;
  for (const auto& [token, count] : known->hits) hits.set(token, count);
  response.content_type = "application/json";
  response.body = wire::Writer()
                      .set("resourceVersion", known->resource_version)
                      .set("answers", static_cast<std::int64_t>(known->answers))
                      .set("hits", hits)
                      .text();
  return response;
}

}  // namespace sidecar
