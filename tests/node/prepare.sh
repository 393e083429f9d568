#!/usr/bin/env bash
# prepare.sh: builds all that run.sh needs, the image included, which is written to build/image/node.
# Ends with 77 where the machine cannot run containers.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cluster=$here/../cluster
source "$cluster/step.sh"
source "$cluster/setup.sh"
source "$here/setup.sh"

check_machine
"$SALLYPORT_ROOT/lib/image/build.sh" build/image/node
set_up_nodes
