# What the cases ask of a release. Needs bed.sh and expect.sh; $CASE_DIR is the case's folder.

VERSION=$(<"$SALLYPORT_ROOT/VERSION")
RELEASE=$SALLYPORT_ROOT/build/release-test
# What prepare.sh made by the commands of RELEASING.md: the same, by other keys.
# shellcheck disable=SC2034 # the cases read it
ANOTHER=$SALLYPORT_ROOT/build/release-$VERSION-trial
NAME=sallyport-$VERSION
REGISTRY=127.0.0.1:5000
# shellcheck disable=SC2034 # the cases read them
IMAGE=$REGISTRY/sallyport/sallyport CHART=$REGISTRY/sallyport/charts/sallyport
LIB=$SALLYPORT_ROOT/lib/release
export PLAIN_HTTP=1
export HELM_CACHE_HOME=$WORLD_DIR/helm/cache HELM_CONFIG_HOME=$WORLD_DIR/helm/config
export HELM_DATA_HOME=$WORLD_DIR/helm/data

registry_up() {
  printf '%s\n' 'version: 0.1' "storage: {filesystem: {rootdirectory: $WORLD_DIR/registry}}" \
    "http: {addr: '$REGISTRY'}" >"$WORLD_DIR/registry.yaml"
  start registry "$TOOLS_BIN/docker-registry" serve "$WORLD_DIR/registry.yaml"
  up registry 20 answers "http://$REGISTRY/v2/"
}

verify() { "$LIB/verify.sh" "$1" "$RELEASE/cosign.pub" "$RELEASE/sallyport.gpg"; }
publish() { "$LIB/publish.sh" "$1" "$RELEASE/cosign.pub" "$RELEASE/sallyport.gpg"; }

# refused WORDS COMMAND...: it ends with an error that has the words.
refused() {
  local words=$1 answer status=0
  shift
  answer=$("$@" 2>&1) || status=$?
  ((status == 1)) || fail "ended with $status instead of 1: $*: $answer"
  [[ $answer == *"error:"*"$words"* ]] || fail "the answer to '$*' lacks '$words': $answer"
  say "refused: $words"
}

# copied: sets COPY to a copy of the release, to be spoilt.
copied() {
  COPY=$CASE_DIR/copy
  rm -rf "$COPY"
  cp -r "$RELEASE" "$COPY"
}

# unpack_image ARCHITECTURE FOLDER: the files of the image.
unpack_image() {
  skopeo copy --quiet --override-arch "$1" "oci-archive:$RELEASE/$NAME-image.tar:$VERSION" "oci:$2.layout:one"
  python3 - "$2" <<'END'
import json, pathlib, sys, tarfile
layout = pathlib.Path(sys.argv[1] + ".layout")
blob = lambda part: layout / "blobs" / part["digest"].replace(":", "/")
(image,) = json.loads((layout / "index.json").read_text())["manifests"]
(layer,) = json.loads(blob(image).read_text())["layers"]
tarfile.open(blob(layer)).extractall(sys.argv[1])
END
}

# read_section PAGE HEADING: its commands, with the registry of the tests in place of the example's.
read_section() {
  python3 "$SALLYPORT_ROOT/tests/docs/blocks.py" script "$SALLYPORT_ROOT/$1" "$2" release |
    sed "s|registry\.example\.com|$REGISTRY|g; s|oci://|--plain-http oci://|" >"$CASE_DIR/script"
  (cd "$CASE_DIR" && bash -euxo pipefail "$CASE_DIR/script")
  was_read "$1" "$2"
}

was_read() { printf '%s: %s\n' "$1" "$2" >>"$WORLD_DIR/read"; }

# all_is_read: each section that says it is run by this stage was.
all_is_read() {
  local unread
  touch "$WORLD_DIR/read"
  cd "$SALLYPORT_ROOT" || return
  unread=$(find RELEASING.md README.md docs -name '*.md' | sort |
    xargs python3 tests/docs/blocks.py sections-of release |
    grep --invert-match --fixed-strings --line-regexp --file "$WORLD_DIR/read" || true)
  [[ ! $unread ]] || die "no case of tests/release runs the commands of $unread"
}
