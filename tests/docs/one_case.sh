#!/usr/bin/env bash
# one_case.sh NAME: one case, on the bed that is there.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../cluster/bed.sh"
source "$BED/expect.sh"
source "$here/pages.sh"

[[ -f $here/cases/$1.sh ]] || die "there is no case $1: see tests/docs/cases"
use_namespace default
source "$here/cases/$1.sh"
