// Gives back the memory that is not in use now, after the start or a burst: free heap, and the
// pages of the program and its libraries that were read. A page that is needed after all comes back
// from the file at its next use, so not in a hot loop. Any thread.
#pragma once

namespace base {

void release_unused_memory();

}  // namespace base
