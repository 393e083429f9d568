// Gives the free heap back to the system, after the start or a burst. Takes some milliseconds, so
// not in a hot loop. Any thread.
#pragma once

namespace base {

void release_unused_memory();

}  // namespace base
