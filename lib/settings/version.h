// Version: which build of Sallyport this is, for --version, logs, metrics and the User-Agent. The
// number is the file VERSION's. The revision is the commit that was built, its first 12 digits,
// with
// "-dirty" where files differed from it, or "unknown" for sources without a git repository.
//
// Any thread; the views are of constants.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace settings {

std::string_view version();   // "0.1.0"
std::string_view revision();  // "abcdef123456-dirty"

// "sallyport-sidecar 0.1.0 (commit abcdef123456)"
std::string version_text(std::string_view program);
// "sallyport-sidecar/0.1.0"
std::string user_agent(std::string_view program);
// The labels of sallyport_build_info: program, version, revision.
std::map<std::string, std::string> build_labels(std::string_view program);

}  // namespace settings
