#include "kubectl/command.h"
namespace kubectl {
int run_migrate(Session&) { throw CommandError(kBadUsage, "not yet"); }
}
