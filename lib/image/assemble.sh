#!/usr/bin/env bash
# assemble.sh BUILD ROOT: makes ROOT the root of the image, from the programs built in BUILD and from
# the Debian around them, with an inventory. Every file is root's, of mode 644 or 755, and as old as
# SOURCE_DATE_EPOCH says; VERSION and REVISION are those of the programs.
set -euo pipefail
build=$1 root=$2
source "$(dirname "$0")/cache.sh"
programs=(sallyport-controller sallyport-sidecar)

# put FILE [AS]: at the same place in the image, links followed.
put() {
  local as=$root${2:-$(realpath "$(dirname "$1")")/$(basename "$1")}
  mkdir -p "$(dirname "$as")"
  cp --dereference "$1" "$as"
}

# Where the libraries are, which may be of another architecture than this machine's.
FOLDER=/usr/lib/$("$(of_cache "$build" CMAKE_CXX_COMPILER)" -print-multiarch)
declare -A LOADED=()

# load FILE: into LOADED what it loads, with the loader itself, and what those load.
load() {
  local headers name file
  headers=$("$(of_cache "$build" CMAKE_READELF)" --wide --dynamic --program-headers "$1")
  while read -r name; do
    if [[ ${LOADED[${name##*/}]:-} ]]; then continue; fi
    file=$name
    if [[ $name != /* ]]; then file=$FOLDER/$name; fi
    LOADED[${name##*/}]=$file
    load "$file"
  done < <(sed -nE 's/.*\(NEEDED\).*\[(.*)\]/\1/p; s/.*interpreter: (.*)\]/\1/p' <<<"$headers")
}

mkdir -p "$root"
for program in "${programs[@]}"; do
  put "$build/$program" "/usr/bin/$program"
  "$(of_cache "$build" CMAKE_STRIP)" --strip-all "$root/usr/bin/$program"
  load "$root/usr/bin/$program"
done
for file in "${LOADED[@]}"; do put "$file"; done
for link in /lib /lib64; do
  if [[ -L $link && -d $root/usr$link ]]; then cp --no-dereference "$link" "$root$link"; fi
done

put /etc/ssl/certs/ca-certificates.crt
put /etc/os-release /usr/lib/os-release
mkdir -p "$root/etc"
ln -s ../usr/lib/os-release "$root/etc/os-release"
printf 'root:x:0:0:root:/:/nonexistent\nsallyport:x:65532:65532:sallyport:/:/nonexistent\n' \
  >"$root/etc/passwd"
printf 'root:x:0:\nsallyport:x:65532:\n' >"$root/etc/group"
printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
mkdir -p "$root/usr/share/doc/sallyport"
cp "$(dirname "$0")/../../LICENSE" "$root/usr/share/doc/sallyport/copyright"
"$(dirname "$0")/inventory.py" image "$root" "$build"

chmod -R u=rwX,go=rX "$root"
find "$root" -exec touch --no-dereference --date "@${SOURCE_DATE_EPOCH:-0}" {} +
