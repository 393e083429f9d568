# What the cases ask of the image. Needs bed.sh and expect.sh; $CASE_DIR is the case's folder.

VERSION=$(<"$SALLYPORT_ROOT/VERSION")
ARCHIVE=$SALLYPORT_ROOT/build/image/sallyport-$VERSION.tar
IMAGE_ROOT=$WORLD_DIR/image
# shellcheck disable=SC2034 # the cases read it
SBOM=$IMAGE_ROOT/usr/share/sbom/sallyport.spdx.json

# image WHAT ARG...: of the archive, see image.py.
image() { python3 "$HERE/image.py" "$@"; }

# expect_image PATH VALUE: in the image's configuration, as config/User; VALUE is JSON.
expect_image() {
  local found
  found=$(image config "$ARCHIVE" "$1")
  [[ $found == "$2" ]] || fail "$1 of the image is $found, not $2"
}

# in_image COMMAND...: as a pod runs it, see in_image.sh.
in_image() { bash "$HERE/in_image.sh" "$IMAGE_ROOT" "$@"; }
