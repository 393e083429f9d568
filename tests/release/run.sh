#!/usr/bin/env bash
# run.sh [CASE...]: the cases of tests/release/cases (all, or those named): the release that prepare.sh made,
# pushed to a registry, verified and installed from there.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cluster=$here/../cluster
source "$cluster/own_bed.sh"
source "$here/tools.sh"

need_release_test
export RELEASE_PLACE=$here/place
in_world "$here/all_cases.sh" "$@"
