#!/usr/bin/env bash
# one_case.sh NAME: one situation, in a namespace of its own, on the bed that is there.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../cluster/bed.sh"
source "$BED/expect.sh"
source "$BED/visitors.sh"
source "$SALLYPORT_ROOT/tests/ingress/routes.sh"

[[ -f $INGRESS_TESTS/cases/$1.sh ]] || die "there is no case $1: see tests/ingress/cases"
use_namespace "${1#*-}"
kubectl create namespace "$NS" >/dev/null
# shellcheck disable=SC2034 # the cases read it
HOST=$NS.example.com
source "$INGRESS_TESTS/cases/$1.sh"
