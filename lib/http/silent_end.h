// notice_silent_end(): has the kernel notice a peer that is gone without a word: half a minute
// after its last one, whether something is on its way to it or not. For this room alone. Any
// thread.
#pragma once

namespace http {

// Of a connected TCP socket. Where an option cannot be set, the deadlines of the calls remain.
void notice_silent_end(int socket);

}  // namespace http
