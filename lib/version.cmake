# cmake -P version.cmake, at each build: writes OUT, the one source file that holds VERSION and the
# commit, when either has changed. REVISION is the commit where there is no git repository to ask.

if(NOT REVISION)
  execute_process(
    COMMAND git --no-optional-locks describe --always --dirty --abbrev=12 --exclude=*
    WORKING_DIRECTORY ${SOURCE} OUTPUT_VARIABLE REVISION OUTPUT_STRIP_TRAILING_WHITESPACE
    ERROR_QUIET RESULT_VARIABLE status)
  if(status)
    set(REVISION unknown)
  endif()
endif()

file(CONFIGURE OUTPUT ${OUT} @ONLY CONTENT [[
#include "settings/version.h"

namespace settings {
std::string_view version() { return "@VERSION@"; }
std::string_view revision() { return "@REVISION@"; }
}  // namespace settings
]])
