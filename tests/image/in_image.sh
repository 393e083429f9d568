#!/usr/bin/env bash
# in_image.sh ROOT COMMAND...: as a pod runs it: the image's files and no other, none of them
# writable, its environment, user 65532 without any capability.
set -euo pipefail
# shellcheck disable=SC2016 # the inner bash puts in its own arguments
exec unshare --user --map-root-user --mount bash -euc '
  root=$1
  shift
  mount --bind "$root" "$root"
  mount -o remount,bind,ro "$root"
  exec env --ignore-environment PATH=/usr/bin \
    unshare --user --map-user=65532 --map-group=65532 --root="$root" "$@"' -- "$@"
