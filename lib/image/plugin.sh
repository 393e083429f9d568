#!/usr/bin/env bash
# plugin.sh BUILD ARCHIVE: packs the plugin of kubectl that was built in BUILD, with our licence, the
# notices of the libraries that are in it, the list of what it is made of, and the helper for completion.
# The same build gives the same bytes: every file is as old as SOURCE_DATE_EPOCH says.
set -euo pipefail
here=$(dirname "$0")
build=$1 archive=$2
source "$here/cache.sh"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
install -m 755 "$build/kubectl-sallyport" "$here/../../kubectl/kubectl_complete-sallyport" "$folder"
"$(of_cache "$build" CMAKE_STRIP)" --strip-all "$folder/kubectl-sallyport"
cp "$here/../../LICENSE" "$folder"
"$here/inventory.py" plugin "$folder" "$build"
chmod -R u=rwX,go=rX "$folder"
tar --create --sort=name --format=ustar --mtime "@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
  --directory "$folder" . | gzip --no-name --best >"$archive"
