#!/usr/bin/env bash
# one_case.sh NAME: one case, on the bed and the registry that are there.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$HERE/../cluster/bed.sh"
source "$BED/expect.sh"
source "$HERE/release.sh"
source "$HERE/../image/checker.sh"

[[ -f $HERE/cases/$1.sh ]] || die "there is no case $1: see tests/release/cases"
CASE_DIR=$WORLD_DIR/$1
mkdir -p "$CASE_DIR"
source "$HERE/cases/$1.sh"
