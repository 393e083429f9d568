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

# What the tools' image is of: this Dockerfile's first stage and this list of packages.
tools_sources() {
  cat lib/packages lib/image/packages.sh
  sed '/ AS sources/,$d' Dockerfile
}

# tools_tag ARCHITECTURE WORD: of that, and of the word.
tools_tag() {
  printf 'localhost/sallyport-tools-%s:%s' "$1" "$({
    printf '%s' "$2"
    tools_sources
  } | sha256sum | head -c 16)"
}

# tools_name ARCHITECTURE: at most a week old, so that what Debian has mended comes in.
tools_name() { tools_tag "$1" "$(date +%G-%V)"$'\n'; }

# any_tools_name ARCHITECTURE: the newest, however old.
any_tools_name() { tools_tag "$1" ''; }

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

make_tools() { # ARCHITECTURE
  bud --target tools --build-arg TARGETARCH="$1" --build-arg BASE=localhost/debian:12-slim \
    --tag "$(tools_name "$1")" . &&
    in_store tag "$(tools_name "$1")" "$(any_tools_name "$1")" &&
    in_store rmi localhost/debian:12-slim
}

tools_images() { in_store images --quiet --filter "reference=localhost/sallyport-tools-$1" | sort -u; }

# make_tools_image ARCHITECTURE: and away with those of an earlier week, and with what builds have left.
make_tools_image() {
  local old
  mapfile -t old < <(tools_images "$1")
  step "make a Debian 12" "about 30 s" make_debian
  step "import it" "about 10 s" import_debian
  step "install compiler and libraries for $1 in it" "about 2 min" make_tools "$1"
  if ((${#old[@]})); then in_store rmi --force "${old[@]}" >/dev/null 2>&1 || true; fi
  in_store rmi --prune --force >/dev/null 2>&1 || true
}

is_in_store() { in_store inspect --type image "$1" >/dev/null 2>&1; }

# need_tools_image ARCHITECTURE: sets TOOLS. Where it cannot be made anew, one of an earlier week does, but not
# where RELEASE_IS_REAL is set: a release has what Debian has mended.
need_tools_image() {
  TOOLS=$(tools_name "$1")
  if is_in_store "$TOOLS"; then return; fi
  (make_tools_image "$1") && return
  TOOLS=$(any_tools_name "$1")
  is_in_store "$TOOLS" || die "there is no compiler of an earlier week either: see above why none was made"
  [[ ! ${RELEASE_IS_REAL:-} ]] || die "a release is made with this week's packages of Debian: see above what failed"
  say "  the compiler and libraries of an earlier week are taken, because none of this week could be made"
}

# compile ARCHITECTURE ARG...: what the Dockerfile makes, or one stage of it, by what need_tools_image found.
compile() {
  local time
  time=$(source_time)
  bud --platform "linux/$1" --build-arg BASE="$TOOLS" --build-arg VERSION="$VERSION" \
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
