#!/usr/bin/env bash
# one_case.sh NAME: one case, on the image that is unpacked.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$HERE/../cluster/bed.sh"
source "$BED/expect.sh"
source "$HERE/image.sh"
source "$HERE/checker.sh"

[[ -f $HERE/cases/$1.sh ]] || die "there is no case $1: see tests/image/cases"
CASE_DIR=$WORLD_DIR/$1
mkdir -p "$CASE_DIR"
source "$HERE/cases/$1.sh"
