#!/usr/bin/env bash
# one_case.sh NAME: one case, on the bed with nodes that is there.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$HERE/../cluster/bed.sh"
source "$BED/expect.sh"
source "$HERE/setup.sh"
source "$HERE/node.sh"
source "$HERE/pods.sh"

[[ -f $HERE/cases/$1.sh ]] || die "there is no case $1: see tests/node/cases"
CASE_DIR=$WORLD_DIR/$1
mkdir -p "$CASE_DIR"
installed
use_namespace "${1#*-}"
kubectl create namespace "$NS" >/dev/null
trap why EXIT
source "$HERE/cases/$1.sh"
trap - EXIT
