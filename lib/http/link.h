// The Link header (RFC 8288): which other resources belong to an answer. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace http {

struct Link {
  std::string target;    // as written; may be relative
  std::string relation;  // lower case: "alternate", "up", "help"
};

// One entry for each relation of each link, in order; at most 100. What is no link is passed over.
std::vector<Link> read_links(std::string_view header);

}  // namespace http
