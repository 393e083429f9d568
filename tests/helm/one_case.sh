#!/usr/bin/env bash
# one_case.sh NAME [HELM]: one case, on the bed that is there, with that program of ours as `helm`.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$HERE/../cluster/bed.sh"
source "$BED/expect.sh"
source "$HERE/chart.sh"
use_helm "${2:-helm}"

[[ -f $HERE/cases/$1.sh ]] || die "there is no case $1: see tests/helm/cases"
CASE_DIR=$WORLD_DIR/$1-$HELM
mkdir -p "$CASE_DIR"
source "$HERE/cases/$1.sh"
