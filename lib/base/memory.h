// Gives back the memory that only the start needed: free heap, and the pages of the program and its
// libraries that were read. A page that is needed after all comes back from the file at its next
// use. Call once everything is up. Any thread.
#pragma once

namespace base {

void release_startup_memory();

}  // namespace base
