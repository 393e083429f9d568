#!/usr/bin/env bash
# prepare.sh: makes a release as a trial, and once more as RELEASING.md says: all but the signatures must be
# the same.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/../cluster/own_bed.sh"
source "$here/tools.sh"

export RELEASE_PLACE=$here/place
need_release_test
cd "$SALLYPORT_ROOT"
./dev release --trial --into build/release-test
python3 tests/docs/blocks.py script RELEASING.md "Try it" release | bash -euxo pipefail
