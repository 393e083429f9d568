// What the controller asks on the admin port: GET /challenges/NAME -> JSON
// {"resourceVersion": "123", "answers": 2, "hits": {"TOKEN": 5}}, or 404 while this replica does
// not have that Challenge; and GET /preflight -> the word that it answers preflights with.
#pragma once

#include <string>

#include "http/server.h"
#include "sidecar/answers.h"

namespace sidecar {

http::ServerResponse report(const http::ServerRequest& request, const AnswerTable& table,
                            const std::string& word);

}  // namespace sidecar
