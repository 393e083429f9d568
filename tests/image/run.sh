#!/usr/bin/env bash
# run.sh [CASE...]: the cases of tests/image/cases (all, or those named): builds the image, looks at
# what is in it, and runs what is in it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cluster=$here/../cluster
source "$cluster/step.sh"
source "$cluster/setup.sh"
source "$cluster/world.sh"

CHECKER=spdx-tools==0.8.3 # of PyPI
CHECKER_FOLDER=$SALLYPORT_CACHE/$CHECKER

install_checker() {
  rm -rf "$CHECKER_FOLDER.part" &&
    python3 -m pip install --disable-pip-version-check --target "$CHECKER_FOLDER.part" "$CHECKER" &&
    mv "$CHECKER_FOLDER.part" "$CHECKER_FOLDER"
}

set_up_image() {
  need_packages binutils python3-pip iproute2 util-linux curl
  need_tools
  if [[ ! -d $CHECKER_FOLDER ]]; then step "install $CHECKER (of PyPI)" "about 10 s" install_checker; fi
}

alone set_up_image
"$SALLYPORT_ROOT/lib/image/build.sh"
"$SALLYPORT_ROOT/lib/image/build.sh" build/image/again
export CHECKER_FOLDER
in_world "$here/all_cases.sh" "$@"
