// The main of tests that use the cpprestsdk client. Ends as the programs do: the exit handlers of
// cpprestsdk join its threads, one of which may wait for a task that will never run. What the
// sanitizers do at the exit is done before.

#include <gmock/gmock.h>

#include "http/client.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

#ifdef __SANITIZE_THREAD__
// The library is not built for ThreadSanitizer, which so does not see it count the references to
// what the cancelling of a request releases.
extern "C" const char* __tsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __tsan_default_suppressions() {
  return "race:pplx::details::_CancellationTokenState::_Cancel\n";
}
#endif

int main(int argc, char** argv) {
  testing::InitGoogleMock(&argc, argv);
  int code = RUN_ALL_TESTS();
#ifdef __SANITIZE_ADDRESS__
  if (code == 0) code = __lsan_do_recoverable_leak_check();
#endif
  http::finish_process(code);
}
