#!/usr/bin/env bash
# packages.sh ARCHITECTURE LIST: prints what a Debian package manager installs to build for that
# architecture (amd64, arm64), of the packages in LIST. For another one than this machine's the
# libraries are of that architecture, and the compiler is the cross compiler for it.
set -euo pipefail
if [[ $1 == "$(dpkg --print-architecture)" ]]; then
  cat "$2"
  exit
fi
case $1 in
  arm64) triplet=aarch64-linux-gnu ;;
  amd64) triplet=x86-64-linux-gnu ;;
  *)
    printf 'error: there is no build for the architecture %s: choose amd64 or arm64\n' "$1" >&2
    exit 1
    ;;
esac
# nlohmann-json3-dev is headers alone, for all architectures.
sed -E -e "s/^g\+\+\$/g++-$triplet/" -e "/^nlohmann-json/!s/-dev\$/-dev:$1/" "$2"
