#!/usr/bin/env bash
# compile.sh ARCHITECTURE SOURCE BUILD TARGET...: builds these targets of what is shipped, in BUILD, for
# amd64 or arm64, with what packages.sh names. REVISION is the commit that the programs say.
set -euo pipefail
architecture=$1 source=$2 build=$3
shift 3
flags=(-DSALLYPORT_TESTS=OFF -DSALLYPORT_REVISION="$REVISION")
if [[ $architecture != "$(dpkg --print-architecture)" ]]; then
  case $architecture in
    arm64) processor=aarch64 ;;
    amd64) processor=x86_64 ;;
  esac
  flags+=(-DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR="$processor"
    -DCMAKE_CXX_COMPILER="$processor-linux-gnu-g++")
fi
cmake --preset release -S "$source" -B "$build" "${flags[@]}"
cmake --build "$build" --target "$@"
