#!/usr/bin/env bash
# build.sh [FOLDER [ARCHITECTURE]]: builds the image for amd64 or arm64 (this machine's, if it is not said),
# and writes to FOLDER (build/image):
#   sallyport-VERSION.tar         for `docker load`, `ctr images import`, `skopeo copy oci-archive:`
#   sallyport-VERSION.spdx.json   what it is made of, as it is in the image
#   digest                        of what a registry would hold, and its size in bytes
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source tests/cluster/step.sh
source tests/cluster/setup.sh
source lib/image/store.sh

OUT=${1:-build/image}
ARCHITECTURE=${2:-$(dpkg --print-architecture)}
ARCHIVE=$OUT/sallyport-$VERSION.tar
NAME=docker.io/library/sallyport:$VERSION

pack() {
  rm -rf "$TMPDIR/layout" "$ARCHIVE" &&
    in_store push --quiet "$NAME" "oci:$TMPDIR/layout:$NAME" &&
    python3 lib/image/pack.py "$TMPDIR/layout" "$ARCHIVE" "$NAME" >"$OUT/digest"
}

how_to_load() {
  local digest size
  read -r digest size <"$OUT/digest"
  printf '%s\n' "image $NAME for $ARCHITECTURE" "  digest $digest, $((size / 1000)) kB compressed" \
    "  docker load --input $ARCHIVE" \
    "  ctr --namespace k8s.io images import $ARCHIVE"
}

lock_store
mkdir -p "$OUT"
need_tools_image "$ARCHITECTURE"
step "build the image $NAME for $ARCHITECTURE" "up to 5 min" compile "$ARCHITECTURE" --tag "$NAME"
step "pack it" "about 5 s" pack
how_to_load
