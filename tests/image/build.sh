#!/usr/bin/env bash
# build.sh: the image, and once more elsewhere: both must be the same.
set -euo pipefail
build=$(dirname "${BASH_SOURCE[0]}")/../../lib/image/build.sh
"$build"
"$build" build/image/again
