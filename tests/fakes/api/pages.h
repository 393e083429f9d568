// Pages: a list as the API server answers it. All pages of one list are of the same moment; when
// that is forgotten, the next one is 410 Expired. Pure.
// https://kubernetes.io/docs/reference/using-api/api-concepts/ ("results sets in chunks")
#pragma once

#include "fakes/api/history.h"
#include "http/client.h"

namespace fakes {

http::Response list_page(const History& history, const Place& collection);

}  // namespace fakes
