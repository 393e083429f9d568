#!/usr/bin/env bash
# one_case.sh NAME: one case, in a namespace of its own, on the bed that is there.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/bed.sh"
source "$BED/expect.sh"

[[ -f $BED/cases/$1.sh ]] || die "there is no case $1: see tests/cluster/cases"
use_namespace "${1#*-}"
kubectl create namespace "$NS" >/dev/null
source "$BED/cases/$1.sh"
