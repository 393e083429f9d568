# Building in containers with neither registry nor daemon, for amd64 and arm64: a Debian with compiler and
# libraries is made once from packages, and kept in the cache folder. Needs step.sh and setup.sh.

source lib/image/revision.sh
VERSION=$(<VERSION)
STORE=$SALLYPORT_CACHE/image
export TMPDIR=$STORE/tmp # where buildah keeps its cache mounts

in_store() { buildah --root "$STORE/storage" --runroot "$STORE/run" "$@"; }

bud() {
  in_store build --isolation chroot --layers=false --identity-label=false --pull=never \
    --build-arg BUILDPLATFORM="linux/$(dpkg --print-architecture)" "$@"
}

# The tools' image is of this Dockerfile's first stage and this list of packages, at most a week old.
tools_name() { # ARCHITECTURE
  printf 'localhost/sallyport-tools-%s:%s' "$1" "$({
    date +%G-%V
    cat lib/packages lib/image/packages.sh
    sed '/ AS sources/,$d' Dockerfile
  } | sha256sum | head -c 16)"
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

# make_tools ARCHITECTURE NAME
make_tools() {
  bud --target tools --build-arg TARGETARCH="$1" --build-arg BASE=localhost/debian:12-slim --tag "$2" . &&
    in_store rmi localhost/debian:12-slim
}

# Those of an earlier week, and what builds since then have left.
without_old_tools() { # ARCHITECTURE
  local old
  mapfile -t old < <(in_store images --quiet --filter "reference=localhost/sallyport-tools-$1")
  if ((${#old[@]})); then in_store rmi --force "${old[@]}" >/dev/null 2>&1 || true; fi
  in_store rmi --prune --force >/dev/null 2>&1 || true
}

need_tools_image() { # ARCHITECTURE
  local name
  name=$(tools_name "$1")
  if in_store inspect --type image "$name" >/dev/null 2>&1; then return; fi
  without_old_tools "$1"
  step "make a Debian 12" "about 30 s" make_debian
  step "import it" "about 10 s" import_debian
  step "install compiler and libraries for $1 in it" "about 2 min" make_tools "$1" "$name"
}

# compile ARCHITECTURE ARG...: what the Dockerfile makes, or one stage of it.
compile() {
  local time
  time=$(source_time)
  bud --platform "linux/$1" --build-arg BASE="$(tools_name "$1")" --build-arg VERSION="$VERSION" \
    --build-arg REVISION="$(revision)" --build-arg SOURCE_DATE_EPOCH="$time" \
    --label "org.opencontainers.image.created=$(date --utc --date "@$time" +%FT%TZ)" \
    --timestamp "$time" --no-cache "${@:2}" .
}

# One after the other, because the store is shared.
lock_store() {
  need_packages buildah mmdebstrap git python3
  mkdir -p "$TMPDIR"
  exec 8>"$SALLYPORT_CACHE/image.lock"
  flock 8
}
