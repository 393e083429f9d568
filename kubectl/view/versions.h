// Versions of our programs and of our CustomResourceDefinitions, as far as one can be older than
// the other. Pure; any thread.
#pragma once

#include <string>

#include "view/findings.h"

namespace kubectl {

// Whether the version `left` is older than `right`: by the numbers before the first sign that is no
// digit and no dot, as in "0.1.0-next.3". "" is older than all.
bool is_older(const std::string& left, const std::string& right);

// "registry/sallyport:0.1.0@sha256:..." is of version 0.1.0; what has no tag, of its digest, else
// "unknown".
std::string version_in(const std::string& image);

// "0.1.0" or "0.1.0-next.3", and no digest, word, date or commit.
bool is_version(const std::string& text);

// Of a CustomResourceDefinition, for a program that was made for `expected`. Those of an older
// version drop what they do not know. Newer ones do no harm, because they come first in an upgrade.
Line definition_line(const std::string& name, const std::string& version,
                     const std::string& program, const std::string& expected);

}  // namespace kubectl
