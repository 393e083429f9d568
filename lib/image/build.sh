#!/usr/bin/env bash
# build.sh [FOLDER]: builds the image with neither registry nor daemon, and writes to FOLDER
# (build/image):
#   sallyport-VERSION.tar         for `docker load`, `ctr images import`, `skopeo copy oci-archive:`
#   sallyport-VERSION.spdx.json   what it is made of, as it is in the image
# The Debian to build in is made once from packages, and kept in the cache folder.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source tests/cluster/step.sh
source tests/cluster/setup.sh

OUT=${1:-build/image}
ARCHIVE=$OUT/sallyport-$(<VERSION).tar
VERSION=$(<VERSION)
NAME=docker.io/library/sallyport:$VERSION
STORE=$SALLYPORT_CACHE/image
export TMPDIR=$STORE/tmp # where buildah keeps its cache mounts

# The source's time, for a build that can be repeated.
source_time() { git log -1 --format=%ct 2>/dev/null || printf 0; }
revision() { git describe --always --dirty --abbrev=12 --exclude='*' 2>/dev/null || printf unknown; }

in_store() { buildah --root "$STORE/storage" --runroot "$STORE/run" "$@"; }

bud() {
  in_store build --isolation chroot --layers=false --identity-label=false "$@"
}

# The tools' image is of this Dockerfile's first stage and this list of packages, at most a week old.
tools_name() {
  printf 'localhost/sallyport-tools:%s' \
    "$({ date +%G-%V && cat lib/packages && sed '/ AS build/,$d' Dockerfile; } | sha256sum | head -c 16)"
}

make_debian() {
  rm -f "$STORE/debian.tar" &&
    mmdebstrap --variant=minbase --aptopt='Acquire::Languages "none"' bookworm "$STORE/debian.tar"
}

# Instead of the registry's debian:12-slim.
import_debian() {
  local container
  container=$(in_store from scratch) &&
    in_store add --quiet "$container" "$STORE/debian.tar" / &&
    in_store commit --quiet --rm "$container" localhost/debian:12-slim &&
    rm "$STORE/debian.tar"
}

make_tools() {
  bud --target tools --build-arg BASE=localhost/debian:12-slim --tag "$1" . &&
    in_store rmi localhost/debian:12-slim
}

need_tools_image() {
  local name
  name=$(tools_name)
  if in_store inspect --type image "$name" >/dev/null 2>&1; then return; fi
  in_store rmi --all --force >/dev/null 2>&1 || true
  step "make a Debian 12" "about 30 s" make_debian
  step "import it" "about 10 s" import_debian
  step "install compiler and libraries in it" "about 2 min" make_tools "$name"
}

compile() {
  local time
  time=$(source_time)
  bud --build-arg BASE="$(tools_name)" --build-arg VERSION="$VERSION" \
    --build-arg REVISION="$(revision)" --build-arg SOURCE_DATE_EPOCH="$time" \
    --label "org.opencontainers.image.created=$(date --utc --date "@$time" +%FT%TZ)" \
    --timestamp "$time" --no-cache --tag "$NAME" .
}

pack() {
  rm -rf "$TMPDIR/layout" "$ARCHIVE" &&
    in_store push --quiet "$NAME" "oci:$TMPDIR/layout:$NAME" &&
    python3 lib/image/pack.py "$TMPDIR/layout" "$ARCHIVE" "$NAME" >"$OUT/digest"
}

how_to_load() {
  local digest size
  read -r digest size <"$OUT/digest"
  printf '%s\n' "image $NAME" "  digest $digest, $((size / 1000)) kB compressed" \
    "  docker load --input $ARCHIVE" \
    "  ctr --namespace k8s.io images import $ARCHIVE"
}

build_image() {
  need_packages buildah mmdebstrap git python3
  mkdir -p "$TMPDIR" "$OUT"
  need_tools_image
  step "build the image $NAME" "up to 5 min" compile
  step "pack it" "about 5 s" pack
  how_to_load
}

exec 8>"$SALLYPORT_CACHE/image.lock"
flock 8
build_image
