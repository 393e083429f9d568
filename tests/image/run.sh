#!/usr/bin/env bash
# run.sh [CASE...]: the cases of tests/image/cases (all, or those named): looks at what is in the image,
# and runs what is in it. Needs the images that build.sh makes.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cluster=$here/../cluster
source "$cluster/own_bed.sh"
source "$here/checker.sh"

need_packages "${BUILD_PACKAGES[@]}" "${IMAGE_PACKAGES[@]}"
need_pebble
need_checker
in_world "$here/all_cases.sh" "$@"
