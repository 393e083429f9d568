#!/usr/bin/env bash
# run.sh [CASE...]: the cases of tests/node/cases (all, or those named): our image in pods, on two
# nodes with a real kubelet and containerd. Only root can do that. SALLYPORT_IMAGE is the image's
# archive, by default the one that ./dev image has made.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cluster=$here/../cluster
source "$cluster/own_bed.sh"
source "$here/setup.sh"

export SALLYPORT_IMAGE=${SALLYPORT_IMAGE:-$SALLYPORT_ROOT/build/image/sallyport-$(<"$SALLYPORT_ROOT/VERSION").tar}
check_machine
[[ -f $SALLYPORT_IMAGE ]] || die "there is no image $SALLYPORT_IMAGE: run ./dev image"
set_up_nodes
export WORLD_AS_ROOT=1 NODE_CGROUP=sallyport-$$
# shellcheck disable=SC2034 # world.sh reads it
WORLD_AFTER=remove_cgroups
in_world "$here/all_cases.sh" "$@"
