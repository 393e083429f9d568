#!/usr/bin/env bash
# run.sh [CASE...]: the cases of tests/image/cases (all, or those named): looks at what is in the image,
# and runs what is in it. Needs the images that build.sh makes.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cluster=$here/../cluster
source "$cluster/own_bed.sh"

CHECKER=spdx-tools==0.8.3 # of PyPI
export CHECKER_FOLDER=$SALLYPORT_CACHE/$CHECKER

install_checker() {
  rm -rf "$CHECKER_FOLDER.part" &&
    python3 -m pip install --disable-pip-version-check --target "$CHECKER_FOLDER.part" "$CHECKER" &&
    mv "$CHECKER_FOLDER.part" "$CHECKER_FOLDER"
}

need_packages "${BUILD_PACKAGES[@]}" "${IMAGE_PACKAGES[@]}"
need_pebble
if [[ ! -d $CHECKER_FOLDER ]]; then step "install $CHECKER (of PyPI)" "about 10 s" install_checker; fi
in_world "$here/all_cases.sh" "$@"
