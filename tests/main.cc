// The main of tests that use the cpprestsdk client. Ends as the programs do: the exit handlers of
// cpprestsdk join its threads, one of which may wait for a task that will never run. What the
// sanitizers do at the exit is done before.

#include <gmock/gmock.h>

#include "fakes/uninstrumented.h"
#include "http/client.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

int main(int argc, char** argv) {
  testing::InitGoogleMock(&argc, argv);
  int code = RUN_ALL_TESTS();
#ifdef __SANITIZE_ADDRESS__
  if (code == 0) code = __lsan_do_recoverable_leak_check();
#endif
  http::finish_process(code);
}
