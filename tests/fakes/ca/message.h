// CaRequest and CaReply: what comes to a ScriptedCa and what it says. Plain values.
#pragma once

#include <optional>
#include <string>

#include "acme_objects/types.h"
#include "fakes/ca/jose.h"
#include "http/client.h"
#include "wire/writer.h"

namespace fakes {

struct CaRequest {
  std::string endpoint;  // "directory", "newNonce", "newOrder", "order", "authorization", …
  std::string id;        // of the object, "" where there is one alone
  int count = 0;         // how many to this endpoint, from 1
  std::string method;
  std::string target;
  http::Headers headers;
  std::string body;
  std::string raw;         // every byte
  std::optional<Jws> jws;  // of a POST that is one
};

struct CaReply {
  int status = 200;
  http::Headers headers;
  std::string body;

  // As bytes on the wire; a HEAD has no body.
  std::string text(bool with_body = true) const {
    std::string all = "HTTP/1.1 " + std::to_string(status) + " Scripted\r\n";
    for (const auto& [name, value] : headers) all.append(name + ": " + value + "\r\n");
    all += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    return with_body ? all + body : all;
  }
};

inline CaReply json_reply(int status, const wire::Writer& body, http::Headers headers = {}) {
  headers["Content-Type"] = "application/json";
  return {status, std::move(headers), body.text()};
}

inline wire::Writer problem_json(const std::string& type, const std::string& detail) {
  return wire::Writer().set("type", "urn:ietf:params:acme:error:" + type).set("detail", detail);
}

// Of one DNS name (RFC 8555 section 6.7.1).
inline wire::Writer subproblem_json(const std::string& type, const std::string& detail,
                                    const std::string& name) {
  return problem_json(type, detail)
      .set("identifier", wire::Writer().set("type", "dns").set("value", name));
}

inline CaReply problem_reply(int status, const wire::Writer& problem, http::Headers headers = {}) {
  CaReply reply = json_reply(status, problem, std::move(headers));
  reply.headers["Content-Type"] = "application/problem+json";
  return reply;
}

inline CaReply problem_reply(int status, const std::string& type, const std::string& detail,
                             http::Headers headers = {}) {
  return problem_reply(status, problem_json(type, detail), std::move(headers));
}

}  // namespace fakes
