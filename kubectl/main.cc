// kubectl-sallyport: a plugin of kubectl for users and administrators of Sallyport.

#include <csignal>
#include <string>
#include <vector>

#include "base/log.h"
#include "kubectl/command.h"

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_DFL);  // `kubectl sallyport list | head` ends quietly
  base::set_log_level("error");
  return kubectl::run({argv + 1, argv + argc});
}
