#include "base/memory.h"

#include <malloc.h>

namespace base {

void release_unused_memory() { malloc_trim(0); }

}  // namespace base
