#!/usr/bin/env bash
# run.sh [CASE...]: the cases of tests/node/cases (all, or those named): our image in pods, on two
# nodes with a real kubelet and containerd. Only root can do that.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cluster=$here/../cluster
source "$cluster/step.sh"
source "$cluster/setup.sh"
source "$cluster/world.sh"
source "$here/setup.sh"

check_machine
alone set_up_nodes
export WORLD_AS_ROOT=1 NODE_CGROUP=sallyport-$$
WORLD_AFTER=remove_cgroups
in_world "$here/all_cases.sh" "$@"
