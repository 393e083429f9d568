// For the thread sanitizer: the packaged libcpprest.so is not instrumented, so that its reference
// counts and queues look unsynchronised where its inline parts meet ours. Include it in one file of
// every test program that calls over cpprestsdk.
#pragma once

extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_options();

extern "C" const char* __tsan_default_suppressions() {
  return "race:pplx::\n"
         "race:libcpprest.so\n"
         "race:std::__exception_ptr::exception_ptr::_M_release\n";
}

// A race ends the program where it is found: the program itself ends without exit handlers.
extern "C" const char* __tsan_default_options() { return "halt_on_error=1"; }
